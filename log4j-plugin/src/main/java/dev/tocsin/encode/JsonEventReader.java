package dev.tocsin.encode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event from a JSON object. Thread-safe.
 *
 * <p>A strict reader is for what others wrote: it refuses unknown members and types, types that
 * only the product may write, and values that don't fit, and leaves the type's defaults where
 * members are absent. A lenient one is for the product's own files, also those of a newer version:
 * what it does not know goes to the details, an unknown type is taken as an unregistered one, and
 * what is absent stays absent. Both refuse what is no JSON object, repeated members, and an event
 * without a type.
 */
public final class JsonEventReader {
  private static final int MAX_NESTING = 64;
  private static final String EXAMPLE = "{\"event_type\":\"auth_failure\"}";
  private static final String CHANGES_FORM = "use a list of {field, old, new}";
  private static final String TAG = "tag";
  private static final String RECORD = "record";
  private static final List<String> NAMES =
      EventField.all().stream().map(EventField::jsonName).toList();

  private final JsonFactory factory =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();
  private final boolean strict;

  private JsonEventReader(boolean strict) {
    this.strict = strict;
  }

  /** A reader of what others wrote. */
  public static JsonEventReader strict() {
    return new JsonEventReader(true);
  }

  /** A reader of the product's own files. */
  public static JsonEventReader lenient() {
    return new JsonEventReader(false);
  }

  /**
   * The event of one line; a line feed at its end does no harm.
   *
   * @throws EventFormatException if there is none, in one line
   */
  public SecurityEvent read(byte[] line, int offset, int length, EventTypes types)
      throws EventFormatException {
    EventDraft draft = new EventDraft(Limits.WIDEST);
    read(line, offset, length, types, draft);
    return draft.toEvent();
  }

  /**
   * The same into a draft, which is reset before and holds anything after a failure. The draft's
   * own limits apply.
   */
  public void read(byte[] line, int offset, int length, EventTypes types, EventDraft draft)
      throws EventFormatException {
    draft.reset();
    try (JsonParser parser = factory.createParser(line, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EventFormatException("no JSON object: write one object a line, as in " + EXAMPLE);
      }
      new Reading(parser, types, draft, strict).members();
      if (parser.nextToken() != null) {
        throw new EventFormatException("more after the object: write one object a line");
      }
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      throw new EventFormatException(
          "byte " + (at + 1) + ": no JSON: " + oneLine(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new EventFormatException("no JSON in UTF-8: " + oneLine(e.getMessage()), e);
    }
  }

  private static String oneLine(@Nullable String message) {
    return Quote.line(String.valueOf(message));
  }

  /** One object being read. */
  private static final class Reading {
    private final JsonParser parser;
    private final EventTypes types;
    private final EventDraft draft;
    private final boolean strict;
    private final Set<EventField> seen = EnumSet.noneOf(EventField.class);
    private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();

    Reading(JsonParser parser, EventTypes types, EventDraft draft, boolean strict) {
      this.parser = parser;
      this.types = types;
      this.draft = draft;
      this.strict = strict;
    }

    void members() throws IOException, EventFormatException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        EventField field = EventField.find(name);
        parser.nextToken();
        if (field == null) {
          unknown(name);
        } else if (!seen.add(field)) {
          throw new EventFormatException(name + ": stands there twice: keep one");
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
          member(field);
        }
      }
      finish();
    }

    private void unknown(String name) throws IOException, EventFormatException {
      if (name.equals(RECORD)) {
        throw new EventFormatException(
            "record: the line is a record of the journal: give lines with event_type");
      }
      if (unknown.containsKey(name)) {
        throw new EventFormatException(
            "member " + Quote.of(name) + ": stands there twice: keep one");
      }
      if (!name.equals(TAG) && strict) {
        throw new EventFormatException(
            "member "
                + Quote.of(name)
                + " is not known: "
                + Nearest.question(name, NAMES)
                + "put values of your own into details");
      }
      unknown.put(name, value());
    }

    private void finish() throws EventFormatException {
      if (!draft.hasType()) {
        throw new EventFormatException("event_type is not there: add it, as in " + EXAMPLE);
      }
      unknown.remove(TAG);
      Object details = draft.get(EventField.DETAILS);
      unknown.forEach(
          (name, value) -> {
            boolean taken = details instanceof Map<?, ?> map && map.containsKey(name);
            draft.putDetail(taken ? name + "_member" : name, value);
          });
      if (!strict && !seen.contains(EventField.COMPLIANCE_TAGS)) {
        draft.setComplianceTags(List.of());
      }
      if (!strict && !seen.contains(EventField.STATUS)) {
        draft.clear(EventField.STATUS);
      }
      if (strict) {
        draft.clear(EventField.SEQ);
      }
    }

    private void member(EventField field) throws IOException, EventFormatException {
      switch (field.kind()) {
        case BOOLEAN -> flag(field);
        case TEXT_LIST -> texts(field);
        case MAP -> map(field);
        case CHANGES -> changes();
        default -> scalar(field);
      }
    }

    private void flag(EventField field) throws IOException, EventFormatException {
      JsonToken token = parser.currentToken();
      if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
        misfit(field, value(), "use true or false");
      } else if (field == EventField.SUCCESS) {
        draft.setSuccess(token == JsonToken.VALUE_TRUE);
      }
    }

    private void scalar(EventField field) throws IOException, EventFormatException {
      JsonToken token = parser.currentToken();
      boolean isNumber = token.isNumeric();
      boolean wantsNumber =
          field.kind() == EventField.Kind.INTEGER || field.kind() == EventField.Kind.DECIMAL;
      boolean fits =
          isNumber
              ? wantsNumber || isPlainText(field)
              : token == JsonToken.VALUE_STRING && !wantsNumber;
      if (field == EventField.SERVICE_ID && token == JsonToken.VALUE_NUMBER_INT) {
        draft.setServiceId(value());
      } else if (!fits) {
        misfit(field, value(), wantsNumber ? "use a number" : "use a text");
      } else if (field == EventField.EVENT_TYPE) {
        type(parser.getText());
      } else {
        String text = parser.getText();
        boolean pseudonym = field == EventField.IP_ADDRESS && draft.setAddressPseudonym(text);
        if (!pseudonym && !draft.set(field, text) && strict) {
          throw new EventFormatException(FieldComplaints.of(field, text));
        }
      }
    }

    /** Whether the text may be anything, so that a number is welcome as one. */
    private static boolean isPlainText(EventField field) {
      return field.kind() == EventField.Kind.TEXT
          && field != EventField.EVENT_ID
          && field != EventField.EVENT_TYPE
          && field != EventField.IP_ADDRESS;
    }

    private void type(String name) throws EventFormatException {
      EventType type = types.find(name);
      if (type == null && strict) {
        try {
          type = types.require(name);
        } catch (IllegalArgumentException e) {
          throw new EventFormatException(String.valueOf(e.getMessage()), e);
        }
      }
      if (type != null && strict && type.isReserved()) {
        throw new EventFormatException(
            "event type "
                + Quote.of(name)
                + ": only the product writes it: use a type of your own");
      }
      draft.setType(type != null ? type : EventTypes.unregistered(name));
    }

    private void texts(EventField field) throws IOException, EventFormatException {
      Object value = value();
      List<String> texts = new ArrayList<>();
      boolean good = value instanceof List<?>;
      if (value instanceof List<?> list) {
        for (Object each : list) {
          good &= each instanceof String;
          texts.add(String.valueOf(each));
        }
      }
      if (!good) {
        misfit(field, value, "use a list of texts");
      } else if (field == EventField.COMPLIANCE_TAGS) {
        draft.setComplianceTags(texts);
      } else {
        texts.forEach(draft::addIndicator);
      }
    }

    private void map(EventField field) throws IOException, EventFormatException {
      Object value = value();
      if (!(value instanceof Map<?, ?> map)) {
        misfit(field, value, "use an object");
        return;
      }
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = String.valueOf(entry.getKey());
        if (field == EventField.DETAILS) {
          draft.putDetail(name, entry.getValue());
        } else if (entry.getValue() instanceof String text) {
          draft.putRequestHeader(name, text);
        } else {
          misfit(field, value, "use an object of texts");
          return;
        }
      }
    }

    private void changes() throws IOException, EventFormatException {
      Object value = value();
      if (!(value instanceof List<?> list)) {
        misfit(EventField.CHANGES, value, CHANGES_FORM);
        return;
      }
      for (Object each : list) {
        if (!(each instanceof Map<?, ?> map) || !(map.get("field") instanceof String name)) {
          misfit(EventField.CHANGES, value, CHANGES_FORM);
          return;
        }
        draft.addChange(name, map.get("old"), map.get("new"));
      }
    }

    private void misfit(EventField field, @Nullable Object value, String wayOut)
        throws EventFormatException {
      if (strict || field == EventField.EVENT_TYPE) {
        throw new EventFormatException(
            field.jsonName() + " " + Quote.of(String.valueOf(value)) + ": " + wayOut);
      }
      draft.putDetail(field.jsonName() + "_invalid", value);
    }

    private @Nullable Object value() throws IOException, EventFormatException {
      return switch (parser.currentToken()) {
        case VALUE_STRING -> parser.getText();
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NULL -> null;
        case VALUE_NUMBER_INT -> parser.getNumberValue();
        case VALUE_NUMBER_FLOAT -> decimal(parser.getText());
        case START_ARRAY -> list();
        case START_OBJECT -> object();
        default -> throw new EventFormatException("no JSON value: write one object a line");
      };
    }

    private List<@Nullable Object> list() throws IOException, EventFormatException {
      List<@Nullable Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value());
      }
      return list;
    }

    private Map<String, @Nullable Object> object() throws IOException, EventFormatException {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (map.containsKey(name)) {
          throw new EventFormatException(
              "member " + Quote.of(name) + ": stands there twice: keep one");
        }
        map.put(name, value());
      }
      return map;
    }

    /** A double where it says the same as the text, else the text. */
    private static Object decimal(String text) {
      double number = Double.parseDouble(text);
      if (!Double.isFinite(number)) {
        return text;
      }
      try {
        return Double.toString(number).equals(text) ? number : new BigDecimal(text);
      } catch (NumberFormatException e) {
        // An exponent beyond what even a BigDecimal has, as in 1e-9999999999.
        return text;
      }
    }
  }
}

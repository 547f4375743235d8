package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tocsin.event.Quote;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of the journal that is no event: {@code {"record":"segment",…}}. Members are text, whole
 * numbers or null, in the order they were added.
 */
final class RecordLine {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private final Map<String, @Nullable Object> members;

  private RecordLine(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  static RecordLine of(String kind) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("record", kind);
    return new RecordLine(members);
  }

  RecordLine with(String name, @Nullable String value) {
    members.put(name, value);
    return this;
  }

  RecordLine with(String name, long value) {
    members.put(name, value);
    return this;
  }

  RecordLine with(String name, Instant value) {
    return with(name, JournalTime.text(value));
  }

  /**
   * The same of a text.
   *
   * @throws JournalException as below
   */
  static RecordLine parse(String line) throws JournalException {
    byte[] bytes = line.getBytes(UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  /**
   * Reads a flat JSON object.
   *
   * @throws JournalException if the bytes are no JSON object of text, whole numbers and nulls
   */
  static RecordLine parse(byte[] line, int offset, int length) throws JournalException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(line, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JournalException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          members.put(name, parser.getText());
        } else if (value == JsonToken.VALUE_NUMBER_INT) {
          members.put(name, parser.getLongValue());
        } else if (value == JsonToken.VALUE_NULL) {
          members.put(name, null);
        } else {
          throw new JournalException(
              "member " + Quote.of(name) + " is neither text nor a whole number");
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new JournalException("more than one JSON object on a line");
      }
    } catch (JournalException e) {
      throw e;
    } catch (IOException e) {
      throw new JournalException("not valid JSON: " + Quote.line(Reason.of(e)), e);
    }
    return new RecordLine(members);
  }

  String kind() throws JournalException {
    return text("record");
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  String text(String name) throws JournalException {
    if (members.get(name) instanceof String text) {
      return text;
    }
    throw new JournalException("member \"" + name + "\" is missing or no text");
  }

  @Nullable String textOrNull(String name) {
    return members.get(name) instanceof String text ? text : null;
  }

  long number(String name) throws JournalException {
    if (members.get(name) instanceof Long number) {
      return number;
    }
    throw new JournalException("member \"" + name + "\" is missing or no whole number");
  }

  Instant time(String name) throws JournalException {
    String text = text(name);
    try {
      return JournalTime.parse(text);
    } catch (DateTimeException e) {
      throw new JournalException("member \"" + name + "\": " + Quote.of(text) + " is no time", e);
    }
  }

  byte[] bytes(String name, int length) throws JournalException {
    String text = text(name);
    try {
      return Hex.parse(text, length);
    } catch (IllegalArgumentException e) {
      throw new JournalException(
          "member \"" + name + "\": expected " + 2 * length + " hexadecimal digits", e);
    }
  }

  /** The line up to its tag: the object without its closing brace. */
  byte[] body() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
        if (member.getValue() instanceof Long number) {
          json.writeNumberField(member.getKey(), number);
        } else if (member.getValue() instanceof String text) {
          json.writeStringField(member.getKey(), text);
        } else {
          json.writeNullField(member.getKey());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array can always be written to", e);
    }
    byte[] whole = out.toByteArray();
    return Arrays.copyOf(whole, whole.length - 1);
  }

  @Override
  public String toString() {
    return members.toString();
  }
}

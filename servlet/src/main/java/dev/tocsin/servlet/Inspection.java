package dev.tocsin.servlet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.inspect.Confidence;
import dev.tocsin.inspect.InputInspector;
import dev.tocsin.inspect.Suspicion;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Looks through what a request brings, when it is over: nothing is read that the application has
 * not read, and nothing is kept from it. Of a request no more than {@value #MOST_VALUES} values and
 * {@value #MOST_CHARACTERS} characters are looked at; requests with more are counted. Not
 * thread-safe: one for each request.
 */
final class Inspection {
  static final int MOST_VALUES = 512;
  static final int MOST_CHARACTERS = 64 * 1024;

  /** So much of a JSON document is kept for it. */
  static final int MOST_JSON_BYTES = 64 * 1024;

  /** Names that strangers make up are not kept for the next document. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** Of the names above a member of a document so many are told, the nearest. */
  private static final int MOST_NAMES_ABOVE = 8;

  /** What a name is told under that looks like an attack itself. */
  private static final String NAME = "name";

  private int values;
  private int characters;
  private boolean full;
  private @Nullable Finding most;

  /**
   * A suspicion.
   *
   * @param above the names of what the member of a document is in, the outermost first
   * @param name of the parameter or member that it is in
   */
  record Finding(List<String> above, String name, Suspicion suspicion) {
    /** The part under all its names, so that what is in something secret is redacted as such. */
    Map<String, Object> input() {
      Map<String, Object> input = Map.of(name, suspicion.part());
      for (int i = above.size() - 1; i >= 0; i--) {
        input = Map.of(above.get(i), input);
      }
      return input;
    }
  }

  /**
   * What looks most like an attack.
   *
   * @param cut counts the requests of which not all was looked at
   * @return null if all looks honest
   */
  static @Nullable Finding of(
      Set<InspectedInput> inputs,
      AuditedRequest audited,
      HttpServletRequest request,
      LongAdder cut) {
    Inspection inspection = new Inspection();
    if (inputs.contains(InspectedInput.PATH)) {
      inspection.look("path", audited.uri());
    }
    if (inputs.contains(InspectedInput.PARAMETERS)) {
      inspection.query(audited.query());
    }
    if (inputs.contains(InspectedInput.FORM) && audited.isFormRead() && !audited.hasFormFailed()) {
      inspection.form(request.getParameterMap());
    }
    Capture json = audited.json();
    String document = json == null ? null : json.text(request.getCharacterEncoding());
    if (document != null) {
      inspection.json(document);
    }
    if (inspection.full || audited.hasFormFailed() || (json != null && json.isCut())) {
      cut.increment();
    }
    return inspection.most;
  }

  private void query(@Nullable String query) {
    int from = 0;
    while (query != null && from < query.length() && !full) {
      int end = query.indexOf('&', from);
      end = end < 0 ? query.length() : end;
      int equals = query.indexOf('=', from);
      equals = equals < 0 || equals > end ? end : equals;
      String name = decoded(query.substring(from, equals));
      look(NAME, name);
      look(name, query.substring(Math.min(end, equals + 1), end));
      from = end + 1;
    }
  }

  /** A name as the application gets it; one that is wrongly encoded stays as it is. */
  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private void form(Map<String, String[]> parameters) {
    for (Map.Entry<String, String[]> each : parameters.entrySet()) {
      look(NAME, each.getKey());
      for (String value : each.getValue()) {
        look(each.getKey(), value);
      }
    }
  }

  private void json(String text) {
    JsonStreamContext place = null;
    long understood = 0;
    try (JsonParser parser = JSON.createParser(text)) {
      for (JsonToken token = parser.nextToken();
          token != null && !full;
          token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          look(NAME, parser.currentName());
        } else if (token == JsonToken.VALUE_STRING) {
          look(parser.getParsingContext(), parser.getText());
        }
        place = parser.getParsingContext();
        understood = parser.currentLocation().getCharOffset();
      }
    } catch (IOException e) {
      // Cut, or none at all: what an application that is less strict makes of it is not known.
      look(place, text.substring((int) understood));
    }
  }

  private void look(String name, @Nullable String value) {
    Suspicion found = suspicion(value);
    if (found != null) {
      keep(new Finding(List.of(), name, found));
    }
  }

  private void look(@Nullable JsonStreamContext place, String value) {
    Suspicion found = suspicion(value);
    if (found != null) {
      List<String> names = names(place);
      int last = names.size() - 1;
      keep(new Finding(names.subList(0, last), names.get(last), found));
    }
  }

  /** What a place in a document is called, the outermost name first; at least one. */
  private static List<String> names(@Nullable JsonStreamContext place) {
    Deque<String> names = new ArrayDeque<>();
    for (JsonStreamContext at = place;
        at != null && names.size() <= MOST_NAMES_ABOVE;
        at = at.getParent()) {
      String name = at.getCurrentName();
      if (name != null) {
        names.addFirst(name);
      }
    }
    return names.isEmpty() ? List.of("json") : List.copyOf(names);
  }

  private @Nullable Suspicion suspicion(@Nullable String value) {
    if (value == null || full) {
      return null;
    }
    values++;
    int left = MOST_CHARACTERS - characters;
    characters += Math.min(left, value.length());
    if (values > MOST_VALUES || value.length() > left) {
      full = true;
    }
    return InputInspector.inspect(value.length() > left ? value.substring(0, left) : value)
        .orElse(null);
  }

  /** The first that is sure, else the first. */
  private void keep(Finding found) {
    if (most == null
        || (most.suspicion().confidence() != Confidence.HIGH
            && found.suspicion().confidence() == Confidence.HIGH)) {
      most = found;
    }
  }
}

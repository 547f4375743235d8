package dev.tocsin.servlet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.inspect.Confidence;
import dev.tocsin.inspect.InputInspector;
import dev.tocsin.inspect.Suspicion;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
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

  private static final JsonFactory JSON = new JsonFactory();

  private int values;
  private int characters;
  private boolean full;
  private @Nullable Finding most;

  /** A suspicion, and the name of the parameter or member it is in. */
  record Finding(String name, Suspicion suspicion) {}

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
      inspection.look("path", request.getRequestURI());
    }
    if (inputs.contains(InspectedInput.PARAMETERS)) {
      inspection.query(request.getQueryString());
    }
    if (inputs.contains(InspectedInput.FORM) && audited.isFormRead()) {
      inspection.form(request.getParameterMap());
    }
    Capture json = audited.json();
    String document = json == null ? null : json.text(request.getCharacterEncoding());
    if (document != null) {
      inspection.json(document);
    }
    if (inspection.full || (json != null && json.isCut())) {
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
      String name = query.substring(from, equals);
      look(name, name);
      look(name, query.substring(Math.min(end, equals + 1), end));
      from = end + 1;
    }
  }

  private void form(Map<String, String[]> parameters) {
    for (Map.Entry<String, String[]> each : parameters.entrySet()) {
      look(each.getKey(), each.getKey());
      for (String value : each.getValue()) {
        look(each.getKey(), value);
      }
    }
  }

  private void json(String text) {
    String name = "json";
    long understood = 0;
    try (JsonParser parser = JSON.createParser(text)) {
      for (JsonToken token = parser.nextToken();
          token != null && !full;
          token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          name = parser.currentName();
          look(name, name);
        } else if (token == JsonToken.VALUE_STRING) {
          look(name, parser.getText());
        }
        understood = parser.currentLocation().getCharOffset();
      }
    } catch (IOException e) {
      // Cut, or none at all: what an application that is less strict makes of it is not known.
      look(name, text.substring((int) understood));
    }
  }

  private void look(String name, @Nullable String value) {
    if (value == null || full) {
      return;
    }
    values++;
    int left = MOST_CHARACTERS - characters;
    characters += Math.min(left, value.length());
    if (values > MOST_VALUES || value.length() > left) {
      full = true;
    }
    InputInspector.inspect(value.length() > left ? value.substring(0, left) : value)
        .ifPresent(suspicion -> keep(new Finding(name, suspicion)));
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

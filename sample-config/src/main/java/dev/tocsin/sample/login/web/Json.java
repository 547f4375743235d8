package dev.tocsin.sample.login.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;

/** Answers with flat JSON objects of text members. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /**
   * Sends an object.
   *
   * @param members name, value, name, value, …
   */
  static void send(HttpServletResponse response, int status, String... members) throws IOException {
    response.setStatus(status);
    response.setContentType("application/json; charset=utf-8");
    response.getWriter().write(object(members));
  }

  private static String object(String... members) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      for (int i = 0; i < members.length; i += 2) {
        json.writeStringField(members[i], members[i + 1]);
      }
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }
}

package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What is sent back. Immutable. */
final class Answer {
  private static final String JSON = "application/json";

  private final int status;
  private final String contentType;
  private final byte[] body;

  /**
   * @param body not to be changed any more
   */
  Answer(int status, String contentType, byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }

  /** One of JSON, on a line of its own. */
  static Answer ofJson(int status, String json) {
    return new Answer(status, JSON, (json + '\n').getBytes(UTF_8));
  }

  /** One that says why there is no other. */
  static Answer error(int status, String why) {
    return ofJson(status, "{\"error\":\"" + why + "\"}");
  }

  /**
   * Sends it; to HEAD without its body. Not by {@code sendError}, as an application's own pages of
   * errors tell more than is wanted here.
   */
  void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setStatus(status);
    response.setContentType(contentType);
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }
}

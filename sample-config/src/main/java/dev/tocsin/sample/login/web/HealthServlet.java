package dev.tocsin.sample.login.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;

/** Tells that the service is up. */
public final class HealthServlet extends HttpServlet {
  private final Clock clock;

  public HealthServlet(Clock clock) {
    this.clock = clock;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Json.send(response, 200, "status", "healthy", "timestamp", clock.instant().toString());
  }
}

package dev.tocsin.servlet;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures of this process's journals, for GET and HEAD. By the request's Accept header they are
 * OpenMetrics 1.0 ({@code application/openmetrics-text}), Prometheus' older text ({@code
 * text/plain;version=0.0.4}) or, for everyone else, PLAN-06's JSON: an object of {@code
 * qr_sessions_last_hour}, {@code successful_logins_24h}, {@code failed_attempts_last_hour} and
 * {@code locked_sessions}, each summed up over all open journals; with none open there is none, and
 * the answer is 503. What each figure means is written in {@code docs/metrics.md}.
 *
 * <p>No address, user, session, path or text of an event is in any answer. The figures are at most
 * a second old, those of the disk as old as the scrape before; no request waits for a write or for
 * a file system.
 *
 * <p>Everyone may read them, unless a token or a role is given: then others get 401 or 403. In
 * {@code web.xml} these are the init parameters {@code tokenFile} (a file with a {@link
 * BearerToken}) and {@code role}. A wrong token is recorded as {@code auth_failure}. Thread-safe.
 */
public final class MetricsServlet extends MonitoringServlet {
  private final Map<MetricsFormat, Latest<Answer>> answers = new EnumMap<>(MetricsFormat.class);

  /** For everyone; and for {@code web.xml}, where init parameters may say otherwise. */
  public MetricsServlet() {
    this(null, null);
  }

  /**
   * For those who bring the token or have the role; for everyone if both are null.
   *
   * @param role as {@link HttpServletRequest#isUserInRole} takes it
   */
  public MetricsServlet(@Nullable BearerToken token, @Nullable String role) {
    this(Access.of(token, role));
  }

  MetricsServlet(Access access) {
    super(access);
    JournalMetrics metrics = new JournalMetrics();
    for (MetricsFormat format : MetricsFormat.values()) {
      answers.put(
          format,
          format == MetricsFormat.JSON
              ? new Latest<>(MetricsServlet::json)
              : new Latest<>(() -> text(format, metrics)));
    }
  }

  private static Answer text(MetricsFormat format, JournalMetrics metrics) {
    return new Answer(HttpServletResponse.SC_OK, format.contentType(), metrics.write(format));
  }

  private static Answer json() {
    List<AuditHealth> open = AuditRegistry.health();
    if (open.isEmpty()) {
      // Noughts would be a lie that looks like a quiet day.
      return Answer.error(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "no journal is open");
    }
    String json =
        "{\"qr_sessions_last_hour\":"
            + sum(open, AuditHealth::getQrSessionsLastHour)
            + ",\"successful_logins_24h\":"
            + sum(open, AuditHealth::getSuccessfulLogins24h)
            + ",\"failed_attempts_last_hour\":"
            + sum(open, AuditHealth::getFailedAttemptsLastHour)
            + ",\"locked_sessions\":"
            + sum(open, AuditHealth::getLockedSessions)
            + "}";
    return Answer.ofJson(HttpServletResponse.SC_OK, json);
  }

  private static long sum(List<AuditHealth> open, ToLongFunction<AuditHealth> figure) {
    return open.stream().mapToLong(figure).sum();
  }

  @Override
  boolean isForKnownOnly() {
    return true;
  }

  @Override
  Answer answer(HttpServletRequest request, HttpServletResponse response, boolean known) {
    response.setHeader("Vary", "Accept");
    Enumeration<String> accept = request.getHeaders("Accept");
    List<String> lines = accept == null ? List.of() : Collections.list(accept);
    return Objects.requireNonNull(answers.get(MetricsFormat.bestFor(lines))).get();
  }
}

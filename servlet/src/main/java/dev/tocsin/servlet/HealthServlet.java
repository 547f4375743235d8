package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether security events are recorded, for load balancers and for people, by GET and HEAD. The
 * answer is PLAN-06's JSON: {@code status} and {@code timestamp}.
 *
 * <ul>
 *   <li>{@code healthy}, 200: events are recorded.
 *   <li>{@code unhealthy}, 503: a journal can't be written, or none is open. Nothing else gives
 *       503: a service that records may serve, however far behind its receivers are.
 *   <li>{@code degraded}, 200: events are recorded, and something else wants a look. Only who may
 *       see the reasons is told; for all others that is {@code healthy}.
 * </ul>
 *
 * <p>Who brings the token or has the role gets {@code reasons} as well, a list that is empty while
 * all is well; see {@code docs/web.md}. In {@code web.xml} these are the init parameters {@code
 * tokenFile} (a file with a {@link BearerToken}) and {@code role}. Without them nobody gets
 * reasons. A wrong token is answered with 401 and recorded as {@code auth_failure}.
 *
 * <p>No address or user is in any answer, and no request waits for a write or for a file system but
 * that with a wrong token, for its event. Thread-safe.
 */
public final class HealthServlet extends MonitoringServlet {
  private final Clock clock;
  private final HealthReasons reasons;

  /** Without reasons; and for {@code web.xml}, where init parameters may say otherwise. */
  public HealthServlet() {
    this(Access.of(null, null), Clock.systemUTC());
  }

  /**
   * With reasons for those who bring the token or have the role; for nobody if both are null.
   *
   * @param role as {@link HttpServletRequest#isUserInRole} takes it
   */
  public HealthServlet(@Nullable BearerToken token, @Nullable String role) {
    this(Access.of(token, role), Clock.systemUTC());
  }

  HealthServlet(Access access, Clock clock) {
    super(access);
    this.clock = clock;
    this.reasons = new HealthReasons(clock);
  }

  @Override
  boolean isForKnownOnly() {
    return false;
  }

  @Override
  Answer answer(HttpServletRequest request, HttpServletResponse response, boolean known) {
    List<AuditHealth> open = AuditRegistry.health();
    boolean recording = !open.isEmpty() && open.stream().allMatch(AuditHealth::isWritable);
    List<HealthReasons.Reason> why = known ? reasons.of(open) : List.of();
    String status = recording ? why.isEmpty() ? "healthy" : "degraded" : "unhealthy";
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ByteSink sink = new ByteSink();
    JsonWriter json = new JsonWriter(sink);
    json.beginObject().member("status", status).member("timestamp", now.toString());
    if (known) {
      json.name("reasons").beginList();
      why.forEach(each -> each.write(json));
      json.endList();
    }
    json.endObject();
    return Answer.ofJson(
        recording ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
        new String(sink.toByteArray(), UTF_8));
  }
}

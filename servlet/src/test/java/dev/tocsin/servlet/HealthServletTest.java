package dev.tocsin.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.fixture.FrozenDisk;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthServletTest {
  private static final String TOKEN = "a-token-of-thirty-two-characters";
  private static final String BEARER = "Bearer " + TOKEN;
  private static final String AT = "\"timestamp\":\"2026-07-01T12:00:00.123Z\"";
  private static final String HEALTHY = "{\"status\":\"healthy\"," + AT + "}\n";
  private static final String UNHEALTHY = "{\"status\":\"unhealthy\"," + AT + "}\n";

  @TempDir Path folder;

  private static final Instant NOON = Instant.parse("2026-07-01T12:00:00.123456Z");

  private volatile Instant now = NOON;
  private Path token;

  @BeforeEach
  void writeToken() throws IOException {
    token = Files.writeString(folder.resolve("token"), TOKEN);
  }

  private HealthServlet servlet(AuditLog log) throws IOException {
    return new HealthServlet(
        new Access(BearerToken.fromFile(token), null, log.security()), clock());
  }

  private WebServer serve(AuditLog log) throws Exception {
    return settled(WebServer.serve(servlet(log)));
  }

  /** Events that other tests of this process logged where no journal was are no news any more. */
  private WebServer settled(WebServer web) throws Exception {
    now = NOON.minus(HealthReasons.LOSS_IS_NEWS);
    assertThat(known(web)).contains("\"reasons\":[");
    now = NOON;
    return web;
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  @Test
  void tellsEveryoneThatEventsAreRecorded() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = serve(log)) {
      HttpResponse<String> answer = web.get();

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(HEALTHY);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");

      HttpResponse<String> head = web.send("HEAD");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(web.send("POST").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void tellsByItsOwnClockWhatTimeItIs() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new HealthServlet())) {
      assertThat(log.health().isWritable()).isTrue();
      String body = web.get("Authorization", BEARER).body();

      assertThat(body).matches("\\{\"status\":\"healthy\",\"timestamp\":\"[^\"]+Z\"}\n");
      String timestamp = body.substring(body.indexOf("20"), body.indexOf("\"}"));
      assertThat(Duration.between(Instant.parse(timestamp), Instant.now()).abs())
          .isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void isUnhealthyWhereNoJournalIsOpen() throws Exception {
    WebServer web;
    try (AuditLog log = AuditLog.start(folder)) {
      web = serve(log);
      assertThat(web.get().statusCode()).isEqualTo(200);
    }
    try (web) {
      HttpResponse<String> answer = web.get();

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo(UNHEALTHY);
      assertThat(web.send("HEAD").statusCode()).isEqualTo(503);
      assertThat(web.get("Authorization", BEARER).body())
          .startsWith(
              "{\"status\":\"unhealthy\"," + AT + ",\"reasons\":[{\"reason\":\"no_journal\"}");
    }
  }

  @Test
  void isUnhealthyWhileTheJournalCantBeWrittenAndComesBackMeanwhile() throws Exception {
    try (FrozenDisk disk = FrozenDisk.mount(folder);
        AuditLog log = AuditLog.start(disk.folder(), audit -> audit.setWriteTimeoutMillis("300"));
        WebServer web = serve(log);
        WebServer metrics = WebServer.serve(new MetricsServlet())) {
      String id = log.health().getJournalId();
      assertThat(web.get("Authorization", BEARER).body())
          .isEqualTo("{\"status\":\"healthy\"," + AT + ",\"reasons\":[]}\n");
      disk.freeze();
      try {
        log.security().authAttempt("alice", true);

        await().until(() -> web.get().statusCode() == 503);

        assertThat(web.get().body()).isEqualTo(UNHEALTHY);
        HttpResponse<String> known = web.get("Authorization", BEARER);
        assertThat(known.statusCode()).isEqualTo(503);
        assertThat(known.body())
            .startsWith(
                "{\"status\":\"unhealthy\","
                    + AT
                    + ",\"reasons\":[{\"reason\":\"journal_not_writable\",\"journal\":\""
                    + id
                    + "\",\"since\":\"")
            .contains(
                "\"why\":\"security_audit.log: a write does not come back within 300 ms\"},"
                    + "{\"reason\":\"events_dropped\",\"journal\":\""
                    + id
                    + "\",\"count\":1}]}")
            .doesNotContain(disk.folder().toString(), "alice");
        assertThat(metrics.get("Accept", "text/plain").body())
            .contains("tocsin_audit_writable_ratio{tocsin_journal_id=\"" + id + "\"} 0\n");
      } finally {
        disk.thaw();
      }
      await().until(() -> web.get().statusCode() == 200);
      assertThat(web.get("Authorization", BEARER).body())
          .as("it records again, and has lost something")
          .startsWith(
              "{\"status\":\"degraded\"," + AT + ",\"reasons\":[{\"reason\":\"events_dropp");
      assertThat(web.get().body()).isEqualTo(HEALTHY);
    }
  }

  @Test
  void isNeverUnhealthyBecauseOfAReceiver() throws Exception {
    SlowOutlet outlet = new SlowOutlet();
    try (AuditLog log = AuditLog.start(folder, audit -> audit.setOutlets(outlet));
        WebServer web = serve(log)) {
      String id = log.health().getJournalId();
      outlet.waiting = HealthReasons.MOST_WAITING;
      assertDegraded(web, "");

      outlet.waiting = HealthReasons.MOST_WAITING + 1;
      assertDegraded(
          web, "{\"reason\":\"outbox_behind\",\"journal\":\"" + id + "\",\"count\":10001}");

      outlet.waiting = 1;
      outlet.trouble = "http://198.51.100.7:4318: connection refused";
      assertDegraded(web, "{\"reason\":\"outbox_behind\",\"journal\":\"" + id + "\",\"count\":1}");

      outlet.waiting = 0;
      assertDegraded(web, "");

      outlet.refused = 3;
      String undelivered =
          "{\"reason\":\"events_undelivered\",\"journal\":\"" + id + "\",\"count\":3}";
      assertDegraded(web, undelivered);
      now = NOON.plus(Duration.ofMinutes(59));
      assertThat(known(web)).contains(undelivered);
      now = NOON.plus(HealthReasons.LOSS_IS_NEWS);
      assertThat(known(web)).as("an hour later").contains("healthy", "\"reasons\":[]");
      outlet.refused = 2;
      assertThat(known(web)).as("another bridge counts anew").contains("\"reasons\":[]");
      outlet.refused = 3;
      assertThat(known(web)).contains("degraded", "\"count\":3");
    }
  }

  private static void assertDegraded(WebServer web, String reasons) throws Exception {
    HttpResponse<String> known = web.get("Authorization", BEARER);
    String status = reasons.isEmpty() ? "healthy" : "degraded";
    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(known.body())
        .isEqualTo("{\"status\":\"" + status + "\"," + AT + ",\"reasons\":[" + reasons + "]}\n");
    assertThat(web.get().statusCode()).isEqualTo(200);
    assertThat(web.get().body()).as("in public").isEqualTo(HEALTHY);
  }

  private static String known(WebServer web) throws Exception {
    return web.get("Authorization", BEARER).body();
  }

  @Test
  void tellsReasonsToTheRoleThatMayKnow() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web =
            WebServer.serve(
                new ServletHolder(HealthServlet.class),
                Map.of("role", "operator"),
                context -> context.addFilter(RoleOf.header(), "/*", null))) {
      assertThat(log.health().isWritable()).isTrue();
      assertThat(web.get("X-Role", "operator").body()).contains("\"reasons\":[");
      assertThat(web.get("X-Role", "cook").body()).doesNotContain("reasons");
      assertThat(web.get("Authorization", BEARER).body())
          .as("a token of the application's own")
          .contains("healthy")
          .doesNotContain("reasons");
    }
  }

  @Test
  void readsItsTokenFromTheFileThatAnInitParameterNames() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web =
            WebServer.serve(
                new ServletHolder(HealthServlet.class),
                Map.of("tokenFile", token.toString()),
                context -> {})) {
      assertThat(log.health().isWritable()).isTrue();
      assertThat(web.get("Authorization", BEARER).body()).contains("\"reasons\":[");
      assertThat(web.get().body()).doesNotContain("reasons");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Bearer", "bearer " + TOKEN + "x", "BEARER =", "Bearer,"})
  void turnsAWrongTokenAwayAndRecordsIt(String credentials) throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = serve(log)) {
      HttpResponse<String> answer = web.get("Authorization", credentials);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(answer.body())
          .isEqualTo("{\"error\":\"this needs a bearer token, the right one\"}\n");
      assertThat(log.eventsOf("auth_failure"))
          .singleElement()
          .asString()
          .contains(
              "\"ip_address\":\"127.0.0.1\"",
              "\"ip_provenance\":\"peer\"",
              "\"target_type\":\"endpoint\"",
              "\"target_id\":\"/monitoring\"",
              "\"request_method\":\"GET\"",
              "\"response_status\":401",
              "\"reason\":\"wrong bearer token\"",
              "\"confidence\":\"low\"")
          .doesNotContain(TOKEN);
    }
  }

  @Test
  void recordsAWrongTokenOfTheClientThatTheFilterSawSoThatRulesShutItOut() throws Exception {
    TrustedProxies loopback = TrustedProxies.parse("127.0.0.1", ForwardingHeader.EITHER);
    try (AuditLog log = AuditLog.start(folder);
        WebServer web =
            WebServer.serve(
                new ServletHolder(servlet(log)),
                Map.of(),
                context ->
                    context.addFilter(
                        new FilterHolder(
                            new AuditFilter(
                                WebSettings.parse(Map.of("blocking", "false"))
                                    .withProxies(loopback))),
                        "/*",
                        EnumSet.of(DispatcherType.REQUEST)))) {
      await().until(() -> log.health().isRulesLive());
      for (int i = 0; i < 30; i++) {
        var unused = web.get("Authorization", "Bearer wrong" + i, "Forwarded", "for=203.0.113.7");
      }

      assertThat(log.eventsOf("auth_failure"))
          .hasSize(30)
          .allSatisfy(
              event ->
                  assertThat(event)
                      .contains(
                          "\"ip_address\":\"203.0.113.7\"", "\"ip_provenance\":\"trusted_proxy\""));
      await().until(() -> log.health().getBlockedClients() == 1);
    }
  }

  @Test
  void leavesOtherCredentialsToTheApplication() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = serve(log)) {
      HttpResponse<String> answer = web.get("Authorization", "Basic bWFsbG9yeTpodW50ZXIy");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(HEALTHY);
      assertThat(log.eventsOf("auth_failure")).isEmpty();
    }
  }

  @Test
  void turnsAWrongTokenAwayAlsoWhereThatCantBeRecorded() throws Exception {
    try (FrozenDisk disk = FrozenDisk.mount(folder);
        AuditLog log =
            AuditLog.start(
                disk.folder(),
                audit -> audit.setFailurePolicy("fail-closed").setWriteTimeoutMillis("300"));
        WebServer web = serve(log)) {
      disk.freeze();
      try {
        assertThat(web.get("Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(log.health().getNotRecorded()).isEqualTo(1);
      } finally {
        // The journal can't be closed before.
        disk.thaw();
      }
      await().until(() -> log.health().isWritable());
    }
  }
}

package dev.tocsin.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.MarkerManager;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsServletTest {
  private static final String OPENMETRICS = "application/openmetrics-text";
  private static final String TOKEN = "a-token-of-thirty-two-characters";

  @TempDir Path folder;

  @Test
  void tellsPeopleTheFourFigures() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      signInsAndAnAttack(log);

      HttpResponse<String> answer = web.get();

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo(
              "{\"qr_sessions_last_hour\":3,\"successful_logins_24h\":1,"
                  + "\"failed_attempts_last_hour\":2,\"locked_sessions\":1}\n");
      assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
      assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
      assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(answer, "Vary")).isEqualTo("Accept");
    }
  }

  private static void signInsAndAnAttack(AuditLog log) {
    for (int i = 0; i < 3; i++) {
      log.security().event(EventType.QR_GENERATED).log();
    }
    log.security().event(EventType.AUTH_SUCCESS).user("alice").session("s1").log();
    log.security()
        .event(EventType.PIN_FAILED)
        .user("mallory")
        .session("s2")
        .ip("203.0.113.9")
        .userAgent("sqlmap")
        .request("POST", "/pin?user=mallory")
        .detail("password", "hunter2")
        .log();
    log.security().event(EventType.AUTH_FAILURE).user("mallory").ip("203.0.113.9").log();
    log.security().event(EventType.LOCKOUT).user("mallory").session("s2").log();
  }

  @Test
  void addsUpTheFiguresOfSeveralJournals() throws Exception {
    try (AuditLog one = AuditLog.start(Files.createDirectory(folder.resolve("one")));
        AuditLog two = AuditLog.start(Files.createDirectory(folder.resolve("two")));
        WebServer web = WebServer.serve(new MetricsServlet())) {
      one.security().event(EventType.QR_GENERATED).log();
      two.security().event(EventType.QR_GENERATED).log();

      assertThat(web.get().body()).startsWith("{\"qr_sessions_last_hour\":2,");
      assertThat(web.get("Accept", OPENMETRICS).body())
          .contains("tocsin_journals 2\n")
          .contains(sample("tocsin_qr_sessions_last_hour", one) + " 1\n")
          .contains(sample("tocsin_qr_sessions_last_hour", two) + " 1\n");
    }
  }

  private static String sample(String name, AuditLog log) {
    return name + "{tocsin_journal_id=\"" + log.health().getJournalId() + "\"}";
  }

  @Test
  void tellsNoFiguresWhereNoJournalIsOpen() throws Exception {
    try (WebServer web = WebServer.serve(new MetricsServlet())) {
      HttpResponse<String> answer = web.get();

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("{\"error\":\"no journal is open\"}\n");

      HttpResponse<String> scraped = web.get("Accept", OPENMETRICS);
      assertThat(scraped.statusCode()).isEqualTo(200);
      assertThat(scraped.body())
          .contains("tocsin_journals 0\n")
          .contains("tocsin_audit_unserved_total " + AuditRegistry.unserved() + "\n")
          .doesNotContain("last_hour");
    }
  }

  @Test
  void tellsScrapersEverything() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      signInsAndAnAttack(log);
      String id = "tocsin_journal_id=\"" + log.health().getJournalId() + "\"";

      HttpResponse<String> answer = web.get("Accept", OPENMETRICS + ";version=1.0.0");

      assertThat(header(answer, "Content-Type"))
          .isEqualToIgnoringWhitespace(
              "application/openmetrics-text; version=1.0.0; charset=utf-8");
      assertThat(answer.body())
          .contains(
              "# TYPE tocsin_events counter\n# HELP tocsin_events Events recorded in the journal.\n")
          .contains(
              "tocsin_events_total{"
                  + id
                  + ",tocsin_outcome=\"success\",tocsin_severity=\"info\","
                  + "tocsin_type=\"qr_generated\"} 3\n")
          .contains("tocsin_failed_attempts_last_hour{" + id + "} 2\n")
          .contains("tocsin_audit_redacted_total{" + id + "} 1\n")
          .contains("tocsin_audit_writable_ratio{" + id + "} 1\n")
          .contains("tocsin_blocks_total{" + id + "} 0\n")
          .endsWith("\n# EOF\n");
    }
  }

  @Test
  void tellsOlderScrapersTheSame() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      signInsAndAnAttack(log);
      awaitDisk(web);

      HttpResponse<String> answer = web.get("Accept", "text/plain;version=0.0.4");

      assertThat(header(answer, "Content-Type"))
          .isEqualToIgnoringWhitespace("text/plain; version=0.0.4; charset=utf-8");
      assertThat(answer.body()).contains("# TYPE tocsin_events_total counter\n");
      assertThat(samples(answer.body()))
          .containsOnlyKeys(samples(web.get("Accept", OPENMETRICS).body()).keySet())
          .containsEntry("tocsin_qr_sessions_last_hour" + samplesKey(log), "3")
          .containsKey("tocsin_journal_free_bytes" + samplesKey(log));
    }
  }

  private static String samplesKey(AuditLog log) {
    return "{tocsin_journal_id=\"" + log.health().getJournalId() + "\"}";
  }

  private static void awaitDisk(WebServer web) {
    await()
        .until(() -> web.get("Accept", OPENMETRICS).body().contains("tocsin_journal_free_bytes{"));
  }

  private static Map<String, String> samples(String text) {
    Map<String, String> samples = new TreeMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int value = line.lastIndexOf(' ');
              samples.put(line.substring(0, value), line.substring(value + 1));
            });
    return samples;
  }

  /** The names of unregistered types come from markers, in which anything may stand. */
  @Test
  void tellsNobodysNameAddressOrFile() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      signInsAndAnAttack(log);
      log.context()
          .getLogger("test")
          .error(
              MarkerManager.getMarker("LOGIN_MALLORY_203.0.113.9").setParents(Markers.SECURITY),
              "a type of its own");
      assertThat(log.eventsOf("login_mallory_203.0.113.9")).hasSize(1);
      awaitDisk(web);

      String text = web.get("Accept", OPENMETRICS).body();

      assertThat(text)
          .contains("tocsin_type=\"other\"")
          .doesNotContainIgnoringCase("mallory")
          .doesNotContain("alice", "203.0.113", "sqlmap", "hunter2", "/pin", "security_audit")
          .doesNotContain(folder.toString());
    }
  }

  @Test
  void tellsOfTheDiskOnceItHasLooked() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      awaitDisk(web);

      assertThat(samples(web.get("Accept", OPENMETRICS).body()))
          .containsEntry("tocsin_journal_segments" + samplesKey(log), "1")
          .containsKey("tocsin_journal_bytes" + samplesKey(log));
    }
  }

  /** A file system that hangs, as far as the one who asks it can tell. */
  @Test
  void waitsForNoDisk() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      AuditHealth real = log.health();
      AuditHealth hanging =
          (AuditHealth)
              Proxy.newProxyInstance(
                  AuditHealth.class.getClassLoader(),
                  new Class<?>[] {AuditHealth.class},
                  (proxy, method, arguments) ->
                      switch (method.getName()) {
                        case "getSegments" -> {
                          asked.incrementAndGet();
                          yield hangs.await(60, TimeUnit.SECONDS) ? 7L : 0L;
                        }
                        case "hashCode" -> 1;
                        case "equals" -> proxy == arguments[0];
                        default -> method.invoke(real, arguments);
                      });
      AuditRegistry.unregister(real);
      AuditRegistry.register(hanging);
      try {
        for (int scrape = 0; scrape < 3; scrape++) {
          String text = web.get("Accept", scrape == 1 ? "text/plain" : OPENMETRICS).body();
          assertThat(text)
              .contains("tocsin_audit_writable_ratio{")
              .doesNotContain("tocsin_journal_segments");
        }
        await().until(() -> asked.get() == 1);
        assertThat(hangs.getCount()).as("it hangs still").isEqualTo(1);
        hangs.countDown();
        await()
            .until(
                () ->
                    "7"
                        .equals(
                            samples(web.get("Accept", OPENMETRICS).body())
                                .get("tocsin_journal_segments" + samplesKey(log))));
      } finally {
        hangs.countDown();
        AuditRegistry.unregister(hanging);
        AuditRegistry.register(real);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"})
  void takesNothingButGetAndHead(String method) throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      assertThat(log.health().isWritable()).isTrue();
      String answer = RawHttp.send(web.port(), method, "/metrics", "X-Secret: s3cret");

      assertThat(answer)
          .startsWith("HTTP/1.1 405")
          .containsIgnoringCase("\r\nAllow: GET, HEAD\r\n")
          .endsWith("{\"error\":\"use GET or HEAD\"}\n")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void answersHeadLikeGetWithoutTheBody() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      assertThat(log.health().isWritable()).isTrue();
      HttpResponse<String> get = web.get();

      HttpResponse<String> head = web.send("HEAD");

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(header(head, "Content-Length"))
          .isEqualTo(String.valueOf(get.body().length()))
          .isEqualTo(header(get, "Content-Length"));
      assertThat(header(head, "Content-Type")).isEqualTo("application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept:",
        "Accept: ,,,;;;q=",
        "Accept: text/plain;q=\"",
        "Accept: \u00ff\u00fe/*",
        "Accept: */*;q=9999999999999999999",
        "Accept: a/b\r\nAccept: ;\r\nAccept: \"",
      })
  void answersAlsoToAcceptHeadersThatMakeNoSense(String accept) throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web = WebServer.serve(new MetricsServlet())) {
      assertThat(log.health().isWritable()).isTrue();
      assertThat(RawHttp.get(web.port(), "/metrics", accept))
          .startsWith("HTTP/1.1 200")
          .contains("{\"qr_sessions_last_hour\":0");
    }
  }

  @Test
  void canBeForThoseWithTheTokenOnly() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    try (AuditLog log = AuditLog.start(folder);
        WebServer web =
            WebServer.serve(
                new ServletHolder(new MetricsServlet(new Access(null, null, log.security()))),
                Map.of("tokenFile", token.toString()),
                context -> {})) {
      HttpResponse<String> anonymous = web.get();
      assertThat(anonymous.statusCode()).isEqualTo(401);
      assertThat(header(anonymous, "WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(anonymous.body()).doesNotContain("last_hour");
      assertThat(log.eventsOf("auth_failure")).as("nobody said who he is").isEmpty();

      assertThat(web.get("Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
      assertThat(log.eventsOf("auth_failure")).hasSize(1);

      HttpResponse<String> known = web.get("Authorization", "Bearer " + TOKEN);
      assertThat(known.statusCode()).isEqualTo(200);
      assertThat(known.body()).contains("last_hour");
    }
  }

  @Test
  void canBeForThoseWithARoleOnly() throws Exception {
    try (AuditLog log = AuditLog.start(folder);
        WebServer web =
            WebServer.serve(
                new ServletHolder(MetricsServlet.class),
                Map.of("role", "monitor"),
                context -> context.addFilter(RoleOf.header(), "/*", null))) {
      assertThat(log.health().isWritable()).isTrue();
      assertThat(web.get().statusCode()).isEqualTo(403);
      assertThat(web.get("X-Role", "cook").statusCode()).isEqualTo(403);
      assertThat(web.get("X-Role", "monitor").body()).contains("last_hour");
    }
  }

  @Test
  void doesNotStartWithParametersThatAreWrong() {
    Path missing = folder.resolve("missing");
    assertWrong(
        "tokenFile",
        missing.toString(),
        "init parameter tokenFile: " + missing + ": no such file; put the secret there");
    assertWrong("tokenfile", "x", "init parameter \"tokenfile\" is unknown: use tokenFile or role");
    assertWrong("tokenFile", "a\0b", "init parameter tokenFile: ");
    assertWrong("role", " ", "init parameter role is empty: name a role, or leave it out");
  }

  private static void assertWrong(String name, String value, String message) {
    assertThatThrownBy(
            () ->
                WebServer.serve(
                        new ServletHolder(MetricsServlet.class), Map.of(name, value), more -> {})
                    .close())
        .hasStackTraceContaining("jakarta.servlet.ServletException: " + message);
  }

  private static String header(HttpResponse<String> answer, String name) throws IOException {
    return answer.headers().firstValue(name).orElseThrow(() -> new IOException("no " + name));
  }
}

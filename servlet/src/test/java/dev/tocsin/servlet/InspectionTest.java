package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.inspect.InputInspector;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the filter finds in a request's inputs, and that the application reads them as ever. */
class InspectionTest {
  private static final String SQL = "1' UNION ALL SELECT password FROM users --";
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;
  private TestJournal journal;

  @BeforeEach
  void startLog4j() {
    journal = TestJournal.start(folder.resolve("audit"));
  }

  @AfterEach
  void stopLog4j() {
    journal.close();
  }

  /** Answers what it reads: the raw body at {@code /raw}, else the parameter q. */
  private Container.Application application(String inspect) {
    HttpServlet reading =
        servlet(
            (request, response) -> {
              // Would come too late if somebody had read the parameters before.
              request.setCharacterEncoding("UTF-8");
              response.setContentType("text/plain;charset=utf-8");
              response.getWriter().print(request.getParameter("q"));
            });
    HttpServlet raw =
        servlet(
            (request, response) -> {
              byte[] body = request.getInputStream().readAllBytes();
              response.setContentType("text/plain;charset=utf-8");
              response.getOutputStream().write(body);
            });
    HttpServlet late =
        servlet(
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.start(
                  () -> {
                    request.getParameter("q");
                    async.complete();
                  });
            });
    HttpServlet telling =
        servlet(
            (request, response) ->
                SecurityLogger.getLogger(InspectionTest.class)
                    .event(EventType.PATH_TRAVERSAL_ATTEMPT)
                    .log());
    return new Container.Application(folder.resolve("web"))
        .with("inspect", inspect)
        .with("/*", reading)
        .with("/raw", raw)
        .with("/late", late)
        .with("/telling", telling)
        .with("/refusing", servlet((request, response) -> response.sendError(400)));
  }

  private List<SecurityEvent> attacks() throws IOException {
    return journal.events().stream()
        .filter(event -> event.details().containsKey("violation_type"))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void parametersAndPathsAreLookedThrough(Container container) throws Exception {
    try (Container.Running running = container.start(application("parameters,path"))) {
      get(running, "/search?page=1&q=" + encoded(SQL));
      get(running, "/search?page=1&q=" + encoded("Miles O'Brien & sons"));
      get(running, "/files/%3Cscript%3Ealert(document.cookie)%3Cscript%3E");
    }

    SecurityEvent sql = attacks().get(0);
    assertThat(sql.type()).isEqualTo(EventType.SQL_INJECTION_ATTEMPT);
    assertThat(sql.indicators()).containsExactly("sql_injection");
    assertThat(sql.details())
        .containsEntry("violation_type", "sql_injection")
        .containsEntry("confidence", InputInspector.inspect(SQL).orElseThrow().confidence().text());
    assertThat(sql.details().get("input")).asString().contains("q=").contains("UNION ALL SELECT");
    assertThat(sql.requestUrl()).startsWith("/search?page=1&q=");
    assertThat(sql.ipAddress()).isEqualTo("127.0.0.1");
    assertThat(sql.success()).isFalse();
    assertThat(attacks()).hasSize(2);
    SecurityEvent script = attacks().get(1);
    assertThat(script.type()).isEqualTo(EventType.XSS_ATTEMPT);
    assertThat(script.details()).containsEntry("confidence", "high");
    assertThat(script.details().get("input")).asString().startsWith("{path=");
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLookedThroughByDefault(Container container) throws Exception {
    try (Container.Running running = container.start(application("none"))) {
      get(running, "/search?q=" + encoded(SQL));
      post(running, "/search", FORM, "q=" + encoded(SQL));
    }

    assertThat(attacks()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void formsAreReadByTheApplicationFirst(Container container) throws Exception {
    try (Container.Running running = container.start(application("form"))) {
      String form = "q=" + encoded(SCRIPT + "\u00fc");

      assertThat(post(running, "/search", FORM, form)).isEqualTo(SCRIPT + "\u00fc");
      assertThat(post(running, "/raw", FORM, form)).isEqualTo(form);
      assertThat(get(running, "/search?q=" + encoded(SCRIPT))).isEqualTo(SCRIPT);
    }

    assertThat(attacks()).extracting(SecurityEvent::type).containsExactly(EventType.XSS_ATTEMPT);
  }

  @ParameterizedTest
  @EnumSource
  void documentsAreLookedThroughAsTheyAreRead(Container container) throws Exception {
    String document = "{\"user\":{\"name\":\"\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\"}}";
    try (Container.Running running = container.start(application("json"))) {
      assertThat(post(running, "/raw", "application/json", document)).isEqualTo(document);
      post(running, "/raw", "application/vnd.api+json; charset=utf-8", "{\"a\":[\"" + SQL + "\"]}");
      post(running, "/raw", "application/json", "{broken " + SCRIPT);
      post(running, "/raw", "text/plain", SCRIPT);
      post(running, "/search", "application/json", document);
    }

    assertThat(attacks())
        .extracting(SecurityEvent::type)
        .containsExactly(
            EventType.XSS_ATTEMPT, EventType.SQL_INJECTION_ATTEMPT, EventType.XSS_ATTEMPT);
    assertThat(attacks().get(0).details().get("input")).asString().startsWith("{name=");
  }

  @ParameterizedTest
  @EnumSource
  void oneEventForARequest(Container container) throws Exception {
    String attack = "?q=" + encoded(SCRIPT) + "&r=" + encoded(SQL);
    try (Container.Running running = container.start(application("parameters,path,form,json"))) {
      get(running, "/refusing" + attack);
      get(running, "/telling" + attack);
      post(running, "/search" + attack, FORM, "q=" + encoded(SQL));
    }

    assertThat(journal.types().stream().filter(type -> !isOfRules(type)))
        .containsExactly("xss_attempt", "path_traversal_attempt", "xss_attempt");
  }

  private static boolean isOfRules(String type) {
    return type.startsWith("alert") || type.startsWith("client_") || type.startsWith("suspicious");
  }

  @ParameterizedTest
  @EnumSource
  void asynchronousRequestsAreLookedThroughAtTheirEnd(Container container) throws Exception {
    try (Container.Running running = container.start(application("form"))) {
      post(running, "/late", FORM, "q=" + encoded(SQL));
    }

    assertThat(attacks())
        .extracting(SecurityEvent::type)
        .containsExactly(EventType.SQL_INJECTION_ATTEMPT);
  }

  @ParameterizedTest
  @EnumSource
  void excludedPathsAreNot(Container container) throws Exception {
    Container.Application excluding =
        application("parameters,form").with("excludedPaths", "/editor/*");
    try (Container.Running running = container.start(excluding)) {
      get(running, "/editor/page?q=" + encoded(SCRIPT));
      post(running, "/editor/page", FORM, "q=" + encoded(SCRIPT));
    }

    assertThat(attacks()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theValueOfASecretParameterIsRedacted(Container container) throws Exception {
    try (Container.Running running = container.start(application("parameters"))) {
      get(running, "/signin?password=" + encoded("hunter2' OR '1'='1' --"));
    }

    assertThat(attacks()).hasSize(1);
    assertThat(journal.events().toString()).doesNotContain("hunter2");
    assertThat(attacks().get(0).details().get("input"))
        .isInstanceOfSatisfying(
            Map.class, input -> assertThat(input.toString()).doesNotContain("'1'"));
  }

  @ParameterizedTest
  @EnumSource
  void manyInputsAreBoundedAndCounted(Container container) throws Exception {
    String lengthy = "a".repeat(Inspection.MOST_CHARACTERS);
    String quoted = "\"" + lengthy.substring(0, Inspection.MOST_CHARACTERS - 100) + "\"";
    AuditFilter[] filter = new AuditFilter[1];
    HttpServlet body =
        servlet(
            (request, response) -> {
              filter[0] = AuditFilter.of(request.getServletContext());
              request.getInputStream().readAllBytes();
            });
    try (Container.Running running = container.start(application("json").with("/body", body))) {
      post(running, "/body", "application/json", "[" + quoted + ",\"" + SCRIPT + "\"]");
      post(running, "/body", "application/json", "[\"x\",\"" + lengthy + SCRIPT + "\"]");
      post(
          running, "/body", "application/json", "[" + "\"x\",".repeat(600) + "\"" + SCRIPT + "\"]");
    }

    assertThat(attacks()).hasSize(1);
    assertThat(filter[0].partlyInspectedRequests()).isEqualTo(2);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private String get(Container.Running running, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(uri(running, path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String post(Container.Running running, String path, String type, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(running, path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static URI uri(Container.Running running, String path) {
    return URI.create("http://127.0.0.1:" + running.port() + path);
  }

  private static HttpServlet servlet(Work work) {
    return new HttpServlet() {
      @Override
      protected void service(HttpServletRequest request, HttpServletResponse response)
          throws ServletException, IOException {
        work.handle(request, response);
      }
    };
  }

  private interface Work {
    void handle(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }
}

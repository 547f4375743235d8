package dev.tocsin.servlet;

import static dev.tocsin.servlet.Container.servlet;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.RequestEvents;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.SecurityEvent;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that a browser was made to send, sessions that others have, files that are not files.
 */
class BrowserAttacksTest {
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

  private Container.Application application(String events) {
    return new Container.Application(folder.resolve("web"))
        .with("trustedProxies", "127.0.0.1")
        .with("automaticEvents", events);
  }

  private Container.Application shop() {
    return application("csrf_attempt,authorization_failure")
        .with("trustedOrigins", "https://Partner.example, https://[2001:db8::1]:8443")
        .with("/*", servlet((request, response) -> {}))
        .with("/refusing", servlet((request, response) -> response.sendError(403)))
        .with(
            "/telling",
            servlet(
                (request, response) ->
                    SecurityLogger.getLogger(BrowserAttacksTest.class)
                        .event(EventType.CSRF_ATTEMPT)
                        .detail("by", "application")
                        .log()));
  }

  @ParameterizedTest
  @EnumSource
  void aChangeThatAnotherOriginsPageHadSentIsAForgery(Container container) throws Exception {
    try (Container.Running running = container.start(shop())) {
      send(running, "POST", "/pay", "Cookie", "a=b", "Sec-Fetch-Site", "cross-site");
      send(running, "DELETE", "/pay", "Cookie", "a=b", "Sec-Fetch-Site", "same-site");
      send(running, "POST", "/pay", "Cookie", "a=b", "Origin", "https://evil.example");
      send(running, "POST", "/pay", "Cookie", "a=b", "Origin", "http://127.0.0.1:1");
      send(running, "POST", "/pay", "Authorization", "Basic Ym9iOnB3", "Origin", "null");
      send(running, "POST", "/pay", "Cookie", "a=b", "Origin", "no\\origin:");
      send(running, "POST", "/refusing", "Cookie", "a=b", "Sec-Fetch-Site", "cross-site");
      send(running, "POST", "/telling", "Cookie", "a=b", "Sec-Fetch-Site", "cross-site");
    }

    // That it was refused is told, too, as a guess is no word of the application.
    assertThat(journal.types()).filteredOn("authorization_failure"::equals).hasSize(1);
    List<SecurityEvent> events =
        journal.events().stream()
            .filter(event -> event.type().equals(EventType.CSRF_ATTEMPT))
            .toList();
    assertThat(events)
        .extracting(event -> event.details().get("confidence"))
        .containsExactly("high", "medium", "medium", "medium", "low", "medium", "high", null);
    assertThat(events.get(0).details()).containsEntry("fetch_site", "cross-site");
    assertThat(events.get(0).indicators()).containsExactly("csrf.cross_origin");
    assertThat(events.get(2).details()).containsEntry("origin", "https://evil.example");
    assertThat(events.get(6).responseStatus()).isEqualTo(403);
    assertThat(events.get(7).details()).containsEntry("by", "application");
  }

  /** The first request of such a connection is one of HTTP/1.1, with its header. */
  @ParameterizedTest
  @EnumSource
  void overHttp2TheContainerKnowsTheHost(Container container) throws Exception {
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try (Container.Running running = container.start(shop())) {
      String own = "http://127.0.0.1:" + running.port();
      for (String origin : List.of(own, own, "http://127.0.0.1:1")) {
        HttpResponse<Void> answer =
            http2.send(
                HttpRequest.newBuilder(running.uri("/pay"))
                    .headers("Cookie", "a=b", "Origin", origin)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
    }

    assertThat(journal.events())
        .extracting(event -> event.details().get("origin"))
        .containsExactly("http://127.0.0.1:1");
  }

  @ParameterizedTest
  @EnumSource
  void namesOfHostsAreComparedAsTexts(Container container) throws Exception {
    // Tomcat takes no underscore.
    String name = container == Container.JETTY ? "my_app" : "my-app.test";
    try (Container.Running running = container.start(shop())) {
      post(running, name + ":8080", "http://" + name + ":8080");
      post(running, name.toUpperCase(Locale.ROOT), "https://" + name);
      post(running, name + ":443", "https://" + name);
      post(running, name + ":80", "http://" + name);
      assertThat(journal.types()).isEmpty();

      post(running, name + ":8080", "http://" + name + ":8081");
      post(running, name + ":443", "http://" + name);
      post(running, name, "http://other." + name);
    }

    assertThat(journal.types()).hasSize(3).containsOnly("csrf_attempt");
  }

  private static void post(Container.Running running, String host, String origin)
      throws IOException {
    String target = "POST /pay HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin;
    String rest = "\r\nCookie: a=b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    assertThat(RawHttp.send(running.port(), target + rest)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @EnumSource
  void honestRequestsAreNoForgeries(Container container) throws Exception {
    try (Container.Running running = container.start(shop())) {
      String own = "http://127.0.0.1:" + running.port();
      send(running, "GET", "/pay", "Cookie", "a=b", "Sec-Fetch-Site", "cross-site");
      send(running, "POST", "/pay", "Cookie", "a=b", "Sec-Fetch-Site", "same-origin");
      send(running, "POST", "/pay", "Cookie", "a=b", "Sec-Fetch-Site", "none");
      send(running, "POST", "/pay", "Cookie", "a=b", "Origin", own);
      send(running, "POST", "/pay", "Cookie", "a=b");
      send(running, "POST", "/pay", "Sec-Fetch-Site", "cross-site");
      send(running, "POST", "/pay", "Authorization", "Bearer t", "Sec-Fetch-Site", "cross-site");
      send(
          running,
          "POST",
          "/pay",
          "Cookie",
          "a=b",
          "Sec-Fetch-Site",
          "cross-site",
          "Origin",
          "https://partner.example");
      send(running, "PUT", "/pay", "Cookie", "a=b", "Origin", "https://[2001:db8::1]:8443");
    }

    assertThat(journal.types()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aSessionOfWhichAllChangesAtOnceIsTold(Container container) throws Exception {
    HttpServlet page =
        servlet((request, response) -> response.setHeader("Id", request.getSession().getId()));
    try (Container.Running running =
        container.start(
            application("auth_session_hijacked").withUsers("pw", "bob", "eve").with("/*", page))) {
      String session = page(running, "", "bob", "198.51.100.7", "Firefox");
      // A phone moves, a browser is updated.
      page(running, session, "bob", "198.51.100.99", "Firefox");
      page(running, session, "bob", "203.0.113.1", "Firefox");
      page(running, session, "bob", "203.0.113.1", "Firefox 2");
      page(running, session, "bob", "[2001:db8::1]", "Firefox 2");
      assertThat(journal.types()).isEmpty();

      page(running, session, "bob", "192.0.2.200", "curl");
      page(running, session, "bob", "192.0.2.201", "curl");
      page(running, session, "bob", "198.51.100.8", "Firefox");
      page(running, session, "bob", "[2001:db8:1::1]", "");
    }

    assertThat(journal.types()).containsExactly("auth_session_hijacked", "auth_session_hijacked");
    SecurityEvent hijacked = journal.events().get(0);
    assertThat(hijacked.userId()).isEqualTo("bob");
    assertThat(hijacked.ipAddress()).isEqualTo("192.0.2.200");
    assertThat(hijacked.userAgent()).isEqualTo("curl");
    assertThat(hijacked.sessionId()).isNotNull();
    assertThat(hijacked.indicators()).containsExactly("session.network_and_user_agent_changed");
    assertThat(hijacked.details())
        .containsAllEntriesOf(
            Map.of(
                "previous_network",
                "2001:db8::/48",
                "previous_user_agent",
                "Firefox 2",
                "network",
                "192.0.2.0/24",
                "confidence",
                "medium"));
    assertThat(journal.events().get(1).details()).containsEntry("network", "2001:db8:1::/48");
  }

  /** Jetty fails when it is asked for the user of such a request where nobody has to sign in. */
  @ParameterizedTest
  @EnumSource
  void aContainerThatCannotTellTheUserIsNoReasonToFail(Container container) throws Exception {
    HttpServlet page =
        servlet((request, response) -> response.setHeader("Id", request.getSession().getId()));
    try (Container.Running running =
        container.start(
            application("auth_session_hijacked")
                .withUsers("pw", "bob")
                .renewingIds()
                .with("/*", page))) {
      String session = page(running, "", "bob", "198.51.100.7", "Firefox");
      page(running, session, "bob", "192.0.2.200", "curl");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSessionThatAnotherUserSignsInToBeginsAnew(Container container) throws Exception {
    HttpServlet page =
        servlet((request, response) -> response.setHeader("Id", request.getSession().getId()));
    try (Container.Running running =
        container.start(
            application("auth_session_hijacked").with("/*", page).withUsers("pw", "bob", "eve"))) {
      String session = page(running, "", "bob", "198.51.100.7", "Firefox");
      page(running, session, "eve", "192.0.2.200", "curl");
    }

    assertThat(journal.types()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void filesWithDangerousNamesTypesOrBeginningsAreTold(Container container) throws Exception {
    HttpServlet uploads =
        servlet(
            (request, response) -> {
              StringBuilder read = new StringBuilder();
              for (Part part : request.getParts()) {
                read.append(new String(part.getInputStream().readAllBytes(), UTF_8)).append('|');
              }
              response.setHeader("Read", read.toString());
              if (request.getPart("other") != null) {
                SecurityLogger.getLogger(BrowserAttacksTest.class)
                    .event(EventType.FILE_UPLOAD_REJECTED)
                    .log();
              }
            });
    try (Container.Running running =
        container.start(
            application("file_upload_malicious")
                .with("/up", uploads)
                .with("/unread", servlet((request, response) -> {})))) {
      String read =
          upload(
              running, "/up", file("file", "cat.jpg", "image/jpeg", "JFIF"), field("n", "x.jsp"));
      assertThat(read).isEqualTo("JFIF|x.jsp|");
      upload(running, "/unread", file("file", "x.jsp", "image/jpeg", "JFIF"));
      upload(running, "/up", file("other", "x.jsp", "image/jpeg", "JFIF"));
      assertThat(journal.types()).containsExactly("file_upload_rejected");

      upload(
          running,
          "/up",
          file("file", "cat.jpg", "image/jpeg", "<?php system($_GET[0]);"),
          file("file", "x.jsp", "text/plain", "hello"),
          file("file", "logo.svg", "image/svg+xml", "<svg/>"));
    }

    assertThat(journal.types())
        .containsExactly(
            "file_upload_rejected",
            "file_upload_malicious",
            "file_upload_malicious",
            "file_upload_attempt");
    SecurityEvent disguised = journal.events().get(1);
    assertThat(disguised.targetType()).isEqualTo("file");
    assertThat(disguised.targetId()).isEqualTo("cat.jpg");
    assertThat(disguised.indicators()).containsExactly("upload.disguised_program");
    assertThat(disguised.details())
        .containsEntry("content_type", "image/jpeg")
        // A form of another page can bring a file, too.
        .containsEntry("cross_site", "possible")
        .containsEntry("confidence", "high");
    assertThat(journal.events().get(2).indicators()).containsExactly("upload.server_script");
    assertThat(journal.events().get(3).details()).containsEntry("confidence", "low");
  }

  @ParameterizedTest
  @EnumSource
  void manyFilesAreToldOfUpToABound(Container container) throws Exception {
    String[] files = new String[SeenUploads.MOST + 7];
    for (int i = 0; i < files.length; i++) {
      files[i] = file("file", i + ".php", "text/plain", "x");
    }
    try (Container.Running running =
        container.start(
            application("file_upload_malicious")
                .with("/up", servlet((request, response) -> request.getParts())))) {
      upload(running, "/up", files);
    }

    assertThat(journal.types()).hasSize(SeenUploads.MOST).containsOnly("file_upload_malicious");
    assertThat(journal.events().get(SeenUploads.MOST - 2).details())
        .doesNotContainKey("more_files");
    assertThat(journal.events().get(SeenUploads.MOST - 1).details())
        .containsEntry("more_files", 7L);
  }

  @Test
  void aFileThatCannotBeReadIsLeftToTheApplication() throws Exception {
    Part broken =
        fake(
            Part.class,
            Map.of("getSubmittedFileName", "x.jsp"),
            new IOException("the temporary file is gone"));
    Part unnamed = fake(Part.class, Map.of(), new IllegalStateException("no name"));
    HttpServletRequest request =
        fake(
            HttpServletRequest.class,
            Map.of("getParts", List.of(broken, unnamed)),
            new IllegalStateException());
    SeenUploads seen = new SeenUploads();

    assertThat(new UploadRequest(request, seen).getParts()).containsExactly(broken, unnamed);

    assertThat(seen.isPartly()).isTrue();
    assertThat(seen.all()).extracting(SeenUploads.Seen::name).containsExactly("x.jsp");
  }

  @Test
  void aSessionThatTakesNothingIsLeftToTheApplication() throws Exception {
    HttpSession session = fake(HttpSession.class, Map.of(), new IllegalArgumentException("full"));
    Principal bob = () -> "bob";
    HttpServletRequest request =
        fake(
            HttpServletRequest.class,
            Map.of("getSession", session, "getUserPrincipal", bob, "getRequestURI", "/page"),
            new IllegalStateException());
    HttpServletResponse response =
        fake(HttpServletResponse.class, Map.of(), new IllegalStateException());
    WebSettings settings =
        WebSettings.parse(Map.of("automaticEvents", "auth_session_hijacked,authorization_failure"));
    AutomaticEvents automatic =
        new AutomaticEvents(
            settings, SecurityLogger.getLogger(BrowserAttacksTest.class), System::nanoTime);
    try (RequestEvents events = RequestEvents.open()) {
      RequestContext context =
          RequestContext.builder(events.id())
              .client(new ResolvedClient(ClientAddress.ofIpv4(0x7f000001), Provenance.PEER))
              .build();

      automatic.tell(
          new AuditedRequest(events, context, request, "/page", false, settings),
          request,
          response,
          403);
    }

    assertThat(automatic.partlyInspected()).isEqualTo(1);
    assertThat(journal.types()).containsExactly("authorization_failure");
  }

  /** Answers these methods, and fails at all others that concern its content. */
  private static <T> T fake(Class<T> type, Map<String, ?> answers, Exception failure) {
    Object made =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
              }
              return switch (method.getName()) {
                case "getContentType",
                    "getAttribute",
                    "getHeader",
                    "getQueryString",
                    "getCharacterEncoding" ->
                    null;
                case "equals" -> self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                case "toString" -> type.getSimpleName();
                default -> throw failure;
              };
            });
    return type.cast(made);
  }

  private static String file(String field, String name, String type, String content) {
    return "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n%s"
        .formatted(field, name, type, content);
  }

  private static String field(String name, String value) {
    return "Content-Disposition: form-data; name=\"%s\"\r\n\r\n%s".formatted(name, value);
  }

  /** Returns what the application read. */
  private String upload(Container.Running running, String path, String... parts) throws Exception {
    StringBuilder body = new StringBuilder();
    for (String part : parts) {
      body.append("--next\r\n").append(part).append("\r\n");
    }
    HttpRequest request =
        HttpRequest.newBuilder(running.uri(path))
            .header("Content-Type", "multipart/form-data; boundary=next")
            .POST(HttpRequest.BodyPublishers.ofString(body.append("--next--\r\n").toString()))
            .build();
    HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValue("Read").orElse("");
  }

  /** Returns the session's id. */
  private String page(
      Container.Running running, String session, String user, String client, String agent)
      throws Exception {
    String basic = Base64.getEncoder().encodeToString((user + ":pw").getBytes(ISO_8859_1));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(running.uri("/page"))
            .header("Authorization", "Basic " + basic)
            .header("Forwarded", "for=\"" + client + "\"")
            .header("User-Agent", agent);
    if (!session.isEmpty()) {
      request.header("Cookie", "JSESSIONID=" + session);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("Id").orElseThrow();
  }

  private void send(Container.Running running, String method, String path, String... headers)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(running.uri(path))
            .headers(headers)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    var unused = http.send(request, HttpResponse.BodyHandlers.discarding());
  }
}

package dev.tocsin.servlet;

import static dev.tocsin.servlet.Container.servlet;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.fixture.SmallDisk;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditFilterTest {
  private static final String ATTACKER = "for=203.0.113.7";
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("bob:pw".getBytes(StandardCharsets.UTF_8));

  private final AtomicInteger reached = new AtomicInteger();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;
  private TestJournal journal;
  private SecurityLogger audit;

  @BeforeEach
  void startLog4j() {
    journal = TestJournal.start(folder.resolve("audit"));
    audit = SecurityLogger.getLogger(AuditFilterTest.class);
  }

  @AfterEach
  void stopLog4j() {
    journal.close();
  }

  private Container.Application application() {
    return new Container.Application(folder.resolve("web"))
        .with("trustedProxies", "127.0.0.1")
        .with("/*", status());
  }

  /** Answers {@code /status/N} with N. */
  private HttpServlet status() {
    return servlet(
        (request, response) -> {
          reached.incrementAndGet();
          String info = request.getPathInfo() == null ? "" : request.getPathInfo();
          int slash = info.lastIndexOf('/');
          String last = info.substring(slash + 1);
          if (last.matches("[345][0-9]{2}")) {
            response.sendError(Integer.parseInt(last));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void answersThatMatterAreEventsWithTheirContext(Container container) throws Exception {
    try (Container.Running running = container.start(application())) {
      get(running, "/status/403?a=b", "Forwarded", ATTACKER, "User-Agent", "curl/8");
      get(running, "/status/400", "Forwarded", ATTACKER);
      get(running, "/status/429", "Forwarded", ATTACKER);
      get(running, "/status/200", "Forwarded", ATTACKER);
      get(running, "/status/500", "Forwarded", ATTACKER);
    }

    assertThat(journal.types())
        .containsExactly(
            "authorization_failure", "input_validation_violation", "rate_limiting_trigger");
    SecurityEvent refused = journal.events().get(0);
    assertThat(refused.ipAddress()).isEqualTo("203.0.113.7");
    assertThat(refused.ipProvenance()).isEqualTo(Provenance.TRUSTED_PROXY);
    assertThat(refused.requestUrl()).isEqualTo("/status/403?a=b");
    assertThat(refused.requestMethod()).isEqualTo("GET");
    assertThat(refused.userAgent()).isEqualTo("curl/8");
    assertThat(refused.responseStatus()).isEqualTo(403);
    assertThat(refused.targetId()).isEqualTo("/status/403");
    assertThat(journal.events().get(1).details())
        .containsEntry("violation_type", "bad_request")
        .containsEntry("confidence", "low");
  }

  @ParameterizedTest
  @EnumSource
  void onlyARequestWithCredentialsFailsToSignIn(Container container) throws Exception {
    try (Container.Running running =
        container.start(application().with("signInPaths", "/login/*"))) {
      get(running, "/status/401");
      assertThat(journal.types()).isEmpty();

      get(running, "/status/401", "Authorization", BASIC);
      get(running, "/status/401", "Authorization", "Bearer abc");
      post(running, "/login/401", "user=bob");
      get(running, "/login/401");
      post(running, "/status/401", "user=bob");
    }

    assertThat(journal.types()).containsExactly("auth_failure", "auth_failure", "auth_failure");
    assertThat(journal.events().get(0).userId()).isEqualTo("bob");
    assertThat(journal.events().get(1).userId()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheApplicationToldIsNotToldTwice(Container container) throws Exception {
    HttpServlet telling =
        servlet(
            (request, response) -> {
              if ("marker".equals(request.getParameter("by"))) {
                LogManager.getLogger(AuditFilterTest.class).warn(Markers.AUTH_FAILURE, "no");
              } else {
                audit.event(EventType.PIN_FAILED).user("bob").log();
              }
              response.setStatus(401);
            });
    HttpServlet attack =
        servlet(
            (request, response) -> {
              audit.inputValidationViolation("x", "sql_injection_attempt");
              response.sendError("403".equals(request.getParameter("s")) ? 403 : 400);
            });
    try (Container.Running running =
        container.start(application().with("/telling", telling).with("/attack", attack))) {
      get(running, "/telling?by=marker", "Authorization", BASIC);
      get(running, "/telling", "Authorization", BASIC);
      get(running, "/attack?s=400");
      get(running, "/attack?s=403");
      get(running, "/status/401", "Authorization", BASIC);
    }

    assertThat(journal.types().stream().filter(type -> !isOfRules(type)))
        .containsExactly(
            "auth_failure",
            "pin_failed",
            "sql_injection_attempt",
            "sql_injection_attempt",
            "auth_failure");
  }

  private static boolean isOfRules(String type) {
    return type.startsWith("alert") || type.startsWith("client_") || type.startsWith("suspicious");
  }

  @ParameterizedTest
  @EnumSource
  void whatAnotherRequestToldDoesNotCount(Container container) throws Exception {
    HttpServlet telling = servlet((request, response) -> audit.event(EventType.AUTH_FAILURE).log());
    try (Container.Running running = container.start(application().with("/telling", telling))) {
      get(running, "/telling", "X-Request-ID", "same");
      get(running, "/status/401", "Authorization", BASIC, "X-Request-ID", "same");
    }

    assertThat(journal.types()).containsExactly("auth_failure", "auth_failure");
    assertThat(journal.events().get(1).correlationId()).isEqualTo("same");
  }

  @ParameterizedTest
  @EnumSource
  void manyAnswers404AreOneGuessAWindow(Container container) throws Exception {
    HttpServlet telling =
        servlet(
            (request, response) -> {
              audit.event(EventType.QR_SCANNED).success(false).log();
              response.sendError(404);
            });
    try (Container.Running running =
        container.start(application().with("notFoundLimit", "5/1h").with("/code", telling))) {
      for (int i = 0; i < 6; i++) {
        get(running, "/code", "Forwarded", "for=192.0.2.2");
      }
      for (int i = 0; i < 12; i++) {
        get(running, "/admin.php/404", "Forwarded", ATTACKER);
      }
      get(running, "/missing/404", "Forwarded", "for=192.0.2.1");
    }

    assertThat(journal.types().subList(0, 6)).containsOnly("qr_scanned");
    assertThat(journal.types().subList(6, journal.types().size()))
        .containsExactly("suspicious_activity");
    assertThat(journal.events().get(6).details())
        .containsEntry("reason", "not_found_flood")
        .containsEntry("limit", 5L)
        .containsEntry("confidence", "low");
  }

  @ParameterizedTest
  @EnumSource
  void useOfChosenPathsAndUncaughtExceptionsAreToldByChoice(Container container) throws Exception {
    HttpServlet broken =
        servlet(
            (request, response) -> {
              throw new IllegalStateException("inside");
            });
    try (Container.Running running =
        container.start(
            application()
                .with("adminPaths", "/admin/*")
                .with("protectedPaths", "*.csv, /patients/*")
                .with("automaticEvents", "uncaught_exception")
                .with("/broken", broken))) {
      get(running, "/admin");
      get(running, "/adminx");
      get(running, "/a/../admin/users");
      get(running, "/patients/7;x=y");
      get(running, "/list.csv");
      get(running, "/admin/403");
      get(running, "/broken");
    }

    assertThat(journal.types())
        .containsExactly(
            "admin_access", "admin_access", "data_access", "data_access", "suspicious_activity");
    assertThat(journal.events().get(4).details())
        .containsEntry("reason", "uncaught_exception")
        .containsEntry("exception", "java.lang.IllegalStateException")
        .containsEntry("confidence", "low");
  }

  @ParameterizedTest
  @EnumSource
  void excludedPathsAreCountedAndTold(Container container) throws Exception {
    HttpServlet counting =
        servlet(
            (request, response) -> {
              AuditFilter filter = requireNonNull(AuditFilter.of(request.getServletContext()));
              response.getWriter().print(filter.excludedRequests());
            });
    try (Container.Running running =
        container.start(
            application().with("excludedPaths", "/health/*").with("/counting", counting))) {
      get(running, "/health/403");
      get(running, "/health/404");
      get(running, "/other");

      assertThat(get(running, "/counting").body()).isEqualTo("2");
    }

    assertThat(journal.types()).containsExactly("security_configuration_change");
    assertThat(journal.events().get(0).details())
        .containsEntry("excluded_paths", List.of("/health/*"));
  }

  @ParameterizedTest
  @EnumSource
  void blockedClientsAreTurnedAwayAndSummedUp(Container container) throws Exception {
    try (Container.Running running = container.start(application())) {
      BlockList.block("203.0.113.7", Duration.ofMinutes(5), "ops", "test");
      HttpResponse<String> answer = get(running, "/", "Forwarded", ATTACKER);
      get(running, "/status/403", "Forwarded", ATTACKER);
      HttpResponse<String> other = get(running, "/", "Forwarded", "for=203.0.113.8");

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).isEqualToIgnoringNewLines("Your address is blocked for now.");
      assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
          .isBetween(290, 300);
      assertThat(other.statusCode()).isEqualTo(200);
      assertThat(reached).hasValue(1);
    }
    journal.close();

    assertThat(journal.types()).containsExactly("client_blocked", "client_refused");
    assertThat(journal.events().get(1).details())
        .containsEntry("client", "203.0.113.7")
        .containsEntry("requests", 2L);
  }

  @ParameterizedTest
  @EnumSource
  void aBlockedClientCannotHideBehindTheProxyByAHeaderOfItsOwn(Container container)
      throws Exception {
    try (Container.Running running = container.start(application())) {
      BlockList.block("203.0.113.7", Duration.ofMinutes(5), "ops", "test");

      for (String made : List.of("for=unknown", "for=_hidden", "for=127.0.0.1", "for=192.0.2.9")) {
        assertThat(
                get(running, "/", "X-Forwarded-For", "203.0.113.7", "Forwarded", made).statusCode())
            .as(made)
            .isEqualTo(403);
      }
      assertThat(get(running, "/", "X-Forwarded-For", "203.0.113.8").statusCode()).isEqualTo(200);
      assertThat(
              get(running, "/", "X-Forwarded-For", "203.0.113.7", "Forwarded", "for=unknown")
                  .headers()
                  .firstValueAsLong("Retry-After")
                  .orElseThrow())
          .isGreaterThan(200);
    }
    journal.close();

    assertThat(journal.events())
        .filteredOn(event -> event.type().equals(EventType.CLIENT_REFUSED))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.details())
                    .containsEntry("client", "203.0.113.7")
                    .containsEntry("requests", 5L));
  }

  @ParameterizedTest
  @EnumSource
  void aProxyIsNeverBlocked(Container container) throws Exception {
    try (Container.Running running =
        container.start(application().with("trustedProxies", "127.0.0.1, 198.51.100.0/24"))) {
      assertThat(get(running, "/").statusCode()).isEqualTo(200);
      assertThat(BlockList.block("198.51.100.7", Duration.ofMinutes(5), "ops", "test")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void sessionsThatTheFilterTellsOfHideNoScan(Container container) throws Exception {
    HttpServlet greeting =
        servlet(
            (request, response) -> {
              request.getSession();
              response.sendError(404);
            });
    try (Container.Running running =
        container.start(
            application().with("notFoundLimit", "3/1h").with("/greeting/*", greeting))) {
      for (int i = 0; i < 5; i++) {
        get(running, "/greeting/a" + i, "Forwarded", ATTACKER);
      }
    }

    assertThat(journal.types())
        .filteredOn(type -> !type.equals("session_created"))
        .containsExactly("suspicious_activity");
  }

  @ParameterizedTest
  @EnumSource
  void whatAContainerAnswersToItsOwnExceptionIsTold(Container container) throws Exception {
    HttpServlet search =
        servlet((request, response) -> response.getWriter().print(request.getParameter("q")));
    String answer;
    try (Container.Running running = container.start(application().with("/search", search))) {
      answer = RawHttp.get(running.port(), "/search?q=%zz");
    }

    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(journal.types()).containsExactly("input_validation_violation");
  }

  @ParameterizedTest
  @EnumSource
  void aStepOfASignInThatGoesOnIsNoFailureAndATokenMayHaveRunOut(Container container)
      throws Exception {
    HttpServlet handshake =
        servlet(
            (request, response) -> {
              response.setHeader("WWW-Authenticate", "NTLM TlRMTVNTUAACAAAA");
              response.setStatus(401);
            });
    try (Container.Running running = container.start(application().with("/handshake", handshake))) {
      get(running, "/handshake", "Authorization", "NTLM TlRMTVNTUAABAAAA");
      get(running, "/status/401", "Authorization", "Bearer abc");
    }

    assertThat(journal.types()).containsExactly("auth_failure");
    assertThat(journal.events().get(0).details()).containsEntry("confidence", "low");
  }

  @ParameterizedTest
  @EnumSource
  void aVictimCannotBeBlockedByWhoeverSpoofsItsAddress(Container container) throws Exception {
    try (Container.Running running =
        container.start(application().with("trustedProxies", "10.0.0.0/8"))) {
      for (int i = 0; i < 6; i++) {
        get(
            running,
            "/status/401",
            "Authorization",
            BASIC,
            "Forwarded",
            "for=198.51.100.9",
            "X-Forwarded-For",
            "198.51.100.9");
      }
    }

    assertThat(journal.events())
        .filteredOn(event -> event.type().equals(EventType.AUTH_FAILURE))
        .hasSize(6)
        .allMatch(event -> "127.0.0.1".equals(event.ipAddress()));
    assertThat(BlockList.isBlocked("198.51.100.9")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aVisitorWhomAnotherSiteSentIsNotBlocked(Container container) throws Exception {
    try (Container.Running running = container.start(application())) {
      for (int i = 0; i < 6; i++) {
        get(
            running,
            "/status/401",
            "Forwarded",
            ATTACKER,
            "Authorization",
            BASIC,
            "Sec-Fetch-Site",
            "cross-site");
      }
      assertThat(BlockList.isBlocked("203.0.113.7")).isFalse();
      for (int i = 0; i < 5; i++) {
        get(running, "/status/401", "Forwarded", "for=203.0.113.9", "Authorization", BASIC);
      }
      assertThat(BlockList.isBlocked("203.0.113.9")).isTrue();
    }

    assertThat(journal.events().get(0).details()).containsEntry("cross_site", "true");
    assertThat(journal.types()).contains("alert");
  }

  @ParameterizedTest
  @EnumSource
  void requestsBeyondALimitAreRefusedAndToldThreeTimes(Container container) throws Exception {
    try (Container.Running running =
        container.start(application().with("rateLimits", "address /login/* 2/1s"))) {
      int refused = 0;
      for (int i = 0; i < 6; i++) {
        HttpResponse<String> answer = get(running, "/login/200", "Forwarded", ATTACKER);
        if (answer.statusCode() == 429) {
          refused++;
          assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        }
      }
      assertThat(refused).isBetween(3, 4);
      assertThat(get(running, "/other/200", "Forwarded", ATTACKER).statusCode()).isEqualTo(200);
      assertThat(get(running, "/login/200", "Forwarded", "for=192.0.2.1").statusCode())
          .isEqualTo(200);
      SecurityEvent reset = journal.awaitEvent("rate_limiting_reset");

      assertThat(reset.details())
          .containsEntry("refused", (long) refused)
          .containsEntry("limit", 2L)
          .containsEntry("window_seconds", 1L)
          .containsEntry("limit_type", "requests_per_address");
      assertThat(reset.ipAddress()).isEqualTo("203.0.113.7");
      assertThat(reset.targetId()).isEqualTo("/login/200");
    }
    assertThat(journal.types()).startsWith("rate_limiting_trigger").endsWith("rate_limiting_reset");
    assertThat(journal.types()).filteredOn("rate_limiting_trigger"::equals).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void sessionsThatBeginAndExpireAreTold(Container container) throws Exception {
    HttpServlet silent =
        servlet((request, response) -> request.getSession().setMaxInactiveInterval(1));
    HttpServlet telling =
        servlet(
            (request, response) ->
                audit
                    .event(EventType.SESSION_CREATED)
                    .user("bob")
                    .session(request.getSession().getId())
                    .log());
    HttpServlet ending =
        servlet(
            (request, response) -> {
              request.getSession().invalidate();
            });
    try (Container.Running running =
        container.start(
            application()
                .with("/silent", silent)
                .with("/telling", telling)
                .with("/ending", ending))) {
      get(running, "/telling", "Forwarded", ATTACKER);
      get(running, "/ending", "Forwarded", ATTACKER);
      get(running, "/silent", "Forwarded", ATTACKER);
      SecurityEvent expired = journal.awaitEvent("auth_session_expired");

      assertThat(expired.details()).containsEntry("idle_seconds", 1L);
      assertThat(expired.sessionId()).isEqualTo(journal.events().get(2).sessionId());
      assertThat(expired.ipAddress()).isNull();
    }

    assertThat(journal.types())
        .containsExactly(
            "session_created", "session_created", "session_created", "auth_session_expired");
    assertThat(journal.events().get(0).userId()).isEqualTo("bob");
  }

  @ParameterizedTest
  @EnumSource
  void anAsynchronousAnswerIsToldWithTheRequestsContext(Container container) throws Exception {
    HttpServlet async =
        servlet(
            (request, response) -> {
              AsyncContext context = request.startAsync();
              new Thread(
                      () -> {
                        response.setStatus(403);
                        context.complete();
                      })
                  .start();
            });
    HttpServlet telling =
        servlet(
            (request, response) -> {
              RequestContext context = requireNonNull(RequestContext.of(request));
              AsyncContext later = request.startAsync();
              new Thread(
                      context.wrap(
                          () -> {
                            audit.authorizationFailure("bob", "ledger");
                            response.setStatus(403);
                            later.complete();
                          }))
                  .start();
            });
    try (Container.Running running =
        container.start(application().with("/async", async).with("/telling", telling))) {
      assertThat(get(running, "/async", "Forwarded", ATTACKER).statusCode()).isEqualTo(403);
      SecurityEvent refused = journal.awaitEvent("authorization_failure");
      assertThat(refused.ipAddress()).isEqualTo("203.0.113.7");
      assertThat(refused.requestUrl()).isEqualTo("/async");

      get(running, "/telling", "Forwarded", ATTACKER);
      get(running, "/status/400", "Forwarded", ATTACKER);
      var unused = journal.awaitEvent("input_validation_violation");
    }

    assertThat(journal.types())
        .containsExactly(
            "authorization_failure", "authorization_failure", "input_validation_violation");
    assertThat(journal.events().get(1).ipAddress()).isEqualTo("203.0.113.7");
  }

  @ParameterizedTest
  @EnumSource
  void anErrorPageHasTheContextOfItsRequest(Container container) throws Exception {
    HttpServlet page =
        servlet(
            (request, response) -> {
              audit.event(EventType.SUSPICIOUS_ACTIVITY).detail("seen_by", "page").log();
              response.setStatus(403);
            });
    try (Container.Running running =
        container.start(
            application().with("/error-page", page).withErrorPage(403, "/error-page"))) {
      get(running, "/status/403", "Forwarded", ATTACKER, "X-Request-ID", "one");
    }

    assertThat(journal.types())
        .containsExactlyInAnyOrder("authorization_failure", "suspicious_activity");
    assertThat(journal.events())
        .allSatisfy(
            event -> {
              assertThat(event.ipAddress()).isEqualTo("203.0.113.7");
              assertThat(event.correlationId()).isEqualTo("one");
              assertThat(event.requestUrl()).isEqualTo("/status/403");
            });
  }

  @ParameterizedTest
  @EnumSource
  void aRequestWithAnErrorPageCountsOnce(Container container) throws Exception {
    HttpServlet page = servlet((request, response) -> response.setStatus(404));
    try (Container.Running running =
        container.start(
            application()
                .with("notFoundLimit", "4/1h")
                .with("/error-page", page)
                .withErrorPage(404, "/error-page"))) {
      for (int i = 0; i < 3; i++) {
        get(running, "/missing/404", "Forwarded", ATTACKER);
      }
      assertThat(journal.types()).isEmpty();

      get(running, "/missing/404", "Forwarded", ATTACKER);
    }

    assertThat(journal.types()).containsExactly("suspicious_activity");
  }

  @Test
  void theProxyProtocolTellsTheClientAsThePeer() throws Exception {
    try (Container.Running running =
        Container.JETTY.start(
            application().with("trustedProxies", "10.0.0.0/8").behindProxyProtocol())) {
      String answer =
          RawHttp.send(
              running.port(),
              String.join(
                  "\r\n",
                  "PROXY TCP4 203.0.113.7 127.0.0.1 4711 80",
                  "GET /status/403 HTTP/1.1",
                  "Host: test",
                  "Connection: close",
                  "",
                  ""));
      assertThat(answer).startsWith("HTTP/1.1 403");
    }

    assertThat(journal.events().get(0).ipAddress()).isEqualTo("203.0.113.7");
    assertThat(journal.events().get(0).ipProvenance()).isEqualTo(Provenance.PEER);
  }

  @ParameterizedTest
  @EnumSource
  void aSystemPropertyGoesBeforeAContextParameter(Container container) throws Exception {
    System.setProperty("tocsin.blockedStatus", "418");
    try (Container.Running running = container.start(application().with("blockedStatus", "403"))) {
      BlockList.block("203.0.113.7", Duration.ofMinutes(5), "ops", "test");

      assertThat(get(running, "/", "Forwarded", ATTACKER).statusCode()).isEqualTo(418);
    } finally {
      System.clearProperty("tocsin.blockedStatus");
    }
  }

  @ParameterizedTest
  @EnumSource
  void headersAndBodiesAreToldByChoiceBoundedAndRedacted(Container container) throws Exception {
    journal.close();
    journal = TestJournal.start(folder.resolve("bodies"), Map.of("captureBodies", "true"));
    HttpServlet echo =
        servlet(
            (request, response) -> {
              String body =
                  new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              response.setStatus(400);
              response.setContentType("text/plain;charset=utf-8");
              response.getWriter().print("no: é " + body.length());
            });
    try (Container.Running running =
        container.start(
            application()
                .with("recordedHeaders", "X-Client, Cookie")
                .with("requestBodyBytes", "48")
                .with("responseBodyBytes", "100")
                .with("/echo", echo))) {
      HttpRequest request =
          HttpRequest.newBuilder(running.uri("/echo"))
              .header("X-Client", "till-7")
              .header("Cookie", "a=secretvalue")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"password\":\"hunter2hunter2\",\"a\":\"" + "x".repeat(200) + "\"}"))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("no: é 236");
    }

    SecurityEvent event = journal.events().get(0);
    assertThat(event.requestHeaders()).containsEntry("X-Client", "till-7");
    assertThat(event.toString() + event.requestHeaders() + event.requestBody())
        .doesNotContain("secretvalue")
        .doesNotContain("hunter2");
    assertThat(event.requestBody()).endsWith("x…").contains("\"a\":\"x");
    assertThat(event.responseBody()).isEqualTo("no: é 236");
  }

  @ParameterizedTest
  @EnumSource
  void worksOverHttp2(Container container) throws Exception {
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try (Container.Running running = container.start(application())) {
      HttpResponse<String> first =
          http2.send(
              HttpRequest.newBuilder(running.uri("/status/200")).build(),
              HttpResponse.BodyHandlers.ofString());
      HttpResponse<String> answer =
          http2.send(
              HttpRequest.newBuilder(running.uri("/status/403"))
                  .header("Forwarded", ATTACKER)
                  .header("X-Request-ID", "two")
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.headers().firstValue("X-Request-ID")).contains("two");
    }

    assertThat(journal.types()).containsExactly("authorization_failure");
    assertThat(journal.events().get(0).correlationId()).isEqualTo("two");
  }

  @ParameterizedTest
  @EnumSource
  @EnabledForJreRange(min = JRE.JAVA_21)
  void worksOnVirtualThreads(Container container) throws Exception {
    List<String> threads = new CopyOnWriteArrayList<>();
    HttpServlet naming =
        servlet(
            (request, response) -> {
              threads.add(Thread.currentThread().toString());
              request.getSession();
              response.sendError(403);
            });
    try (Container.Running running =
        container.start(application().onVirtualThreads().with("/naming", naming))) {
      for (int i = 1; i <= 20; i++) {
        get(running, "/naming", "Forwarded", "for=203.0.113." + i);
      }
    }

    assertThat(threads).hasSize(20).allMatch(name -> name.startsWith("VirtualThread"));
    assertThat(journal.events())
        .filteredOn(event -> event.type().equals(EventType.AUTHORIZATION_FAILURE))
        .extracting(SecurityEvent::ipAddress)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 20).mapToObj(i -> "203.0.113." + i).toList());
  }

  @ParameterizedTest
  @EnumSource
  void theAnswerTellsTheCorrelationId(Container container) throws Exception {
    try (Container.Running running = container.start(application())) {
      String id = get(running, "/status/403").headers().firstValue("X-Request-ID").orElseThrow();

      assertThat(journal.events().get(0).correlationId()).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @EnumSource
  void hostileRequestsNeitherBreakItNorLieToIt(Container container) throws Exception {
    try (Container.Running running =
        container.start(application().with("trustedProxies", "127.0.0.1, 10.0.0.0/8"))) {
      for (String header :
          List.of(
              "Forwarded: for=" + "[".repeat(500),
              "Forwarded: " + "for=10.0.0.1,".repeat(400),
              "Forwarded: for=\"\u0000\u0007",
              "X-Forwarded-For: " + "1.1.1.1,".repeat(500),
              "X-Forwarded-For: ,,,;;;\"",
              "Sec-Fetch-Site: " + "cross-site".repeat(100),
              "Authorization: Basic " + "A".repeat(4_001),
              "Authorization: Basic !!!",
              "Authorization: Basic " + Base64.getEncoder().encodeToString(new byte[] {-1, -2}),
              "traceparent: " + "0".repeat(3_000))) {
        assertThat(RawHttp.get(running.port(), "/status/401", header)).startsWith("HTTP/1.1 4");
      }
      StringBuilder flood = new StringBuilder("A: b");
      for (int i = 0; i < 3_000; i++) {
        flood.append("\r\nX-").append(i).append(": y");
      }
      assertThat(RawHttp.get(running.port(), "/status/200", flood.toString()))
          .matches("(?s)(HTTP/1.1 4.*)?");
      assertThat(RawHttp.get(running.port(), "/" + "a".repeat(100_000)))
          .matches("(?s)(HTTP/1.1 4.*)?");
      for (String target : List.of("/%", "/%zz", "/%c0%ae", "/%00", "/a%2f..%2fb", "/\u0001")) {
        assertThat(RawHttp.get(running.port(), target)).startsWith("HTTP/1.1 ");
      }
      cut(running.port(), "GET /status/403 HTTP/1.1\r\nHost: te");
      cut(running.port(), "POST /status/403 HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc");

      assertThat(get(running, "/status/403", "Forwarded", ATTACKER).statusCode()).isEqualTo(403);
      await()
          .until(
              () ->
                  journal.events().stream()
                      .anyMatch(event -> "203.0.113.7".equals(event.ipAddress())));
    }
    // Whatever was sent, each address is the peer's, or one that a trusted proxy told in good form.
    assertThat(journal.events())
        .extracting(SecurityEvent::ipAddress)
        .isSubsetOf("127.0.0.1", "10.0.0.1", "1.1.1.1", "203.0.113.7");
  }

  @ParameterizedTest
  @EnumSource
  void aSlowClientIsCutOffByTheContainerAndHoldsNothingUp(Container container) throws Exception {
    try (Container.Running running = container.start(application().impatient());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), running.port())) {
      slow.getOutputStream()
          .write("GET /status/403 HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().flush();

      assertThat(get(running, "/status/403").statusCode()).isEqualTo(403);
      slow.setSoTimeout(10_000);
      byte[] rest = slow.getInputStream().readAllBytes();
      assertThat(new String(rest, StandardCharsets.ISO_8859_1)).matches("(?s)(HTTP/1.1 4.*)?");
    }

    assertThat(journal.types()).containsExactly("authorization_failure");
  }

  @ParameterizedTest
  @EnumSource
  void aWrongSettingStopsTheStartInOneLine(Container container) {
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler keeper =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            logged.add(messages(entry.getThrown()));
          }

          @Override
          public void flush() {
            // Nothing is held back.
          }

          @Override
          public void close() {
            // Nothing is open.
          }
        };
    Logger root = Logger.getLogger("");
    root.addHandler(keeper);
    try {
      assertThatThrownBy(() -> container.start(application().with("blockedStatus", "99")).close())
          .satisfies(thrown -> logged.add(messages(thrown)));
    } finally {
      root.removeHandler(keeper);
    }
    assertThat(logged)
        .anyMatch(
            each ->
                each.contains("tocsin.blockedStatus: \"99\": use a whole number from 400 to 599"));
  }

  private static String messages(@Nullable Throwable thrown) {
    StringBuilder all = new StringBuilder();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      all.append(each.getMessage()).append('\n');
    }
    return all.toString();
  }

  @Test
  void containersFindTheInitializer() {
    assertThat(ServiceLoader.load(jakarta.servlet.ServletContainerInitializer.class))
        .anyMatch(each -> each instanceof TocsinServletInitializer);
  }

  @ParameterizedTest
  @EnumSource
  void itCanBeKeptAway(Container container) throws Exception {
    try (Container.Running running = container.start(application().with("filter", "off"))) {
      HttpResponse<String> answer = get(running, "/status/403");
      assertThat(answer.headers().firstValue("X-Request-ID")).isEmpty();
    }

    assertThat(journal.types()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void underFailClosedAUseThatCannotBeToldFails(Container container) throws Exception {
    journal.close();
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      journal = TestJournal.start(disk.folder(), Map.of("failurePolicy", "fail-closed"));
      Path ballast = disk.folder().resolve("ballast");
      try (Container.Running running =
          container.start(application().with("adminPaths", "/admin/*"))) {
        assertThat(get(running, "/admin/200").statusCode()).isEqualTo(200);
        disk.fill(ballast);
        await()
            .untilAsserted(
                () -> assertThat(get(running, "/admin/200").statusCode()).isEqualTo(500));
        Files.delete(ballast);
        await()
            .untilAsserted(
                () -> assertThat(get(running, "/admin/200").statusCode()).isEqualTo(200));
      } finally {
        journal.close();
      }
    }
  }

  private static void cut(int port, String part) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write(part.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private HttpResponse<String> get(Container.Running running, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(running.uri(path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private void post(Container.Running running, String path, String form) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(running.uri(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    var unused = http.send(request, HttpResponse.BodyHandlers.discarding());
  }
}

package dev.tocsin.sample.login;

import static dev.tocsin.test.AuditAssertions.assertThat;
import static dev.tocsin.test.ExpectedEvents.lockout;
import static dev.tocsin.test.ExpectedEvents.pinFailed;
import static dev.tocsin.test.ExpectedEvents.pinVerified;
import static dev.tocsin.test.ExpectedEvents.qrGenerated;
import static dev.tocsin.test.ExpectedEvents.qrScanned;
import static dev.tocsin.test.ExpectedEvents.sessionCreated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.test.AuditCapture;
import dev.tocsin.test.AuditExtension;
import dev.tocsin.test.EventExpectation;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(AuditExtension.class)
class LoginServiceTest {
  private static final Pattern SCAN_LINK = Pattern.compile("/scan\\?token=[A-Za-z0-9_-]+");

  @TempDir Path folder;
  private AuditedService audited;

  @BeforeEach
  void startService() throws IOException {
    audited = AuditedService.start(folder);
  }

  @AfterEach
  void stopService() {
    audited.close();
  }

  @Test
  void signsInThroughThePagesAndRecordsEachStep(AuditCapture audit) throws Exception {
    Browser screen = audited.browserAt("203.0.113.7").with("User-Agent", "screen");
    Browser telephone = audited.browserAt("[2001:db8::7]:4711").with("User-Agent", "telephone");

    HttpResponse<String> code = screen.get("/signin");
    Matcher link = SCAN_LINK.matcher(code.body());
    assertThat(link.find()).isTrue();
    assertThat(code.body()).contains("<svg class=\"qr\"").contains("http-equiv=\"refresh\"");
    assertThat(telephone.get(link.group()).body()).contains("Confirm it is you");
    assertThat(screen.get("/signin").body()).contains("Scanned.");
    String token = link.group().substring("/scan?token=".length());
    String pin = AuditedService.pinOf("alice");
    assertThat(telephone.post("/scan", "token", token, "user", "alice", "pin", pin).statusCode())
        .isEqualTo(200);
    assertThat(screen.get("/signin").statusCode()).isEqualTo(302);
    assertThat(screen.get("/").body()).contains("Hello, Alice");
    assertThat(telephone.get("/").body()).doesNotContain("Alice");

    assertThat(audit)
        .hasExactly(
            behindProxy(qrGenerated(), "203.0.113.7", "screen").noUser(),
            behindProxy(qrScanned(), "2001:db8::7", "telephone").noUser(),
            behindProxy(pinVerified(), "2001:db8::7", "telephone")
                .user("alice")
                .request("POST", "/scan"),
            behindProxy(sessionCreated(), "203.0.113.7", "screen")
                .user("alice")
                .parent(audit.events().get(2).eventId()));
    assertThat(audit.events())
        .extracting(SecurityEvent::correlationId)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  private static EventExpectation behindProxy(
      EventExpectation event, String address, String userAgent) {
    return event
        .success()
        .service(1)
        .fromAddress(address)
        .with(EventField.IP_PROVENANCE, Provenance.TRUSTED_PROXY)
        .with(EventField.USER_AGENT, userAgent);
  }

  @Test
  void keepsOneQrSessionTogetherAndOutOfTheWebSession() throws Exception {
    audited.signedIn("alice");

    Map<String, List<String>> sessions =
        audited.events().stream()
            .collect(
                Collectors.groupingBy(
                    event -> text(event, EventField.SESSION_ID),
                    Collectors.mapping(event -> event.type().name(), Collectors.toList())));

    assertThat(sessions.values())
        .containsExactlyInAnyOrder(
            List.of("qr_generated", "pin_verified"), List.of("session_created"));
  }

  @Test
  void locksTheAccountAfterFiveWrongPinsForAQuarterOfAnHour(AuditCapture audit) throws Exception {
    Browser guesser = audited.browserAt("198.51.100.23");
    String token = audited.codeFor(guesser);
    for (int i = 0; i < 5; i++) {
      assertThat(confirm(guesser, token, "alice", "wrong").statusCode()).isEqualTo(401);
    }
    assertThat(guesser.get("/").statusCode()).as("whoever guessed is turned away").isEqualTo(403);
    Browser other = audited.browserAt("198.51.100.24");
    assertThat(confirm(other, token, "alice", AuditedService.pinOf("alice")).statusCode())
        .as("the right PIN, while locked")
        .isEqualTo(401);

    assertThat(audit)
        .hasTimes(5, pinFailed().reason("wrong_pin"))
        .hasTimes(1, pinFailed().reason("account_locked"))
        .hasTimes(
            1,
            lockout()
                .user("alice")
                .detail("lockout_until", "2026-11-22T10:15:00Z")
                .detail("failures", "5"))
        .hasInOrder(lockout(), pinFailed().reason("account_locked"))
        .hasNo(sessionCreated());

    audited.clock.advance(Duration.ofMinutes(15));
    audited.signedIn("alice");
    assertThat(audit).hasTimes(1, sessionCreated());
  }

  @Test
  void letsNobodyInWhoseSignInCantBeAudited(AuditCapture audit) throws Exception {
    Browser browser = audited.browser();
    String token = audited.codeFor(browser);
    audit.failRecording();

    assertThat(confirm(browser, token, "alice", AuditedService.pinOf("alice")).statusCode())
        .isEqualTo(500);
    browser.post("/api/qr/session");
    assertThat(browser.get("/").body()).doesNotContain("Alice");
    assertThat(audit).hasNo(pinVerified(), sessionCreated()).hasNotRecorded(pinVerified());

    audit.restore();
    assertThat(audited.signedIn("alice").get("/").body()).contains("Hello, Alice");
    assertThat(audit).has(pinVerified().user("alice"), sessionCreated().user("alice"));
  }

  @Test
  void answersAlikeToAWrongPinALockedAccountAndAnUnknownUser() throws Exception {
    Browser guesser = audited.browserAt("198.51.100.23");
    String token = audited.codeFor(guesser);

    HttpResponse<String> wrong = confirm(guesser, token, "alice", "wrong");
    for (int i = 0; i < 5; i++) {
      confirm(guesser, token, "alice", "wrong");
    }
    // The guesser is turned away by now.
    Browser other = audited.browserAt("198.51.100.24");
    HttpResponse<String> locked = confirm(other, token, "alice", AuditedService.pinOf("alice"));
    HttpResponse<String> unknown = confirm(other, token, "mallory", "wrong");

    assertThat(List.of(locked.statusCode(), unknown.statusCode())).containsOnly(wrong.statusCode());
    assertThat(List.of(locked.body(), unknown.body())).containsOnly(wrong.body());
    assertThat(audited.events(EventType.AUTH_FAILURE))
        .singleElement()
        .satisfies(event -> assertThat(text(event, EventField.USER_ID)).isEqualTo("mallory"));
  }

  @Test
  void recordsScansOfCodesThatAreNotOnTheirWay() throws Exception {
    Browser scanner = audited.browserAt("198.51.100.77");

    assertThat(scanner.get("/scan?token=guess").statusCode()).isEqualTo(404);
    assertThat(scanner.post("/api/qr/scan", "token", "guess").statusCode()).isEqualTo(404);
    assertThat(confirm(scanner, "guess", "alice", "1").statusCode()).isEqualTo(401);

    assertThat(audited.events())
        .extracting(SecurityEvent::type)
        .containsOnly(EventType.QR_SCANNED)
        .hasSize(3);
    assertThat(audited.events()).noneMatch(SecurityEvent::success);
  }

  @Test
  void givesTheSessionToNobodyWhoOnlySawTheCode() throws Exception {
    Browser screen = audited.browser();
    Browser onlooker = audited.browser();
    String token = audited.codeFor(screen);
    confirm(audited.browser(), token, "alice", AuditedService.pinOf("alice"));

    assertThat(onlooker.post("/api/qr/session").statusCode()).isEqualTo(409);
    assertThat(onlooker.with("Cookie", "gatehouse_qr=" + token).get("/signin").statusCode())
        .isEqualTo(200);
    assertThat(screen.post("/api/qr/session").statusCode()).isEqualTo(201);
    assertThat(screen.post("/api/qr/session").statusCode()).as("again").isEqualTo(409);
  }

  @Test
  void protectsItsCookiesAndTakesNoSessionIdFromOutside() throws Exception {
    Browser browser = audited.browser().with("Cookie", "gatehouse_session=chosen");
    HttpResponse<String> code = browser.get("/signin");
    Browser screen = audited.browser();
    String token = audited.codeFor(screen);
    confirm(screen, token, "alice", AuditedService.pinOf("alice"));
    HttpResponse<String> session = screen.post("/api/qr/session");

    assertThat(code.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("gatehouse_qr=")
        .contains("HttpOnly", "SameSite=Strict", "Path=/");
    assertThat(session.headers().allValues("Set-Cookie"))
        .filteredOn(cookie -> cookie.startsWith("gatehouse_session="))
        .singleElement()
        .asString()
        .doesNotContain("chosen")
        .contains("HttpOnly", "SameSite=Strict", "Path=/");
  }

  @Test
  void opensTheAdminPageToAdministratorsOnly() throws Exception {
    assertThat(audited.browser().get("/admin").statusCode()).isEqualTo(401);
    assertThat(audited.events()).as("no credentials, no event").isEmpty();
    Browser bob = audited.signedIn("bob");
    Browser olivia = audited.signedIn("olivia");

    assertThat(bob.get("/admin").statusCode()).isEqualTo(403);
    assertThat(bob.post("/admin", "user", "alice").statusCode()).isEqualTo(403);
    assertThat(olivia.get("/admin").body()).contains("<td>alice</td>");

    assertThat(audited.events(EventType.AUTHORIZATION_FAILURE))
        .hasSize(2)
        .allSatisfy(
            event -> {
              assertThat(text(event, EventField.USER_ID)).isEqualTo("bob");
              assertThat(text(event, EventField.TARGET_ID)).isEqualTo("/admin");
            });
    assertThat(audited.events(EventType.ADMIN_ACCESS))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(text(event, EventField.USER_ID)).isEqualTo("olivia");
              assertThat(text(event, EventField.TARGET_ID)).isEqualTo("/admin");
            });
  }

  @Test
  void letsAnAdministratorEndALock() throws Exception {
    Browser guesser = audited.browser();
    String token = audited.codeFor(guesser);
    for (int i = 0; i < 5; i++) {
      confirm(guesser, token, "alice", "wrong");
    }
    Browser olivia = audited.signedIn("olivia");

    assertThat(olivia.get("/admin").body()).contains("locked until 2026-11-22T10:15:00Z");
    assertThat(olivia.post("/admin", "user", "alice").statusCode()).isEqualTo(302);
    assertThat(olivia.post("/admin", "user", "alice").statusCode()).isEqualTo(409);

    assertThat(audited.events(EventType.AUTH_ACCOUNT_UNLOCKED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(text(event, EventField.USER_ID)).isEqualTo("olivia");
              assertThat(text(event, EventField.TARGET_ID)).isEqualTo("alice");
            });
    audited.signedIn("alice");
    assertThat(audited.events(EventType.SESSION_CREATED)).hasSize(2);
  }

  @Test
  void recordsProbesOfTheSearchFieldAndEscapesThem() throws Exception {
    Browser prober = audited.browserAt("2001:db8:bad::1");
    String sql = "x' UNION SELECT id, pin FROM users--";
    String script = "<script>alert('x')</script>";

    assertThat(prober.get("/search?q=" + Browser.encode(sql)).statusCode()).isEqualTo(400);
    HttpResponse<String> answer = prober.get("/search?q=" + Browser.encode(script));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .doesNotContain("<script")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    assertThat(audited.events())
        .extracting(SecurityEvent::type)
        .containsExactly(EventType.SQL_INJECTION_ATTEMPT, EventType.XSS_ATTEMPT);
    assertThat(audited.events())
        .extracting(event -> details(event).get("input"))
        .containsExactly(sql, script);
  }

  @Test
  void recordsNothingOfHonestSearchesAndTellsInputThatIsTooLong() throws Exception {
    Browser visitor = audited.browser();

    assertThat(visitor.get("/search?q=pay").body()).contains("<li>Payroll</li>");
    assertThat(visitor.get("/search?q=O%27Brien").body()).contains("<q>O&#39;Brien</q>");
    assertThat(audited.events()).isEmpty();
    assertThat(visitor.get("/search?q=" + "x".repeat(201)).statusCode()).isEqualTo(400);

    assertThat(audited.events())
        .extracting(SecurityEvent::type)
        .containsExactly(EventType.INPUT_VALIDATION_VIOLATION);
  }

  @Test
  void refusesAClientThatAsksTooMuchAndTellsItOnce() throws Exception {
    Browser crowd = audited.browserAt("[2001:db8:1:2::3]");
    Browser sameNetwork = audited.browserAt("[2001:db8:1:2::4]");
    Browser other = audited.browserAt("[2001:db8:1:3::3]");
    for (int i = 0; i < 120; i++) {
      assertThat(crowd.get("/").statusCode()).isEqualTo(200);
    }

    HttpResponse<String> refused = crowd.get("/search");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(crowd.get("/").statusCode()).isEqualTo(429);
    assertThat(sameNetwork.get("/").statusCode()).isEqualTo(429);
    assertThat(other.get("/").statusCode()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(crowd.get("/").statusCode()).isEqualTo(200));

    assertThat(audited.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo(EventType.RATE_LIMITING_TRIGGER);
              assertThat(text(event, EventField.IP_ADDRESS)).isEqualTo("2001:db8:1:2::3");
              assertThat(event.get(EventField.IP_PROVENANCE)).isEqualTo(Provenance.TRUSTED_PROXY);
            });
  }

  @Test
  void refusesRequestsThatAnotherSiteMadeTheBrowserSend() throws Exception {
    Browser lured = audited.signedIn("alice").with("Sec-Fetch-Site", "cross-site");

    assertThat(lured.post("/signout").statusCode()).isEqualTo(403);
    assertThat(lured.get("/").body()).as("a link from there is fine").contains("Hello, Alice");

    assertThat(audited.events(EventType.CSRF_ATTEMPT)).hasSize(1);
    assertThat(audited.events(EventType.LOGOUT)).isEmpty();
  }

  @Test
  void signsOutAndKnowsTheSessionNoMore() throws Exception {
    Browser alice = audited.signedIn("alice");

    assertThat(alice.post("/signout").statusCode()).isEqualTo(302);
    assertThat(alice.post("/signout").statusCode()).isEqualTo(302);

    assertThat(alice.get("/").body()).doesNotContain("Alice");
    assertThat(audited.events(EventType.LOGOUT))
        .singleElement()
        .satisfies(event -> assertThat(text(event, EventField.USER_ID)).isEqualTo("alice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/signin",
        "/search?q=x",
        "/admin",
        "/health",
        "/style.css",
        "/scan.js",
        "/nope"
      })
  void sendsSecurityHeadersWithEveryAnswer(String path) throws Exception {
    HttpResponse<String> answer = audited.browser().get(path);

    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
    assertThat(answer.body()).doesNotContain("Jetty");
    assertThat(answer.body().replaceAll("<script src=\"/[a-z]+\\.js\" defer></script>", ""))
        .as("scripts of its own files only")
        .doesNotContain("<script");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "PUT", "DELETE", "OPTIONS"})
  void takesNoMethodThatItDoesNotUse(String method) throws Exception {
    assertThat(audited.browser().method(method, "/").statusCode()).isEqualTo(405);
  }

  @Test
  void refusesAFormThatIsTooLarge() throws Exception {
    HttpResponse<String> answer =
        audited.browser().post("/api/qr", "service_id", "x".repeat(20_000));

    assertThat(answer.statusCode()).isBetween(400, 499);
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("Jetty");
  }

  @Test
  void keepsHostileUserNamesInOneLineAndUnchanged() throws Exception {
    String hostile =
        "a\r\nevent=admin_access | success=true\u2028${jndi:ldap://x/y}\u202e\u001b[31m";
    Browser guesser = audited.browser();
    confirm(guesser, audited.codeFor(guesser), hostile, "1");

    assertThat(audited.events(EventType.AUTH_FAILURE))
        .singleElement()
        .satisfies(event -> assertThat(text(event, EventField.USER_ID)).isEqualTo(hostile));
  }

  @Test
  void saysThatItIsHealthy() throws Exception {
    assertThat(audited.browser().get("/health").body())
        .startsWith("{\"status\":\"healthy\",\"timestamp\":\"20");
  }

  @Test
  void namesTheAddressItCannotListenAt() {
    int taken = audited.service().port();

    assertThatThrownBy(() -> LoginService.start(LoginServiceConfig.defaults().withPort(taken)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can't listen on 127.0.0.1:" + taken + ": ");
  }

  private static HttpResponse<String> confirm(
      Browser browser, String token, String user, String pin)
      throws IOException, InterruptedException {
    return browser.post("/api/qr/confirm", "token", token, "user", user, "pin", pin);
  }

  private static String text(SecurityEvent event, EventField field) {
    return String.valueOf(event.get(field));
  }

  private static Map<String, String> details(SecurityEvent event) {
    Map<String, String> texts = new HashMap<>();
    if (event.get(EventField.DETAILS) instanceof Map<?, ?> details) {
      details.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
    }
    return texts;
  }
}

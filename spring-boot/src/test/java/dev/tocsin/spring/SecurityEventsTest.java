package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spring Security over HTTP, and what the journal has of it. */
class SecurityEventsTest {
  @TempDir static Path folder;
  private static RunningApplication application;

  /** Events that were there before a test. */
  private int before;

  private Browser browser;

  @BeforeAll
  static void start() {
    application =
        RunningApplication.start(
            SecuredApplication.class,
            folder,
            "management.endpoints.web.exposure.include=tocsin,health",
            "management.endpoint.health.show-details=always",
            "tocsin.audit-events.types.STOCK_TAKEN=data_modification",
            "tocsin.audit-events.types.LOGOUT_SUCCESS=data_access");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @BeforeEach
  void open() {
    browser = application.browser();
  }

  @BeforeEach
  void count() throws IOException {
    before = Journals.events(folder).size();
  }

  /** What this test has caused, but sessions that began. */
  private List<SecurityEvent> told() throws IOException {
    List<SecurityEvent> all = Journals.events(folder);
    return all.subList(before, all.size()).stream()
        .filter(each -> !each.type().name().equals("session_created"))
        .toList();
  }

  private SecurityEvent onlyOne() throws IOException {
    List<SecurityEvent> told = told();
    assertThat(told).hasSize(1);
    return told.get(0);
  }

  private void signIn(String user) throws IOException {
    assertThat(browser.signIn(user, "right").headers().firstValue("Location"))
        .hasValueSatisfying(to -> assertThat(to).endsWith("/"));
    count();
  }

  @Test
  void aWrongPasswordIsOneFailureWithItsRequest() throws IOException {
    browser.signIn("bob", "wrong");

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("auth_failure");
    assertThat(event.success()).isFalse();
    assertThat(event.userId()).isEqualTo("bob");
    assertThat(event.ipAddress()).isEqualTo("127.0.0.1");
    assertThat(event.requestMethod()).isEqualTo("POST");
    assertThat(event.requestUrl()).isEqualTo("/login");
    assertThat(event.correlationId()).isNotNull();
    assertThat(event.source()).isEqualTo("shop");
    assertThat(event.details())
        .containsEntry("reason", "bad_credentials")
        .containsEntry("authentication", "username_password");
  }

  @Test
  void whyAnAccountMayNotSignInIsTold() throws IOException {
    browser.signIn("shut", "right");

    assertThat(onlyOne().details()).containsEntry("reason", "locked");
  }

  @Test
  void aSignInByFormIsToldOnceThoughSpringPublishesItTwice() throws IOException {
    browser.signIn("bob", "right");

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("auth_success");
    assertThat(event.userId()).isEqualTo("bob");
  }

  @Test
  void theSessionThatASignInBeginsNamesItsUser() throws IOException {
    browser.signIn("bob", "right");
    List<SecurityEvent> sessions = Journals.events(folder, "session_created");

    assertThat(sessions.get(sessions.size() - 1).userId()).isEqualTo("bob");
  }

  @Test
  void aSessionThatASignInRenewsIsTold() throws IOException {
    browser.get("/");
    browser.signIn("bob", "right");

    List<SecurityEvent> sessions = Journals.events(folder, "session_created");
    SecurityEvent visit = sessions.get(sessions.size() - 2);
    SecurityEvent renewed = sessions.get(sessions.size() - 1);
    assertThat(visit.userId()).isNull();
    assertThat(renewed.userId()).isEqualTo("bob");
    assertThat(renewed.details()).containsEntry("reason", "sign_in");
    assertThat(renewed.sessionId()).isNotNull().isNotEqualTo(visit.sessionId());
  }

  @Test
  void aRememberedUserIsToldWithHowHeCame() throws IOException {
    browser.signIn("bob", "right", "&remember-me=on");
    browser.forgetSession();
    count();
    assertThat(browser.get("/").body()).isEqualTo("home");

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("auth_success");
    assertThat(event.userId()).isEqualTo("bob");
    assertThat(event.details()).containsEntry("authentication", "remember_me");
  }

  @Test
  void aSignOutIsTold() throws IOException {
    signIn("bob");
    browser.post("/logout", "");

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("auth_logout");
    assertThat(event.userId()).isEqualTo("bob");
  }

  @Test
  void aDeniedPageIsOneFailure() throws IOException {
    signIn("bob");
    assertThat(browser.get("/admin").statusCode()).isEqualTo(403);

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("authorization_failure");
    assertThat(event.userId()).isEqualTo("bob");
    assertThat(event.targetId()).isEqualTo("/admin");
  }

  @Test
  void whoHasNotSignedInYetHasFailedAtNothing() throws IOException {
    browser.get("/admin");

    assertThat(told()).isEmpty();
  }

  @Test
  void aDeniedMethodIsToldAndSoIsTheAuditedCallThatFailed() throws IOException {
    signIn("bob");
    browser.get("/purge");

    List<SecurityEvent> told = told();
    assertThat(told)
        .extracting(each -> each.type().name())
        .containsExactly("authorization_failure", "data_deletion");
    assertThat(told.get(0).targetType()).isEqualTo("method");
    assertThat(told.get(0).targetId()).endsWith("Reports.purge");
    assertThat(told.get(1).success()).isFalse();
    assertThat(told.get(1).userId()).isEqualTo("bob");
  }

  @Test
  void aPostWithoutTokenIsToldByTheFilter() throws IOException {
    signIn("bob");
    assertThat(browser.post("/reports/june", "a=b").statusCode()).isEqualTo(403);

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("authorization_failure");
    assertThat(event.responseStatus()).isEqualTo(403);
  }

  @Test
  void eventsOfTheApplicationNameItsUser() throws IOException {
    signIn("ann");
    browser.get("/admin");

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("admin_action");
    assertThat(event.userId()).isEqualTo("ann");
    assertThat(event.ipAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void actingAsSomebodyElseIsToldAtItsBeginAndItsEnd() throws IOException {
    signIn("ann");
    browser.post("/login/impersonate?username=bob", "");
    browser.post("/logout/impersonate", "");

    List<SecurityEvent> told = told();
    assertThat(told).extracting(each -> each.type().name()).containsOnly("admin_action");
    assertThat(told).extracting(SecurityEvent::userId).containsExactly("ann", "bob");
    assertThat(told).extracting(SecurityEvent::targetId).containsExactly("bob", "ann");
    assertThat(told)
        .extracting(each -> each.details().get("action"))
        .containsExactly("switch_user", "switch_user_end");
  }

  @Test
  void whoActsAsOneAndSwitchesToAnotherStaysTheOneWhoActs() throws IOException {
    signIn("ann");
    browser.post("/login/impersonate?username=carol", "");
    browser.post("/login/impersonate?username=bob", "");

    List<SecurityEvent> told = told();
    assertThat(told).extracting(SecurityEvent::userId).containsExactly("ann", "carol", "ann");
    assertThat(told).extracting(SecurityEvent::targetId).containsExactly("carol", "ann", "bob");
    assertThat(told)
        .extracting(each -> each.details().get("action"))
        .containsExactly("switch_user", "switch_user_end", "switch_user");
  }

  @Test
  void aTokenOfARequestIsUseOfTheServiceAndNoSignIn() throws IOException {
    assertThat(browser.getWithToken(Tokens.of("robot"), "/api/stock").body()).isEqualTo("17");

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("api_access");
    assertThat(event.userId()).isEqualTo("robot");
    assertThat(event.details()).containsEntry("authentication", "jwt");
  }

  @Test
  void aTokenThatIsRefusedIsAFailure() throws IOException {
    assertThat(browser.getWithToken(Tokens.of("robot") + "x", "/api/stock").statusCode())
        .isEqualTo(401);

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("auth_failure");
    assertThat(event.details()).containsEntry("authentication", "bearer_token");
    assertThat(event.userId()).isNull();
  }

  @Test
  void auditEventsOfTheApplicationAreTakenOver() throws IOException {
    signIn("bob");
    browser.get("/publish");

    List<SecurityEvent> told = told();
    assertThat(told)
        .extracting(each -> each.type().name())
        .containsExactly("data_export", "price.changed", "data_modification", "data_access");
    assertThat(told).extracting(SecurityEvent::userId).containsOnly("bob");
    assertThat(told.get(0).details()).containsEntry("rows", "7");
    assertThat(told.get(1).details()).containsEntry("audit_event_type", "PRICE.CHANGED");
  }

  @Test
  void anAuditedMethodIsToldInTheContextOfItsRequest() throws IOException {
    signIn("bob");
    browser.get("/reports/june?rows=2");

    SecurityEvent event = onlyOne();
    assertThat(event.type().name()).isEqualTo("data_export");
    assertThat(event.targetId()).isEqualTo("june");
    assertThat(event.userId()).isEqualTo("bob");
    assertThat(event.requestUrl()).isEqualTo("/reports/june?rows=2");
  }

  @Test
  void theEndPointShowsTheJournalAndHealthIsUp() {
    assertThat(browser.get("/actuator/tocsin").body())
        .contains("\"file\":\"" + folder.resolve("audit.log") + "\"")
        .contains("\"writable\":true")
        .contains("\"unserved\":");
    assertThat(browser.get("/actuator/health").body())
        .contains("\"tocsin\":{\"details\":{\"journals\":[\"" + folder.resolve("audit.log"))
        .contains("\"status\":\"UP\"");
  }
}

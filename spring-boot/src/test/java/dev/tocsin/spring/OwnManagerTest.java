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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application whose authentication manager, and whose rules of access, are its own. */
class OwnManagerTest {
  @TempDir static Path folder;
  private static RunningApplication application;

  /** Events that were there before a test. */
  private int before;

  private Browser browser;

  @BeforeAll
  static void start() {
    application = RunningApplication.start(OwnManagerApplication.class, folder);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @BeforeEach
  void open() throws IOException {
    browser = application.browser();
    before = Journals.events(folder).size();
  }

  /** What this test has caused, but sessions that began. */
  private List<SecurityEvent> told() throws IOException {
    List<SecurityEvent> all = Journals.events(folder);
    return all.subList(before, all.size()).stream()
        .filter(each -> !each.type().name().equals("session_created"))
        .toList();
  }

  private SecurityEvent onlyOne(String type) throws IOException {
    List<SecurityEvent> told = told();
    assertThat(told).extracting(each -> each.type().name()).containsExactly(type);
    return told.get(0);
  }

  private void signIn(String... more) throws IOException {
    browser.signIn("bob", "right", more);
    before = Journals.events(folder).size();
  }

  @Test
  void aSignInByFormIsToldOnce() throws IOException {
    browser.signIn("bob", "right");

    assertThat(onlyOne("auth_success").userId()).isEqualTo("bob");
  }

  @Test
  void aWrongPasswordInAFormIsToldOnce() throws IOException {
    browser.signIn("bob", "wrong");

    assertThat(onlyOne("auth_failure").details()).containsEntry("reason", "bad_credentials");
  }

  @Test
  void basicAuthenticationIsToldOnce() throws IOException {
    assertThat(browser.getAs("bob", "right", "/").statusCode()).isEqualTo(200);

    assertThat(onlyOne("auth_success").userId()).isEqualTo("bob");
  }

  @Test
  void aWrongPasswordOfBasicAuthenticationIsToldOnce() throws IOException {
    assertThat(browser.getAs("bob", "wrong", "/").statusCode()).isEqualTo(401);

    assertThat(onlyOne("auth_failure").details()).containsEntry("reason", "bad_credentials");
  }

  @Test
  void aDirectoryThatFailsIsToldAndBlamesNobody() throws IOException {
    browser.signIn("lost", "right");

    SecurityEvent event = onlyOne("auth_failure");
    assertThat(event.userId()).isEqualTo("lost");
    assertThat(event.details())
        .containsEntry("reason", "internal_authentication_service")
        .containsEntry("confidence", "low")
        .containsEntry("exception_message", "the directory is away");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin", "/closed"})
  void aDeniedPageIsToldOnceThoughTheErrorPageIsDeniedToo(String page) throws IOException {
    signIn();
    assertThat(browser.get(page).statusCode()).isEqualTo(403);

    SecurityEvent event = onlyOne("authorization_failure");
    assertThat(event.targetId()).isEqualTo(page);
    assertThat(event.details()).doesNotContainKey("confidence");
  }

  @Test
  void anErrorPageThatIsDeniedIsNoFailureOfTheUser() throws IOException {
    signIn();
    browser.get("/nowhere");

    assertThat(told()).isEmpty();
  }

  @Test
  void aDenialAfterTheCallNamesTheMethod() throws IOException {
    signIn();
    assertThat(browser.get("/letter").statusCode()).isEqualTo(403);

    SecurityEvent event = onlyOne("authorization_failure");
    assertThat(event.targetType()).isEqualTo("method");
    assertThat(event.targetId()).endsWith("Letters.open");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/password", "/factor"})
  void whoIsAskedForAFurtherFactorHasFailedAtNothing(String page) throws IOException {
    signIn("&remember-me=on");
    browser.forgetSession();
    assertThat(browser.get(page).statusCode()).isIn(302, 401);

    assertThat(onlyOne("auth_success").details()).containsEntry("authentication", "remember_me");
  }

  @Test
  void aRememberedUserWhoHasToSignInAgainIsNoCertainFailure() throws IOException {
    signIn("&remember-me=on");
    browser.forgetSession();
    assertThat(browser.get("/vault").statusCode()).isEqualTo(401);

    List<SecurityEvent> told = told();
    assertThat(told)
        .extracting(each -> each.type().name())
        .containsExactly("auth_success", "authorization_failure");
    assertThat(told.get(1).details()).containsEntry("confidence", "low");
  }
}

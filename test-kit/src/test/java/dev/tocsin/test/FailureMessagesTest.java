package dev.tocsin.test;

import static dev.tocsin.event.EventType.AUTH_FAILURE;
import static dev.tocsin.event.EventType.DATA_EXPORT;
import static dev.tocsin.test.AuditAssertions.assertThat;
import static dev.tocsin.test.ExpectedEvents.anyEvent;
import static dev.tocsin.test.ExpectedEvents.authFailure;
import static dev.tocsin.test.ExpectedEvents.authLogout;
import static dev.tocsin.test.ExpectedEvents.authSuccess;
import static dev.tocsin.test.ExpectedEvents.dataExport;
import static dev.tocsin.test.ExpectedEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a failed assertion says, to the letter, and what each condition means. */
@ExtendWith(AuditExtension.class)
class FailureMessagesTest {
  private static final SecurityLogger SECURITY =
      SecurityLogger.getLogger(FailureMessagesTest.class);

  private final AuditCapture audit = AuditExtension.capture();

  private static void bobAndAlice() {
    SECURITY.event(AUTH_FAILURE).user("bob").ip("198.51.100.4").detail("reason", "wrong_pin").log();
    SECURITY.event(DATA_EXPORT).user("alice").detail("rows", 1000).severity(Severity.HIGH).log();
  }

  private static void fails(ThrowingCallable call, String message) {
    AssertionError error = catchThrowableOfType(AssertionError.class, call);
    assertThat(error).isNotNull();
    assertThat(error.getMessage()).isEqualTo("\n" + message.stripTrailing());
  }

  private static final String LOGGED =
      """
      Logged:
        1. auth_failure failure user_id="bob" ip_address="198.51.100.4" details={reason=wrong_pin}
        2. data_export success severity=high user_id="alice" details={rows=1000}
      """;

  @Test
  void hasTellsTheNearestEventAndAllThatWasLogged(AuditCapture audit) {
    bobAndAlice();
    fails(
        () -> assertThat(audit).has(authFailure().user("bob").fromAddress("203.0.113.7")),
        """
        Expected an event:
          auth_failure of user "bob" from address "203.0.113.7"
        The nearest is event 1, which differs in:
          ip_address: expected "203.0.113.7", was "198.51.100.4"
        """
            + LOGGED);
  }

  @Test
  void nearestIsTheOneWithTheFewestDifferencesAmongThoseOfItsType(AuditCapture audit) {
    bobAndAlice();
    SECURITY.event(AUTH_FAILURE).user("bobby").ip("203.0.113.7").log();
    fails(
        () ->
            assertThat(audit)
                .has(authFailure().user("bob").fromAddress("203.0.113.7").reason("locked")),
        """
        Expected an event:
          auth_failure of user "bob" from address "203.0.113.7" with detail reason "locked"
        The nearest is event 1, which differs in:
          ip_address: expected "203.0.113.7", was "198.51.100.4"
          details.reason: expected "locked", was "wrong_pin"
        """
            + LOGGED
            + "  3. auth_failure failure user_id=\"bobby\" ip_address=\"203.0.113.7\"");
  }

  @Test
  void withoutAnyEventItAsksForTheCause(AuditCapture audit) {
    fails(
        () -> assertThat(audit).has(authFailure()),
        """
        Expected an event:
          auth_failure
        No event was logged. Does the code under test run, and log by SecurityLogger or with a marker?
        """);
  }

  @Test
  void eventOfAnotherTypeIsNearestIfItHasTheRest(AuditCapture audit) {
    bobAndAlice();
    fails(
        () -> assertThat(audit).has(authSuccess().user("bob")),
        """
        Expected an event:
          auth_success of user "bob"
        The nearest is event 1, which differs in:
          event_type: expected auth_success, was auth_failure
        """
            + LOGGED);
    fails(
        () -> assertThat(audit).has(authSuccess().user("carol")),
        """
        Expected an event:
          auth_success of user "carol"
        """
            + LOGGED);
  }

  @Test
  void hasNoNamesTheEventThatIsThere(AuditCapture audit) {
    bobAndAlice();
    assertThat(audit).hasNo(authSuccess(), authFailure().user("alice"));
    fails(
        () -> assertThat(audit).hasNo(authSuccess(), dataExport().user("alice")),
        """
        Expected no event:
          data_export of user "alice"
        but event 2 is one.
        """
            + LOGGED);
  }

  @Test
  void hasTimesCounts(AuditCapture audit) {
    bobAndAlice();
    assertThat(audit).hasTimes(1, authFailure()).hasTimes(0, authSuccess());
    fails(
        () -> assertThat(audit).hasTimes(2, authFailure().user("bob")),
        """
        Expected 2 events:
          auth_failure of user "bob"
        but there are 1.
        """
            + LOGGED);
  }

  @Test
  void hasExactlyTellsTheFirstThatDiffersOrHowManyThereAre(AuditCapture audit) {
    bobAndAlice();
    assertThat(audit).hasExactly(authFailure(), dataExport());
    fails(
        () -> assertThat(audit).hasExactly(dataExport(), authFailure()),
        """
        Expected exactly these events, in this order:
          1. data_export
          2. auth_failure
        but event 1 differs in:
          event_type: expected data_export, was auth_failure
        """
            + LOGGED);
    fails(
        () -> assertThat(audit).hasExactly(authFailure()),
        """
        Expected exactly these events, in this order:
          1. auth_failure
        but there are 2.
        """
            + LOGGED);
  }

  @Test
  void hasInOrderTellsBehindWhichEventOneIsMissing(AuditCapture audit) {
    bobAndAlice();
    assertThat(audit).hasInOrder(authFailure(), dataExport()).hasInOrder(dataExport());
    fails(
        () -> assertThat(audit).hasInOrder(dataExport(), authFailure()),
        """
        Expected these events in this order, others between them:
          1. data_export
          2. auth_failure
        but there is no auth_failure behind event 2.
        """
            + LOGGED);
  }

  @Test
  void hasOnlyNamesTheOtherOne(AuditCapture audit) {
    bobAndAlice();
    assertThat(audit).hasOnly(authFailure(), dataExport());
    fails(
        () -> assertThat(audit).hasOnly(authFailure()),
        """
        Expected only events of these kinds:
          1. auth_failure
        but event 2 is another one.
        """
            + LOGGED);
    assertThatThrownBy(() -> assertThat(audit).hasOnly(anyEvent(), authSuccess()))
        .as("each expectation has its event")
        .hasMessageContaining("Expected an event:\n  auth_success\n");
  }

  @Test
  void sizesAreTold(AuditCapture audit) {
    assertThat(audit).isEmpty().hasSize(0);
    bobAndAlice();
    assertThat(audit).hasSize(2);
    fails(() -> assertThat(audit).isEmpty(), "Expected no events, but there are 2.\n" + LOGGED);
    fails(() -> assertThat(audit).hasSize(1), "Expected 1 event, but there are 2.\n" + LOGGED);
  }

  @Test
  void descriptionStandsFirst(AuditCapture audit) {
    assertThatThrownBy(() -> assertThat(audit).as("after %d tries", 5).has(authFailure()))
        .hasMessageStartingWith("[after 5 tries] \nExpected an event:\n  auth_failure\n");
  }

  @Test
  void manyEventsAndLongValuesAreCut(AuditCapture audit) {
    for (int i = 0; i < 45; i++) {
      SECURITY.event(DATA_EXPORT).user("u" + i).detail("text", "x\n".repeat(1_000)).log();
    }
    AssertionError error =
        catchThrowableOfType(AssertionError.class, () -> assertThat(audit).isEmpty());
    assertThat(error.getMessage())
        .contains("\n  40. data_export success user_id=\"u39\" details={text=x\\u000ax")
        .doesNotContain("u40")
        .endsWith("\n  … and 5 more events");
    assertThat(String.valueOf(error.getMessage()).length()).isLessThan(40 * 450);
  }

  @Test
  void everyConditionHoldsOrTellsItsField(AuditCapture audit) {
    SECURITY
        .event(AUTH_FAILURE)
        .user("u")
        .userName("Uma")
        .actor(ActorType.SERVICE)
        .tenant("t")
        .target("account", "a1")
        .service(7)
        .ip("2001:DB8::7")
        .request("POST", "/signin")
        .responseStatus(401)
        .message("sign-in failed for u")
        .correlation("c1")
        .parent("0190a0a0-0000-7000-8000-000000000001")
        .indicator("sqlmap")
        .complianceTag("own-1")
        .severity(Severity.HIGH)
        .detail("n", 5)
        .detail("list", List.of(1, 2))
        .detail("map", Map.of("k", 1.5))
        .success(false)
        .log();
    List<EventExpectation> right =
        List.of(
            authFailure().userName("Uma"),
            authFailure().actor(ActorType.SERVICE),
            authFailure().tenant("t"),
            authFailure().target("account", "a1"),
            authFailure().service(7),
            authFailure().service("7"),
            authFailure().fromAddress("2001:db8:0::7"),
            authFailure().request("POST", "/signin"),
            authFailure().responseStatus(401),
            authFailure().failure(),
            authFailure().severity(Severity.HIGH),
            authFailure().with(EventField.SEVERITY, "high"),
            authFailure().correlation("c1"),
            authFailure().parent("0190a0a0-0000-7000-8000-000000000001"),
            authFailure().message("sign-in failed for u"),
            authFailure().messageContaining("failed"),
            authFailure().detail("n", 5).detail("n", 5.0),
            authFailure().detail("list", List.of(1, 2)).detail("map", Map.of("k", 1.5)),
            authFailure().detailPresent("n"),
            authFailure().indicator("sqlmap"),
            authFailure().tag("own-1").tag("pci-10.2.1.4"),
            authFailure().with(EventField.USER_ID, "u"),
            authFailure().without(EventField.SESSION_ID),
            authFailure().matching("with a risk", each -> each.riskTenths() > 0),
            anyEvent().user("u"),
            event(EventType.AUTH_FAILURE),
            event("Auth_Failure"));
    assertThat(audit).has(right.toArray(EventExpectation[]::new));
    List<EventExpectation> wrong =
        List.of(
            authFailure().noUser(),
            authFailure().userName("uma"),
            authFailure().actor(ActorType.USER),
            authFailure().tenant("T"),
            authFailure().target("account", "a2"),
            authFailure().service(8),
            authFailure().fromAddress("2001:db8::8"),
            authFailure().request("GET", "/signin"),
            authFailure().responseStatus(403),
            authFailure().success(),
            authFailure().severity(Severity.LOW),
            authFailure().correlation("c2"),
            authFailure().message("sign-in failed"),
            authFailure().messageContaining("passed"),
            authFailure().detail("n", 6),
            authFailure().detail("n", "5 "),
            authFailure().detail("list", List.of(2, 1)),
            authFailure().detail("map", Map.of("k", 2)),
            authFailure().detailPresent("m"),
            authFailure().reason("x"),
            authFailure().indicator("nmap"),
            authFailure().tag("pci-10.2.1.1"),
            authFailure().without(EventField.USER_ID),
            authFailure().matching("never", each -> false));
    assertThat(audit).hasNo(wrong.toArray(EventExpectation[]::new));
    assertThat(wrong)
        .allSatisfy(
            each ->
                assertThat(each.differences(audit.events().get(0)))
                    .hasSize(1)
                    .first()
                    .extracting(EventExpectation.Difference::toString)
                    .asString()
                    .contains(": expected ", ", was "));
  }

  @Test
  void bothNamesOfATypeMeanTheSame(AuditCapture audit) {
    SECURITY.event(EventType.LOGOUT).log();
    assertThat(audit).has(authLogout());
  }

  @Test
  void whatCantBeExpectedIsRefusedInOneLine() {
    assertThatThrownBy(() -> authFailure().fromAddress("203.0.113"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address \"203.0.113\": is no IPv4 or IPv6 address, as 203.0.113.7 is");
    assertThatThrownBy(() -> event("auth_failur"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "event type \"auth_failur\" is not known: did you mean auth_failure");
  }

  @Test
  void captureInAFieldIsTheClasss() {
    assertThat(audit.toString()).isEqualTo("dev.tocsin.test.FailureMessagesTest");
  }
}

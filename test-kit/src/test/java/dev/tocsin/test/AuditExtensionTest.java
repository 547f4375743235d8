package dev.tocsin.test;

import static dev.tocsin.event.EventType.AUTH_FAILURE;
import static dev.tocsin.event.EventType.DATA_EXPORT;
import static dev.tocsin.test.AuditAssertions.assertThat;
import static dev.tocsin.test.ExpectedEvents.authFailure;
import static dev.tocsin.test.ExpectedEvents.authSuccess;
import static dev.tocsin.test.ExpectedEvents.dataAccess;
import static dev.tocsin.test.ExpectedEvents.dataExport;
import static dev.tocsin.test.ExpectedEvents.event;
import static dev.tocsin.test.ExpectedEvents.sessionCreated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

/** What a test's capture has, in an application without a Log4j configuration. */
@ExtendWith(AuditExtension.class)
class AuditExtensionTest {
  private static final SecurityLogger SECURITY = SecurityLogger.getLogger(AuditExtensionTest.class);
  private static final Logger LOGGER = LogManager.getLogger(AuditExtensionTest.class);

  private static AuditCapture ofClass;

  private final AuditCapture inConstructor;

  AuditExtensionTest(AuditCapture audit) {
    inConstructor = audit;
  }

  @BeforeAll
  static void logBeforeAll(AuditCapture audit) {
    ofClass = audit;
    SECURITY.event(AUTH_FAILURE).user("before all").log();
  }

  @BeforeEach
  void logBefore() {
    SECURITY.event(DATA_EXPORT).user("before each").log();
  }

  @Test
  void hasWhatTheTestLogsFromItsBeforeEachOnInOrder(AuditCapture audit) {
    SECURITY.authAttempt("bob", false);
    LOGGER.trace(Markers.AUTH_SUCCESS, "{} is in", "bob");
    LOGGER.error("no security event");
    assertThat(audit)
        .hasExactly(
            dataExport().user("before each"),
            authFailure().user("bob"),
            authSuccess().message("bob is in"));
    assertThat(audit.toString())
        .isEqualTo(
            "dev.tocsin.test.AuditExtensionTest#hasWhatTheTestLogsFromItsBeforeEachOnInOrder");
  }

  @Test
  void captureOfTheClassHasWhatItsBeforeAllLogged(AuditCapture audit) {
    assertThat(ofClass).hasExactly(authFailure().user("before all")).isSameAs(ofClass);
    assertThat(inConstructor).isSameAs(ofClass);
    assertThat(audit).hasNo(authFailure());
  }

  @Test
  void markersOfSlf4jCountToo(AuditCapture audit) {
    LoggerFactory.getLogger("slf4j")
        .debug(MarkerFactory.getMarker("AUTH_FAILURE"), "sign-in of {} failed", "eve");
    assertThat(audit).has(authFailure().message("sign-in of eve failed"));
  }

  @Test
  void eventsAreAsTheAuditFileHasThem(AuditCapture audit) {
    ThreadContext.put("client.address", "::ffff:203.0.113.7");
    try {
      LOGGER.warn(Markers.AUTH_FAILURE, "password=hunter22 for bob");
    } finally {
      ThreadContext.remove("client.address");
    }
    assertThat(audit).has(authFailure().fromAddress("203.0.113.7").failure());
    assertThat(audit).has(authFailure().fromAddress("::ffff:203.0.113.7"));
    SecurityEvent event = audit.events().get(1);
    assertThat(event.message()).doesNotContain("hunter22");
    assertThat(event.riskScore()).isEqualTo(1.5);
    assertThat(event.eventId()).isNotNull();
  }

  @Test
  void eventsOfOtherThreadsAreItsWhileNoOtherTestRuns(AuditCapture audit) throws Exception {
    var pool = Executors.newSingleThreadExecutor();
    try {
      pool.submit(() -> SECURITY.authAttempt("pooled", true)).get(10, TimeUnit.SECONDS);
    } finally {
      pool.shutdown();
    }
    Thread thread = new Thread(() -> LOGGER.info(Markers.DATA_ACCESS, "in a thread"));
    thread.start();
    thread.join();
    assertThat(audit).has(authSuccess().user("pooled"), dataAccess().message("in a thread"));
  }

  @Test
  void unregisteredMarkersKeepTheirNames(AuditCapture audit) {
    LOGGER.info(MarkerManager.getMarker("BADGE_LOST").setParents(Markers.SECURITY), "lost");
    assertThat(audit).has(event(EventTypes.unregistered("BADGE_LOST")));
  }

  @Test
  void anotherConfigurationOfLog4jIsCapturedAsWell(AuditCapture audit) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.reconfigure();
    SECURITY.authAttempt("after reload", true);
    context.setConfiguration(new DefaultConfiguration());
    LOGGER.debug(Markers.AUTH_FAILURE, "after another");
    Configurator.setRootLevel(Level.OFF);
    LOGGER.debug(Markers.AUTH_FAILURE, "when off");
    assertThat(audit)
        .hasExactly(
            dataExport(),
            authSuccess().user("after reload"),
            authFailure().message("after another"),
            authFailure().message("when off"));
    context.reconfigure();
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void testUnderATimeLimitHasItsEvents(AuditCapture audit) {
    SECURITY.authAttempt("bob", true);
    assertThat(audit).has(authSuccess().user("bob"));
  }

  @Test
  void clearForgets(AuditCapture audit) {
    SECURITY.authAttempt("bob", true);
    audit.clear();
    assertThat(audit).isEmpty();
    SECURITY.authAttempt("bob", false);
    assertThat(audit).hasSize(1);
  }

  @Test
  void captureIsFoundWithoutAParameter(AuditCapture audit) throws Exception {
    assertThat(AuditExtension.capture()).isSameAs(audit);
    Thread thread =
        new Thread(
            () ->
                assertThatThrownBy(AuditExtension::capture)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("no test with the AuditExtension runs on this thread"));
    thread.start();
    thread.join();
    audit.bindCall(() -> assertThat(AuditExtension.capture()).isSameAs(audit)).call();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void eachInvocationHasItsOwn(String user, AuditCapture audit) {
    SECURITY.authAttempt(user, true);
    assertThat(audit).hasExactly(dataExport(), authSuccess().user(user));
  }

  @RepeatedTest(2)
  void eachRepetitionHasItsOwn(AuditCapture audit) {
    SECURITY.authAttempt("u", true);
    assertThat(audit).hasTimes(1, authSuccess());
  }

  @TestFactory
  List<DynamicTest> dynamicTestsAddToTheirFactorys(AuditCapture audit) {
    return List.of(
        DynamicTest.dynamicTest("one", () -> SECURITY.authAttempt("one", true)),
        DynamicTest.dynamicTest(
            "two", () -> assertThat(audit).hasExactly(dataExport(), authSuccess().user("one"))));
  }

  @Nested
  class Inside {
    @BeforeEach
    void logInside() {
      SECURITY.event(dev.tocsin.event.EventType.SESSION_CREATED).log();
    }

    @Test
    void hasTheEventsOfBothBeforeEachMethods(AuditCapture audit) {
      assertThat(audit).hasExactly(dataExport(), sessionCreated());
      assertThat(audit.events().get(1).get(EventField.SEQ)).as("no file, no number").isNull();
    }
  }
}

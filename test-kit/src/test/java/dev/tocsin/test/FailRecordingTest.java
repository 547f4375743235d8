package dev.tocsin.test;

import static dev.tocsin.test.AuditAssertions.assertThat;
import static dev.tocsin.test.ExpectedEvents.anyEvent;
import static dev.tocsin.test.ExpectedEvents.authFailure;
import static dev.tocsin.test.ExpectedEvents.authSuccess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Audit files that fail while a test says so. */
class FailRecordingTest {
  private static final SecurityLogger SECURITY = SecurityLogger.getLogger(FailRecordingTest.class);
  private static final Logger LOGGER = LogManager.getLogger(FailRecordingTest.class);

  @ExtendWith(AuditExtension.class)
  static class FailOpen {
    @Test
    void callersGoOn(AuditCapture audit) {
      audit.failRecording();
      SECURITY.authAttempt("lost", true);
      LOGGER.warn(Markers.AUTH_FAILURE, "lost as well");
      assertThatThrownBy(() -> SECURITY.failClosed().authAttempt("asked for", true))
          .isInstanceOf(AuditNotRecordedException.class)
          .hasMessageEndingWith("can't be written (No space left on device)");
      assertThat(audit)
          .hasNo(anyEvent())
          .hasNotRecorded(authSuccess().user("lost"), authFailure().message("lost as well"));
      assertThat(audit.notRecorded()).hasSize(3);
      audit.restore();
      SECURITY.authAttempt("kept", true);
      assertThat(audit).hasExactly(authSuccess().user("kept"));
    }

    @Test
    void otherTestsAreNotAffected(AuditCapture audit) {
      SECURITY.authAttempt("u", true);
      assertThat(audit).hasSize(1);
    }

    @Test
    void missingEventIsToldToBeAmongThose(AuditCapture audit) {
      audit.failRecording();
      SECURITY.authAttempt("bob", true);
      assertThatThrownBy(() -> assertThat(audit).has(authSuccess().user("bob")))
          .hasMessage(
              """

              Expected an event:
                auth_success of user "bob"
              There is one that could not be recorded.
              No event was logged. Does the code under test run, and log by SecurityLogger or with a marker?
              Logged, and could not be recorded:
                1. auth_success success user_id="bob\"""");
      assertThatThrownBy(() -> assertThat(audit).hasNotRecorded(authFailure()))
          .hasMessageContaining(
              "Expected an event that could not be recorded:\n  auth_failure\nbut there is none.");
    }
  }

  /** The context gets its audit appender anew, by the parameters of the run. */
  private static void reconfigure() {
    ((LoggerContext) LogManager.getContext(false)).reconfigure();
  }

  @Test
  void underFailOpenOnlyWhoAsksHears() {
    Runs.Outcome outcome = Runs.run(Map.of(), FailOpen.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(3);
  }

  @ExtendWith(AuditExtension.class)
  static class FailClosed {
    @BeforeAll
    static void attachAnew() {
      reconfigure();
    }

    @Test
    void everyCallerHears(AuditCapture audit) {
      audit.failRecording("Input/output error");
      assertThatThrownBy(() -> SECURITY.authAttempt("u", true))
          .isInstanceOf(AuditNotRecordedException.class)
          .hasMessageMatching(
              "event [0-9a-f-]{36} \\(auth_success\\) was not recorded:"
                  + " .*tocsin-test.log: can't be written \\(Input/output error\\)");
      assertThatThrownBy(() -> LOGGER.warn(Markers.AUTH_FAILURE, "plain"))
          .isInstanceOf(AuditNotRecordedException.class);
      assertThat(audit.notRecorded()).hasSize(2);
    }

    @Test
    void callThatHangsGoesOnOnceRestored(AuditCapture audit) throws Exception {
      audit.hangRecording();
      FutureTask<String> call = new FutureTask<>(() -> SECURITY.authAttempt("patient", true));
      Thread caller = new Thread(audit.bind(call), "caller");
      caller.start();
      await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
      assertThat(call.isDone()).isFalse();
      assertThat(audit).isEmpty();
      audit.restore();
      call.get(10, TimeUnit.SECONDS);
      assertThat(audit).hasExactly(authSuccess().user("patient"));
    }

    @Test
    void callThatHangsFailsIfTheDiskDoes(AuditCapture audit) throws Exception {
      audit.hangRecording();
      FutureTask<String> call = new FutureTask<>(() -> SECURITY.authAttempt("patient", true));
      Thread caller = new Thread(audit.bind(call), "caller");
      caller.start();
      await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
      audit.failRecording();
      assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(AuditNotRecordedException.class);
    }
  }

  @Test
  void underFailClosedEveryCallerHears() {
    try {
      Runs.Outcome outcome =
          Runs.run(Map.of("tocsin.failurePolicy", "fail-closed"), FailClosed.class);
      assertThat(outcome.failed()).isEmpty();
      assertThat(outcome.passed()).hasSize(3);
    } finally {
      Runs.run(Map.of(), BackToFailOpen.class);
    }
  }

  @ExtendWith(AuditExtension.class)
  static class BackToFailOpen {
    @Test
    void attachAnew() {
      reconfigure();
    }
  }

  @Test
  void wrongParametersFailTheTestsInOneLine() {
    Runs.Outcome outcome =
        Runs.run(Map.of("tocsin.failurePolicy", "open", "tocsin.journal", "ram"), FailOpen.class);
    assertThat(outcome.failed())
        .containsExactly(
            "FailRecordingTest$FailOpen: tocsin.journal \"ram\": use memory or file;"
                + " tocsin.failurePolicy \"open\": use fail-closed or fail-open");
  }
}

package dev.tocsin.test;

import static dev.tocsin.test.AuditAssertions.assertThat;
import static dev.tocsin.test.ExpectedEvents.anyEvent;
import static dev.tocsin.test.ExpectedEvents.authFailure;
import static dev.tocsin.test.ExpectedEvents.authSuccess;
import static dev.tocsin.test.ExpectedEvents.dataAccess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that run at once, in one JVM: each has its events and nobody else's. */
class ParallelTest {
  private static final SecurityLogger SECURITY = SecurityLogger.getLogger(ParallelTest.class);
  private static final Logger LOGGER = LogManager.getLogger(ParallelTest.class);

  private static void meet(Phaser phaser) throws Exception {
    phaser.awaitAdvanceInterruptibly(phaser.arrive(), 30, TimeUnit.SECONDS);
  }

  @ExtendWith(AuditExtension.class)
  static class FourAtOnce {
    static final Phaser ALL = new Phaser(4);

    @RepeatedTest(4)
    void each(RepetitionInfo info, AuditCapture audit) throws Exception {
      String user = "u" + info.getCurrentRepetition();
      meet(ALL);
      for (int i = 0; i < 250; i++) {
        SECURITY.authAttempt(user, false);
        LOGGER.info(Markers.DATA_ACCESS, user);
      }
      meet(ALL);
      assertThat(audit)
          .hasSize(500)
          .hasTimes(250, authFailure().user(user))
          .hasTimes(250, dataAccess().message(user));
      meet(ALL);
    }
  }

  @Test
  void eachOfFourTestsHasExactlyItsOwnEvents() {
    Runs.Outcome outcome = Runs.run(Runs.PARALLEL, FourAtOnce.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(4);
  }

  /** A pool as an application has it: of threads that nobody's test began. */
  private static final ExecutorService POOL = Executors.newSingleThreadExecutor();

  @AfterAll
  static void closePool() {
    POOL.shutdown();
  }

  private static void logInPool(String user) throws Exception {
    POOL.submit(() -> SECURITY.authAttempt(user, true)).get(10, TimeUnit.SECONDS);
  }

  @ExtendWith(AuditExtension.class)
  static class TwoThatUseAPool {
    static final Phaser BOTH = new Phaser(2);

    @Test
    void unbound(AuditCapture audit) throws Exception {
      meet(BOTH);
      logInPool("unbound");
      meet(BOTH);
      assertThat(audit).hasNo(authFailure());
      assertThat(audit.unclaimed()).hasSize(1);
      assertThatThrownBy(() -> assertThat(audit).isEmpty())
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              """

              Expected no events.
              That can't be told: 1 event may be of this test or of another one that ran beside it.
              No event was logged. Does the code under test run, and log by SecurityLogger or with a marker?
              Logged on threads of no test while several tests ran, so nobody knows whose they are (use AuditCapture.bind, or let this test run alone):
                1. auth_success success user_id="unbound\"""");
      assertThatThrownBy(() -> assertThat(audit).hasNo(authSuccess()))
          .hasMessageContaining("That can't be told: 1 event may be");
      assertThatThrownBy(() -> assertThat(audit).has(authSuccess().user("unbound")))
          .as("a maybe is no yes")
          .hasMessageContaining("There is one of which nobody knows whose it is.");
    }

    @Test
    void bound(AuditCapture audit) throws Exception {
      meet(BOTH);
      CountDownLatch done = new CountDownLatch(1);
      audit
          .bind(POOL)
          .execute(
              () -> {
                SECURITY.authAttempt("bound", false);
                done.countDown();
              });
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      meet(BOTH);
      assertThat(audit).has(authFailure().user("bound"));
      assertThat(audit.events()).hasSize(1);
      assertThat(audit.unclaimed()).as("of the other test's task").hasSize(1);
    }
  }

  @Test
  void eventOfAnUnknownThreadIsNobodysUnlessItsTaskWasBound() {
    Runs.Outcome outcome = Runs.run(Runs.PARALLEL, TwoThatUseAPool.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(2);
  }

  static final Phaser CAPTURING_AND_NOT = new Phaser(2);

  @ExtendWith(AuditExtension.class)
  static class Capturing {
    @Test
    void doesNotGetTheOthers(AuditCapture audit) throws Exception {
      SECURITY.authAttempt("mine", true);
      meet(CAPTURING_AND_NOT);
      logInPool("whose?");
      meet(CAPTURING_AND_NOT);
      assertThat(audit.events()).hasSize(1);
      assertThat(audit.unclaimed()).hasSize(1);
    }
  }

  static class NotCapturing {
    @Test
    void logs() throws Exception {
      meet(CAPTURING_AND_NOT);
      SECURITY.event(EventType.DATA_DELETION).log();
      meet(CAPTURING_AND_NOT);
    }
  }

  @Test
  void testWithoutTheExtensionKeepsItsEventsToItself() {
    Runs.Outcome outcome = Runs.run(Runs.PARALLEL, Capturing.class, NotCapturing.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(2);
  }

  @ExtendWith(AuditExtension.class)
  static class AfterALeftover {
    static final CountDownLatch GO = new CountDownLatch(1);
    static final CountDownLatch LOGGED = new CountDownLatch(1);

    @Test
    void first(AuditCapture audit) {
      Runnable task =
          audit.bind(
              () -> {
                try {
                  assertThat(GO.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                SECURITY.authAttempt("leftover", true);
                LOGGED.countDown();
              });
      new Thread(task, "leftover").start();
    }
  }

  @ExtendWith(AuditExtension.class)
  static class NextOne {
    @Test
    void second(AuditCapture audit) throws Exception {
      AfterALeftover.GO.countDown();
      assertThat(AfterALeftover.LOGGED.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(audit).hasNo(anyEvent()).isEmpty();
    }
  }

  @Test
  void boundTaskOfATestThatIsOverIsNotTheNextOnes() {
    Runs.Outcome outcome = Runs.run(Map.of(), AfterALeftover.class, NextOne.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(2);
  }
}

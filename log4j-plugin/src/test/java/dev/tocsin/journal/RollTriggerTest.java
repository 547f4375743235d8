package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triggers and namings are other people's code: the journal goes on whatever they do. */
class RollTriggerTest {
  @TempDir Path folder;
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  @Test
  void triggerThatThrowsIsToldOnceAndCostsNoEvent() throws IOException {
    try (Journal journal =
        place.open(
            config ->
                config.trigger(
                    (size, origin) -> {
                      throw new IllegalStateException("no calendar");
                    }))) {
      new Caller(journal, "a").log(500);
      await().until(() -> !place.heard.all().isEmpty());
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.countOf("a")).isEqualTo(500);
    assertThat(place.heard.all())
        .containsExactly(
            "failed "
                + place.file
                + ": the roll trigger failed (java.lang.IllegalStateException: no calendar); it"
                + " goes on growing");
  }

  /** A class that is missing on the class path is the usual way for this to happen. */
  @Test
  void triggerThatThrowsAnErrorCostsNoEvent() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    List<Caller> callers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try (Journal journal =
        place.open(
            config ->
                config.trigger(
                    (size, origin) -> {
                      if (asked.incrementAndGet() % 3 == 0) {
                        throw new NoClassDefFoundError("org/example/Calendar");
                      }
                      return false;
                    }))) {
      for (int i = 0; i < 4; i++) {
        Caller caller = new Caller(journal, "t" + i);
        callers.add(caller);
        Thread thread =
            new Thread(
                () -> {
                  try {
                    caller.log(500);
                  } catch (JournalException e) {
                    throw new AssertionError(e);
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    JournalCheck check = place.check().isRight();
    for (int i = 0; i < 4; i++) {
      assertThat(callers.get(i).made()).isEqualTo(500);
      assertThat(check.countOf("t" + i)).isEqualTo(500);
    }
  }

  @Test
  void triggerThatFailsOnceAWhileDoesNotStopTheClockwork() throws IOException {
    AtomicBoolean broken = new AtomicBoolean(true);
    AtomicInteger askedIdle = new AtomicInteger();
    try (Journal journal =
        place.open(
            config ->
                config.trigger(
                    (size, origin) -> {
                      if (origin == null) {
                        askedIdle.incrementAndGet();
                        if (broken.get()) {
                          throw new NoClassDefFoundError("org/example/Calendar");
                        }
                      }
                      return false;
                    }))) {
      await().until(() -> askedIdle.get() >= 2);
      broken.set(false);
      place.clock.advance(Duration.ofMinutes(1));
      await().until(() -> place.check().records("checkpoint").size() == 1);
      assertThat(journal.lastSeq()).isZero();
    }
    place.check().isRight();
  }

  @Test
  void triggerThatLogsToItsOwnJournalIsRefused() throws IOException {
    AtomicReference<@Nullable Caller> inside = new AtomicReference<>();
    AtomicReference<@Nullable String> refusal = new AtomicReference<>();
    try (Journal journal =
        place.open(
            config ->
                config.trigger(
                    (size, origin) -> {
                      Caller caller = inside.getAndSet(null);
                      if (caller != null) {
                        try {
                          caller.log();
                        } catch (JournalException e) {
                          refusal.set(e.getMessage());
                        }
                      }
                      return false;
                    }))) {
      inside.set(new Caller(journal, "inside"));
      new Caller(journal, "a").log(2);
    }
    assertThat(refusal.get())
        .isEqualTo(place.file + ": a roll trigger can't log to the journal that it decides for");
    assertThat(place.check().isRight().ids()).containsExactly("a-1", "a-2");
  }

  @Test
  void rollThatCannotBeDoneIsToldOnceAndTheOldSegmentGoesOn() throws IOException {
    SegmentNaming nowhere = new Naming("no-such-folder/");
    try (Journal journal =
        place.open(config -> config.naming(nowhere).trigger(RollTrigger.atSize(500)))) {
      Caller caller = new Caller(journal, "a").log(200);
      await().until(() -> !place.heard.all().isEmpty());
      assertThatThrownBy(() -> journal.roll("a test"))
          .isInstanceOf(JournalException.class)
          .hasMessageStartingWith(place.file + ": can't be rolled for a test (");
      place.check().isRight();
      journal.reconfigure(place.config().trigger(RollTrigger.atSize(500)).build());
      await().until(() -> place.check().files().size() > 1);
      caller.log(10);
    }
    assertThat(place.check().isRight().countOf("a")).isEqualTo(210);
    assertThat(place.filesThat(".next")).isEmpty();
    assertThat(place.heard.all())
        .containsExactly(
            "failed "
                + place.file
                + ": can't be rolled (no such file or folder); it goes on growing");
  }

  @Test
  void namingThatThrowsCostsNoEventAndDoesNotStopTheClockwork() throws IOException {
    SegmentNaming broken = new Naming(null);
    AtomicBoolean due = new AtomicBoolean();
    try (Journal journal =
        place.open(
            config ->
                config.naming(broken).trigger((size, origin) -> origin == null && due.get()))) {
      Caller caller = new Caller(journal, "a");
      caller.logFor("an event");
      due.set(true);
      await().until(() -> !place.heard.all().isEmpty());
      due.set(false);
      place.clock.advance(Duration.ofMinutes(1));
      await().until(() -> place.check().records("checkpoint").size() == 1);
      caller.logFor("an event");
    }
    assertThat(place.check().isRight().countOf("a")).isEqualTo(2);
  }

  /** Names segments with a prefix; without one it fails. */
  private record Naming(@Nullable String prefix) implements SegmentNaming {
    @Override
    public String name(Instant began, int index) {
      if (prefix == null) {
        throw new IllegalStateException("no name");
      }
      return prefix + index + ".log";
    }

    @Override
    public boolean owns(String fileName) {
      return false;
    }

    @Override
    public boolean compress() {
      return false;
    }
  }
}

package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads on one journal, through rolls and compression. */
class ContentionTest {
  @TempDir Path folder;
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  @ParameterizedTest
  @EnumSource
  void sixteenThreadsLoseDoubleAndTearNothing(Durability durability) throws Exception {
    int each = durability == Durability.ALWAYS ? 150 : 3_000;
    logAll(Executors.newFixedThreadPool(16), durability, 16, each, 64 * 1024);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with Java 21")
  void thousandVirtualThreadsLoseDoubleAndTearNothing() throws Exception {
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    logAll(virtual, Durability.EVERYSEC, 1_000, 40, 64 * 1024);
  }

  private void logAll(
      ExecutorService threads, Durability durability, int callers, int each, long segmentBytes)
      throws Exception {
    List<Future<Long>> counts = new ArrayList<>();
    AtomicLong highest = new AtomicLong();
    try (Journal journal =
        place.open(
            config ->
                config
                    .durability(durability)
                    .naming(place.compressed())
                    .trigger(RollTrigger.atSize(segmentBytes)))) {
      for (int i = 0; i < callers; i++) {
        Caller caller = new Caller(journal, "t" + i);
        counts.add(
            threads.submit(
                () -> {
                  long before = 0;
                  for (int n = 0; n < each; n++) {
                    long seq = caller.log();
                    assertThat(seq).isGreaterThan(before);
                    before = seq;
                  }
                  return highest.accumulateAndGet(before, Math::max);
                }));
      }
      for (Future<Long> count : counts) {
        assertThat(count.get()).isPositive();
      }
      assertThat(journal.lastSeq()).isEqualTo((long) callers * each).isEqualTo(highest.get());
    } finally {
      threads.shutdownNow();
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.events()).hasSize(callers * each);
    for (int i = 0; i < callers; i++) {
      assertThat(check.countOf("t" + i)).isEqualTo(each);
    }
    assertThat(place.heard.all()).isEmpty();
    System.out.printf(
        "%d threads, %s: %d events in %d segments, nothing lost, doubled or torn%n",
        callers, durability.text(), check.events().size(), check.files().size());
  }

  /** Interrupts are what applications use to end their own work; the audit file is not theirs. */
  @ParameterizedTest
  @EnumSource(names = {"ALWAYS", "EVERYSEC"})
  void interruptedThreadsLoseNothingAndStayInterrupted(Durability durability) throws Exception {
    int callers = 8;
    int each = durability == Durability.ALWAYS ? 200 : 4_000;
    List<Thread> threads = new ArrayList<>();
    AtomicLong kept = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    try (Journal journal =
        place.open(
            config ->
                config
                    .durability(durability)
                    .naming(place.compressed())
                    .trigger(RollTrigger.atSize(64 * 1024)))) {
      for (int i = 0; i < callers; i++) {
        Caller caller = new Caller(journal, "t" + i);
        Thread thread =
            new Thread(
                () -> {
                  for (int n = 0; n < each; n++) {
                    Thread.currentThread().interrupt();
                    try {
                      caller.log();
                    } catch (IOException e) {
                      failed.incrementAndGet();
                    }
                    if (Thread.interrupted()) {
                      kept.incrementAndGet();
                    }
                  }
                },
                "t" + i);
        threads.add(thread);
        thread.start();
      }
      // Beside those that come before a call, interrupts strike in the middle of calls too: one for
      // each call that ends.
      long seen = -1;
      while (threads.stream().anyMatch(Thread::isAlive)) {
        if (kept.get() != seen) {
          seen = kept.get();
          threads.forEach(Thread::interrupt);
        }
        Thread.onSpinWait();
      }
    }
    JournalCheck check = place.check().isRight();
    assertThat(failed).hasValue(0);
    assertThat(kept).hasValue((long) callers * each);
    for (int i = 0; i < callers; i++) {
      assertThat(check.countOf("t" + i)).isEqualTo(each);
    }
    assertThat(place.heard.all()).isEmpty();
  }

  @Test
  void journalOpensAndClosesOnAnInterruptedThread() throws IOException {
    place.roll("a", 1, 3);
    Thread.currentThread().interrupt();
    try {
      place.log("b", 3);
      place.roll("c", 2, 3);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.events()).hasSize(12);
    assertThat(check.records("recovery")).isEmpty();
  }

  @Test
  void callThatReturnedBeforeTheCloseIsInTheFileAndEveryOtherOneThrew() throws Exception {
    List<Caller> callers = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      Journal journal = place.open(config -> config.trigger(RollTrigger.atSize(32 * 1024)));
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Caller caller = new Caller(journal, "r" + round + "t" + i);
        callers.add(caller);
        threads.add(new Thread(() -> logUntilRefused(caller)));
      }
      long before = journal.lastSeq();
      threads.forEach(Thread::start);
      while (journal.lastSeq() < before + 200) {
        Thread.onSpinWait();
      }
      journal.close();
      for (Thread thread : threads) {
        thread.join();
      }
      String last = Files.readAllLines(place.file).stream().reduce("", (older, line) -> line);
      assertThat(last).startsWith("{\"record\":\"checkpoint\"");
    }
    JournalCheck check = place.check().isRight();
    for (int i = 0; i < callers.size(); i++) {
      long returned = callers.get(i).made() - 1;
      assertThat(check.countOf("r" + i / 8 + "t" + i % 8)).isEqualTo(returned);
    }
    System.out.printf(
        "close against 8 threads: %d calls returned and are in the journal, %d were refused%n",
        check.events().size(), callers.size());
  }

  private static void logUntilRefused(Caller caller) {
    boolean open = true;
    while (open) {
      try {
        caller.log();
      } catch (JournalException e) {
        assertThat(e).hasMessageEndingWith("can't be written (the journal is closed)");
        open = false;
      }
    }
  }
}

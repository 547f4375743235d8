package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.Verifier;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that returned in a process of their own, counted, against the events in its journal: while
 * Log4j is reconfigured, and while the process ends with shutdown hooks that log.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
class CountingTest {
  @TempDir private Path folder;
  private Path logs;
  private Path counted;

  @BeforeEach
  void setUp() {
    logs = folder.resolve("logs");
    counted = folder.resolve("counts");
  }

  /** What of one kind of call came back, and what of it the journal has. */
  private record Sum(long returned, long missing, long doubled) {
    @Override
    public String toString() {
      return returned + " returned, " + missing + " missing, " + doubled + " doubled";
    }
  }

  private Sum[] run(String route, String ending) throws Exception {
    LongBuffer counts = CountedCalls.counts(counted);
    try (ChildJvm child =
        ChildJvm.start(
            CountedCalls.class, List.of(), route, ending, logs.toString(), counted.toString())) {
      if (ending.equals("sigterm")) {
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> counts.get(0) >= 200 || !child.isAlive());
        child.terminate();
      }
      assertThat(child.outcome()).isEmpty();
    }
    Map<String, long[]> found = found();
    Sum[] sums = {sum(counts, found, false), sum(counts, found, true)};
    System.out.println(
        route + ", " + ending + ": SecurityLogger: " + sums[0] + "; marked calls: " + sums[1]);
    assertThat(new Verifier().verify(logs).findings()).isEmpty();
    assertThat(logs.resolve("security_audit.log.fallback")).doesNotExist();
    return sums;
  }

  /** How often each number of each thread stands in the journal. */
  private Map<String, long[]> found() {
    Map<String, Map<Long, Long>> times = new HashMap<>();
    for (SecurityEvent event : LogSetup.events(logs)) {
      String text = event.message();
      if (text != null) {
        int dash = text.indexOf('-');
        count(times, text.substring(0, dash), Long.parseLong(text.substring(dash + 1)));
      } else {
        count(
            times,
            String.valueOf(event.userId()),
            Long.parseLong(String.valueOf(event.details().get("n"))));
      }
    }
    Map<String, long[]> found = new HashMap<>();
    times.forEach(
        (thread, numbers) ->
            found.put(
                thread,
                new long[] {
                  numbers.size(), numbers.values().stream().mapToLong(n -> n - 1).sum()
                }));
    return found;
  }

  private static void count(Map<String, Map<Long, Long>> times, String thread, long number) {
    times.computeIfAbsent(thread, name -> new HashMap<>()).merge(number, 1L, Long::sum);
  }

  private static Sum sum(LongBuffer counts, Map<String, long[]> found, boolean isPlain) {
    long returned = 0;
    long missing = 0;
    long doubled = 0;
    for (int thread = 0; thread < CountedCalls.THREADS; thread++) {
      int slot = CountedCalls.slot(thread, isPlain);
      long calls = counts.get(slot);
      long[] events = found.getOrDefault("" + slot, new long[2]);
      returned += calls;
      // The last call may be in the journal and not have returned yet.
      missing += Math.max(0, calls - events[0]);
      doubled += events[1];
    }
    return new Sum(returned, missing, doubled);
  }

  @ParameterizedTest
  @CsvSource({
    "sync, sigterm",
    "sync, exit",
    "sync, reconfigure",
    "async-appender, sigterm",
    "async-appender, reconfigure",
  })
  void everyCallThatReturnedIsInTheJournalOnce(String route, String ending) throws Exception {
    Sum[] sums = run(route, ending);
    assertThat(sums).allSatisfy(sum -> assertThat(sum.returned()).isPositive());
    assertThat(sums)
        .allSatisfy(
            sum -> {
              assertThat(sum.missing()).isZero();
              assertThat(sum.doubled()).isZero();
            });
  }

  /** Log4j stops the queue of an AsyncLogger before it knows that nobody will fill it any more. */
  @ParameterizedTest
  @ValueSource(strings = {"sigterm", "reconfigure"})
  void behindAnAsynchronousLoggerOnlySecurityLoggerIsSure(String ending) throws Exception {
    Sum[] sums = run("async-logger", ending);
    assertThat(sums[0]).isEqualTo(new Sum(sums[0].returned(), 0, 0));
    assertThat(sums[1].doubled()).isZero();
    assertThat(sums[1].missing()).as("what was under way").isLessThan(sums[1].returned() / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sigterm", "exit"})
  void whereAllLoggersAreAsynchronousMarkedCallsAfterTheStopAreTheRemainder(String ending)
      throws Exception {
    Sum[] sums = run("async-context", ending);
    assertThat(sums[0]).isEqualTo(new Sum(sums[0].returned(), 0, 0));
    assertThat(sums[1].doubled()).isZero();
    assertThat(sums[1].missing()).as("docs/not-protected.md says so").isPositive();
  }
}

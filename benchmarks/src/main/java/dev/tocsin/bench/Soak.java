package dev.tocsin.bench;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.journal.Verification;
import dev.tocsin.journal.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything at once and as fast as it goes, for a while: audit calls of four threads with files
 * that roll, are compressed and deleted, the shipped rules and a bridge. Does anything grow? What
 * the slowest part takes is the speed: the callers pause while the bridge is too far behind.
 */
final class Soak {
  private static final int THREADS = 4;
  private static final long MOST_BEHIND = 50_000;

  /** How often a garbage collection is made, in looks, as it takes time from the callers. */
  private static final int COLLECT_EVERY = 5;

  private static final int PRINT_EVERY = 10;
  private static final Duration LAST_EVENTS = Duration.ofMinutes(1);
  private static final long LOOK_NANOS = 10_000_000;

  /** Where the machine gives this process nothing for seconds, no event is to be given up. */
  private static final String PATIENT = "writeTimeoutMillis=\"60000\"";

  private static final String ELEMENTS =
      """
      <SizeBasedTriggeringPolicy size="10 MB"/>
      <Retention totalSize="50 MB" minAgeDays="0"/>
      """;

  private final Duration time;
  private final Duration every;
  private final Runnable beside;

  /**
   * A run.
   *
   * @param every from one look to the next
   * @param beside what else happens at each look; nothing, but where something is to leak
   */
  Soak(Duration time, Duration every, Runnable beside) {
    this.time = time;
    this.every = every;
    this.beside = beside;
  }

  /** The one of {@code benchmarks/run soak}. */
  static List<Figure> run(boolean quick) throws IOException {
    Duration time = quick ? Duration.ofSeconds(30) : Duration.ofMinutes(2);
    return new Soak(time, Duration.ofSeconds(1), () -> {}).run();
  }

  /** What is looked at, and by how much it may grow in the second half. */
  private enum Vital {
    HEAP("heap after a collection", "MB", 24, 0),
    RESIDENT("resident memory", "MB", 60, 0),
    DIRECT("direct memory", "MB", 8, 0),
    FILES("open files", "", 12, 0),
    THREADS("threads", "", 8, 0),
    UNSENT("events not sent yet", "", 50_000, 0),
    DISK("journal on the disk", "MB", 100, 0),
    /** Also what neighbours on the machine do to it, so only so much more means anything. */
    SLOWNESS("time for a million events", "s", 0, 1);

    private final String title;
    private final String unit;
    private final double bound;
    private final double share;

    /**
     * One of them.
     *
     * @param bound what it may grow by in any case
     * @param share what it may grow by of its median beside that
     */
    Vital(String title, String unit, double bound, double share) {
      this.title = title;
      this.unit = unit;
      this.bound = bound;
      this.share = share;
    }

    /** How it was, and whether it grew. */
    List<Figure> figures(Series series) {
      double median = series.median();
      return List.of(
          Figure.of(title, median, unit),
          Figure.atMost(bound + share * median, title + ", growth", series.growth(), unit));
    }
  }

  /** Runs to its end. Whether all is well, the figures tell. */
  List<Figure> run() throws IOException {
    Folder folder = new Folder();
    try (NullReceiver receiver = new NullReceiver()) {
      Path logs = folder.make();
      List<Figure> figures = new ArrayList<>();
      long calls;
      try (AuditLog log = AuditLog.open(logs, PATIENT, ELEMENTS + receiver.element())) {
        AuditHealth health = log.health();
        FullSpeed load =
            new FullSpeed(
                THREADS,
                number -> new Traffic(log.logger(), number)::call,
                () -> behind(health) > MOST_BEHIND);
        try {
          look(load, health).forEach((vital, series) -> figures.addAll(vital.figures(series)));
        } finally {
          load.end();
        }
        calls = load.calls();
        figures.add(Figure.of("events", calls / 1e6, "million"));
        figures.add(Figure.none("events not recorded", health.getNotRecorded()));
        figures.add(Figure.none("events not sent in the end", unsent(health)));
        figures.add(Figure.none("events lost on the way", health.getUndeliveredEvents()));
      }
      figures.addAll(verified(logs, calls));
      figures.forEach(each -> System.out.println(each.text()));
      return figures;
    } finally {
      folder.delete();
    }
  }

  private Map<Vital, Series> look(FullSpeed load, AuditHealth health) throws IOException {
    Map<Vital, Series> seen = new EnumMap<>(Vital.class);
    long begun = System.nanoTime();
    long callsBefore = 0;
    double before = 0;
    // A look that comes late is not made up for: two at once say nothing.
    for (int number = 1; before < time.toNanos() / 1e9; number++) {
      long due = System.nanoTime() + every.toNanos();
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(this, early);
      }
      beside.run();
      Map<Vital, Double> now = new EnumMap<>(Vital.class);
      double at = (System.nanoTime() - begun) / 1e9;
      long calls = load.calls();
      if (number % COLLECT_EVERY == 0) {
        now.put(Vital.HEAP, Vitals.heapAfterCollection() / 1e6);
      }
      now.put(Vital.RESIDENT, Vitals.resident() / 1e6);
      now.put(Vital.DIRECT, Vitals.direct() / 1e6);
      now.put(Vital.FILES, (double) Vitals.openFiles());
      now.put(Vital.THREADS, (double) Vitals.threads());
      now.put(Vital.UNSENT, (double) health.getUnsentEvents());
      now.put(Vital.DISK, health.getBytes() / 1e6);
      now.put(Vital.SLOWNESS, 1e6 * (at - before) / Math.max(1, calls - callsBefore));
      now.forEach(
          (vital, value) -> seen.computeIfAbsent(vital, any -> new Series()).add(at, value));
      if (number % PRINT_EVERY == 0) {
        print(at, (calls - callsBefore) / (at - before), now, health);
      }
      callsBefore = calls;
      before = at;
    }
    return seen;
  }

  private static void print(double at, double rate, Map<Vital, Double> now, AuditHealth health) {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "%6.0f s, %,8.0f events/s", at, rate));
    now.forEach(
        (vital, value) ->
            line.append(
                String.format(Locale.ROOT, ", %s %,.0f %s", vital.title, value, vital.unit)
                    .stripTrailing()));
    System.out.println(line.append(", lost ").append(health.getNotRecorded()));
  }

  /** Events that the receiver has not confirmed, those included that are not yet on the disk. */
  private static long behind(AuditHealth health) {
    long confirmed = health.getDurableSeq() - health.getUnsentEvents();
    return health.getRecorded() - confirmed;
  }

  private static long unsent(AuditHealth health) {
    long end = System.nanoTime() + LAST_EVENTS.toNanos();
    while (health.getUnsentEvents() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return health.getUnsentEvents();
  }

  private static List<Figure> verified(Path logs, long calls) throws IOException {
    Verification found = new Verifier().verify(logs);
    found.findings().forEach(each -> System.out.println(each));
    long last =
        found.journals().stream().mapToLong(Verification.JournalSummary::lastSeq).max().orElse(0);
    return List.of(
        Figure.none("findings of the verifier", found.findings().size()),
        // The product's own events come on top.
        Figure.none("events that the journal lacks", Math.max(0, calls - last)));
  }
}

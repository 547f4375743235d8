package dev.tocsin.bench;

import dev.tocsin.audit.AuditHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Measures one {@link LatencyForm}: {@code FORM THREADS SECONDS}; prints figures as lines. */
final class LatencyChild {
  /** What a call may wait for rolling, compression and retention, in milliseconds. */
  private static final double BOUND_MILLIS = 10;

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

  private static final String EVERYTHING =
      """
      <SizeBasedTriggeringPolicy size="1 MB"/>
      <Retention maxEvents="200000" minAgeDays="0"/>
      """;

  private LatencyChild() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    LatencyForm form = LatencyForm.valueOf(args[0]);
    int threads = Integer.parseInt(args[1]);
    Duration time = Duration.ofSeconds(Long.parseLong(args[2]));
    Folder folder = new Folder();
    try {
      Path logs = folder.make();
      List<Figure> figures =
          form == LatencyForm.PLAIN_FILE
              ? ofPlainFile(form, logs, threads, time)
              : ofAuditLog(form, logs, threads, time);
      figures.forEach(each -> System.out.println(each.line()));
    } finally {
      folder.delete();
    }
  }

  private static List<Figure> ofPlainFile(LatencyForm form, Path logs, int threads, Duration time)
      throws IOException, InterruptedException {
    try (FlushedFile file = new FlushedFile(logs)) {
      return measure(
          form, threads, time, new SteadyLoad(threads, form.rate(), number -> file.writer()));
    }
  }

  private static List<Figure> ofAuditLog(LatencyForm form, Path logs, int threads, Duration time)
      throws IOException, InterruptedException {
    try (NullReceiver receiver = new NullReceiver()) {
      String elements =
          form.hasEverything() ? EVERYTHING + receiver.element() : "<Rules enabled=\"false\"/>";
      try (AuditLog log = AuditLog.open(logs, form.attributes(), elements);
          BusyDisk disk = form.hasBusyDisk() ? new BusyDisk(logs) : null) {
        List<Figure> figures =
            measure(
                form,
                threads,
                time,
                new SteadyLoad(
                    threads, form.rate(), number -> new Traffic(log.logger(), number)::call));
        if (disk != null) {
          disk.requireBusy();
        }
        AuditHealth health = log.health();
        String name = form.title(threads);
        figures.add(Figure.count(name + ", files", health.getSegments()));
        figures.add(Figure.none(name + ", events lost", health.getNotRecorded()));
        return figures;
      }
    }
  }

  private static List<Figure> measure(LatencyForm form, int threads, Duration time, SteadyLoad load)
      throws InterruptedException {
    load.run(WARM_UP);
    Histogram calls;
    Histogram hiccups;
    try (Hiccups control = new Hiccups()) {
      calls = load.run(time);
      hiccups = control.end();
    }
    String name = form.title(threads);
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of(name + ", calls", calls.getTotalCount() / (time.toNanos() / 1e9), "calls/s"));
    figures.addAll(percentiles(name, calls, form == LatencyForm.ROLLING));
    figures.addAll(percentiles(name + ", hiccups", hiccups, false));
    return figures;
  }

  private static List<Figure> percentiles(String name, Histogram nanos, boolean bound) {
    List<Figure> figures = new ArrayList<>();
    for (double percentile : PERCENTILES) {
      String what = name + ", p" + Double.toString(percentile).replaceAll("\\.0$", "");
      double millis = nanos.getValueAtPercentile(percentile) / 1e6;
      figures.add(
          bound && percentile == 99.99
              ? Figure.atMost(BOUND_MILLIS, what, millis, "ms")
              : Figure.of(what, millis, "ms"));
    }
    figures.add(Figure.of(name + ", most", nanos.getMaxValue() / 1e6, "ms"));
    return figures;
  }
}

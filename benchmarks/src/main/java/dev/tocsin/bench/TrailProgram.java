package dev.tocsin.bench;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.Verifier;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.EventQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes to find something in a journal and to verify it, with a million events in
 * compressed files and with a tenth of them: inside of a program that runs already, and as the
 * command, whose start is then a part of it.
 */
final class TrailProgram {
  private static final int EVENTS = 1_000_000;
  private static final int FEW = EVENTS / 10;

  /** One in ten thousand events is this user's. */
  private static final String USER = "user-4711";

  /** One in some four hundred events is from here. */
  private static final AddressRange RANGE = AddressRange.parse("10.1.103.0/24");

  /** As the script {@code tocsin} starts it. */
  private static final List<String> COMMAND_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m", "-Dlog4j2.isWebapp=false");

  private static final double QUERY_SECONDS = 1;
  private static final double VERIFY_SECONDS = 3;

  private final Path logs;
  private final int runs;

  private TrailProgram(Path logs, int runs) {
    this.logs = logs;
    this.runs = runs;
  }

  /** What is timed. */
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** Finding the events of one user. */
  static List<Figure> query(boolean quick) throws IOException, InterruptedException {
    return measure(
        quick,
        "query",
        QUERY_SECONDS,
        on -> on.find(EventQuery.builder().user(USER).build()),
        TrailProgram::findByCommand,
        List.of(
            new Form(
                "query by text in any case",
                on -> on.find(EventQuery.builder().text(USER.toUpperCase(Locale.ROOT)).build())),
            new Form(
                "query by range of addresses",
                on -> on.find(EventQuery.builder().addresses(RANGE).build()))));
  }

  /** Verifying all of it. */
  static List<Figure> verify(boolean quick) throws IOException, InterruptedException {
    return measure(
        quick,
        "verify",
        VERIFY_SECONDS,
        TrailProgram::check,
        TrailProgram::checkByCommand,
        List.of());
  }

  /** One way of doing it, with a journal. */
  private interface Way {
    void run(TrailProgram on) throws IOException, InterruptedException;
  }

  /** Another form of it, measured with all events and inside of a program only. */
  private record Form(String name, Way way) {}

  private static List<Figure> measure(
      boolean quick, String what, double bound, Way inside, Way command, List<Form> others)
      throws IOException, InterruptedException {
    Folder folder = new Folder();
    try {
      int runs = quick ? 3 : 9;
      TrailProgram few = new TrailProgram(StoredJournal.write(folder, FEW), runs);
      TrailProgram many = new TrailProgram(StoredJournal.write(folder, EVENTS), runs);
      double fewSeconds = few.median(() -> inside.run(few));
      double manySeconds = many.median(() -> inside.run(many));
      List<Figure> figures = new ArrayList<>();
      figures.add(Figure.of(what + ", 100,000 events", fewSeconds, "s"));
      figures.add(Figure.atMost(bound, what + ", 1,000,000 events", manySeconds, "s"));
      figures.add(
          Figure.of(what + ", growth of an event's share", manySeconds / fewSeconds / 10, "times"));
      for (Form other : others) {
        double seconds = many.median(() -> other.way().run(many));
        figures.add(Figure.atMost(bound, other.name() + ", 1,000,000 events", seconds, "s"));
      }
      figures.add(
          Figure.of(what + ", 100,000 events, command", few.median(() -> command.run(few)), "s"));
      figures.add(
          Figure.atMost(
              bound,
              what + ", 1,000,000 events, command",
              many.median(() -> command.run(many)),
              "s"));
      figures.forEach(each -> System.out.println(each.text()));
      return figures;
    } finally {
      folder.delete();
    }
  }

  /** Seconds; a first run is not counted. */
  private double median(Work work) throws IOException, InterruptedException {
    double[] seconds = new double[runs];
    for (int run = -1; run < runs; run++) {
      long start = System.nanoTime();
      work.run();
      if (run >= 0) {
        seconds[run] = (System.nanoTime() - start) / 1e9;
      }
    }
    return Series.median(seconds);
  }

  private void find(EventQuery query) throws IOException {
    long found =
        AuditTrail.of(List.of(logs), EventTypes.builtIn())
            .count(
                query,
                what -> {
                  throw new IllegalStateException(what);
                });
    if (found == 0) {
      throw new IOException(logs + ": no event of " + query);
    }
  }

  private void findByCommand() throws IOException, InterruptedException {
    List<String> lines = command("query", "--user", USER, "--count");
    if (lines.equals(List.of("0"))) {
      throw new IOException(logs + ": no event of " + USER);
    }
  }

  private void check() throws IOException {
    int code = new Verifier().verify(logs).exitCode();
    if (code != 0) {
      throw new IOException(logs + ": verified with " + code);
    }
  }

  private void checkByCommand() throws IOException, InterruptedException {
    command("verify");
  }

  private List<String> command(String name, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(name, "--dir", logs.toString()));
    all.addAll(List.of(arguments));
    return ChildJvm.run(COMMAND_OPTIONS, dev.tocsin.cli.Main.class, all);
  }
}

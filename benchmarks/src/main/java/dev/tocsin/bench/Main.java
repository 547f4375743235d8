package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks and prints one table: {@code [--quick] [--json FILE] [NAME]...}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException, RunnerException {
    boolean quick = false;
    Path json = null;
    OptionsBuilder options = new OptionsBuilder();
    boolean named = false;
    List<String> programs = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--quick")) {
        quick = true;
      } else if (args[i].equals("--json") && i + 1 < args.length) {
        json = Path.of(args[++i]);
      } else if (args[i].startsWith("-")) {
        System.err.println(
            "benchmarks/run: " + args[i] + ": use --quick, --json FILE or names of benchmarks");
        System.exit(2);
      } else if (Programs.NAMES.contains(args[i])) {
        programs.add(args[i]);
      } else {
        options.include("\\." + args[i] + "$");
        named = true;
      }
    }
    for (String program : programs) {
      Programs.run(program, quick);
    }
    if (!named && !programs.isEmpty()) {
      return;
    }
    if (!named) {
      options.include("dev\\.tocsin\\.bench\\..*");
    }
    Collection<RunResult> results =
        new Runner(
                options
                    .forks(quick ? 1 : 2)
                    .warmupIterations(quick ? 2 : 5)
                    .warmupTime(TimeValue.seconds(2))
                    .measurementIterations(quick ? 3 : 5)
                    .measurementTime(TimeValue.seconds(2))
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .build())
            .run();
    List<Row> rows = results.stream().map(Row::of).toList();
    print(rows);
    write(rows, json);
  }

  private static void print(List<Row> rows) {
    System.out.printf(
        "%n%s%n%-24s %8s %12s %10s %8s %12s%n",
        machine(), "benchmark", "threads", "ns/call", "+-", "B/call", "calls/s");
    for (Row row : rows) {
      System.out.printf(
          "%-24s %8d %12.0f %10.0f %8.0f %12.0f%n",
          row.name(), row.threads(), row.ns(), row.nsError(), row.bytes(), row.opsPerSecond());
    }
  }

  private static void write(List<Row> rows, @Nullable Path json) throws IOException {
    if (json == null) {
      return;
    }
    String results = String.join(",\n  ", rows.stream().map(Row::json).toList());
    Files.writeString(
        json, "{\"machine\": \"" + machine() + "\", \"results\": [\n  " + results + "]}\n", UTF_8);
  }

  private static String machine() {
    return Runtime.getRuntime().availableProcessors()
        + " cores, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", Java "
        + System.getProperty("java.version");
  }
}

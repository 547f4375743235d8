package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs benchmarks of the class path that it was started with, in a process of its own, and writes
 * their {@link Row}s into a file.
 */
public final class JmhRun {
  private JmhRun() {}

  /**
   * How long is measured.
   *
   * @param forks processes for each benchmark, one after the other
   * @param warmups iterations before those that count
   * @param iterations those that count
   * @param seconds of each iteration
   */
  record Effort(int forks, int warmups, int iterations, int seconds) {
    /** For a table in minutes. */
    static final Effort QUICK = new Effort(1, 2, 3, 1);

    /** For figures with a small error. */
    static final Effort FULL = new Effort(2, 5, 5, 2);

    String text() {
      return forks + "," + warmups + "," + iterations + "," + seconds;
    }

    static Effort parse(String text) {
      int[] parts = Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
      return new Effort(parts[0], parts[1], parts[2], parts[3]);
    }
  }

  /**
   * Benchmarks that are run together.
   *
   * @param threads that call; 0 for what the benchmark itself says
   * @param include pattern of their full names
   */
  record Batch(int threads, String include) {
    String text() {
      return threads + ":" + include;
    }

    static Batch parse(String text) {
      int colon = text.indexOf(':');
      return new Batch(Integer.parseInt(text.substring(0, colon)), text.substring(colon + 1));
    }
  }

  /** Takes the file, the class path's name, the {@link Effort} and the {@link Batch}es. */
  public static void main(String[] args) throws IOException, RunnerException {
    List<String> lines = new ArrayList<>();
    for (String batch : List.of(args).subList(3, args.length)) {
      for (Row row : run(args[1], Effort.parse(args[2]), Batch.parse(batch))) {
        lines.add(row.line());
      }
    }
    Files.write(Path.of(args[0]), lines, UTF_8);
  }

  static List<Row> run(String classPath, Effort effort, Batch batch) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(batch.include())
            .forks(effort.forks())
            .warmupIterations(effort.warmups())
            .warmupTime(TimeValue.seconds(effort.seconds()))
            .measurementIterations(effort.iterations())
            .measurementTime(TimeValue.seconds(effort.seconds()))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    if (batch.threads() > 0) {
      options.threads(batch.threads());
    }
    List<Row> rows = new ArrayList<>();
    for (RunResult result : new Runner(options.build()).run()) {
      rows.add(Row.of(classPath, result));
    }
    return rows;
  }
}

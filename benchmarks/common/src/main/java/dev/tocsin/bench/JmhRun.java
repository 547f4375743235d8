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
  /**
   * The filter's benchmark brings a servlet API along, where Log4j would make an event of its own
   * for each call of Tocsin and of its peers.
   */
  private static final String NO_WEB_APPLICATION = "-Dlog4j2.isWebapp=false";

  private JmhRun() {}

  /**
   * How long is measured.
   *
   * @param forks processes for each benchmark, one after the other
   * @param warmups iterations before those that count
   * @param warmupSeconds of each of these
   * @param iterations those that count
   * @param seconds of each of these
   */
  record Effort(int forks, int warmups, int warmupSeconds, int iterations, int seconds) {
    /** For a few instructions in a loop, which are compiled at once. */
    static final Effort SHORT = new Effort(1, 1, 1, 3, 1);

    /** For calls through a whole logging system, which take seconds until they are compiled. */
    static final Effort QUICK = new Effort(1, 2, 2, 3, 1);

    /**
     * For figures with a small error. No longer, as the files grow by hundreds of megabytes a
     * second, and the kernel makes writers wait for the disk when it has too much to write.
     */
    static final Effort FULL = new Effort(2, 3, 2, 5, 1);

    private String text() {
      return forks + "," + warmups + "," + warmupSeconds + "," + iterations + "," + seconds;
    }

    private static Effort parse(String text) {
      int[] parts = Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
      return new Effort(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }
  }

  /**
   * Benchmarks that are run together.
   *
   * @param threads that call; 0 for what the benchmark itself says
   * @param include pattern of their full names
   */
  record Batch(int threads, Effort effort, String include) {
    private static final int PARTS = 3;

    String text() {
      return threads + ":" + effort.text() + ":" + include;
    }

    static Batch parse(String text) {
      String[] parts = text.split(":", PARTS);
      return new Batch(Integer.parseInt(parts[0]), Effort.parse(parts[1]), parts[2]);
    }
  }

  /** Takes the file, the class path's name and the {@link Batch}es. */
  public static void main(String[] args) throws IOException, RunnerException {
    List<String> lines = new ArrayList<>();
    for (String batch : List.of(args).subList(2, args.length)) {
      for (Row row : run(args[1], Batch.parse(batch))) {
        lines.add(row.line());
      }
    }
    Files.write(Path.of(args[0]), lines, UTF_8);
  }

  static List<Row> run(String classPath, Batch batch) throws RunnerException {
    Effort effort = batch.effort();
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(batch.include())
            .forks(effort.forks())
            .warmupIterations(effort.warmups())
            .warmupTime(TimeValue.seconds(effort.warmupSeconds()))
            .measurementIterations(effort.iterations())
            .measurementTime(TimeValue.seconds(effort.seconds()))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend(NO_WEB_APPLICATION)
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

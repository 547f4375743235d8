package dev.tocsin.bench;

import java.util.Locale;
import java.util.TreeSet;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * One benchmark's figures.
 *
 * @param classPath whose libraries it ran with, such as {@code log4j}
 * @param name the method's name
 * @param parameter such as {@code clients=100000}; empty where it has none
 * @param threads threads that called it
 * @param ns nanoseconds from one call of a thread to its next
 * @param nsError half the width of the 99.9 % confidence interval, in nanoseconds; NaN if unknown
 * @param bytes bytes allocated for each call; NaN if unknown
 * @param opsPerSecond calls a second of all threads together
 */
record Row(
    String classPath,
    String name,
    String parameter,
    int threads,
    double ns,
    double nsError,
    double bytes,
    double opsPerSecond) {
  private static final int PARTS = 8;

  static Row of(String classPath, RunResult run) {
    BenchmarkParams params = run.getParams();
    String method = params.getBenchmark();
    int threads = params.getThreads();
    Result<?> primary = run.getPrimaryResult();
    double score = primary.getScore();
    double relative = primary.getScoreError() / score;
    // Throughput is in calls a second of all threads, average time in nanoseconds of each.
    boolean throughput = params.getMode() == Mode.Throughput;
    double ns = throughput ? 1e9 * threads / score : score;
    double ops = throughput ? score : 1e9 * threads / score;
    Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Row(
        classPath,
        method.substring(method.lastIndexOf('.') + 1),
        parameter(params),
        threads,
        ns,
        ns * relative,
        allocated == null ? Double.NaN : allocated.getScore(),
        ops);
  }

  private static String parameter(BenchmarkParams params) {
    return String.join(
        ",",
        new TreeSet<>(params.getParamsKeys())
            .stream().map(key -> key + "=" + params.getParam(key)).toList());
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"class_path\": \"%s\", \"name\": \"%s\", \"parameter\": \"%s\", \"threads\": %d,"
            + " \"ns\": %.1f, \"ns_error\": %s, \"bytes\": %s, \"ops_per_s\": %.1f}",
        classPath,
        name,
        parameter,
        threads,
        ns,
        number(nsError),
        number(bytes),
        opsPerSecond);
  }

  /** JSON has no NaN. */
  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "null";
  }

  /** A line that {@link #parse} reads, for rows from one process to the other. */
  String line() {
    return String.join(
        "\t",
        classPath,
        name,
        parameter,
        Integer.toString(threads),
        Double.toString(ns),
        Double.toString(nsError),
        Double.toString(bytes),
        Double.toString(opsPerSecond));
  }

  /**
   * The contrary of {@link #line}.
   *
   * @throws IllegalArgumentException if it is no such line
   */
  static Row parse(String line) {
    String[] parts = line.split("\t", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException("no row: " + line);
    }
    return new Row(
        parts[0],
        parts[1],
        parts[2],
        Integer.parseInt(parts[3]),
        Double.parseDouble(parts[4]),
        Double.parseDouble(parts[5]),
        Double.parseDouble(parts[6]),
        Double.parseDouble(parts[7]));
  }
}

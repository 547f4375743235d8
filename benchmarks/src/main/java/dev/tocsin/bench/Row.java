package dev.tocsin.bench;

import java.util.Locale;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * One benchmark's figures.
 *
 * @param name the method's name
 * @param threads threads that called it
 * @param ns nanoseconds from one call of a thread to its next
 * @param nsError half the width of the 99.9 % confidence interval, in nanoseconds
 * @param bytes bytes allocated for each call
 * @param opsPerSecond calls a second of all threads together
 */
record Row(String name, int threads, double ns, double nsError, double bytes, double opsPerSecond) {

  static Row of(RunResult run) {
    String method = run.getParams().getBenchmark();
    int threads = run.getParams().getThreads();
    Result<?> primary = run.getPrimaryResult();
    double score = primary.getScore();
    double relative = primary.getScoreError() / score;
    // Throughput is in calls a second of all threads, average time in nanoseconds of each.
    boolean throughput = run.getParams().getMode() == Mode.Throughput;
    double ns = throughput ? 1e9 * threads / score : score;
    double ops = throughput ? score : 1e9 * threads / score;
    Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Row(
        method.substring(method.lastIndexOf('.') + 1),
        threads,
        ns,
        ns * relative,
        allocated == null ? Double.NaN : allocated.getScore(),
        ops);
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s\", \"threads\": %d, \"ns\": %.1f, \"ns_error\": %s, \"bytes\": %s,"
            + " \"ops_per_s\": %.1f}",
        name,
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
}

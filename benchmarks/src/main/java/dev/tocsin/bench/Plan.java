package dev.tocsin.bench;

import dev.tocsin.bench.JmhRun.Batch;
import dev.tocsin.bench.JmhRun.Effort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What is run.
 *
 * @param batches benchmarks by class path, in this order
 * @param programs what is measured otherwise, by their names in {@link Programs}
 */
record Plan(Map<ClassPath, List<Batch>> batches, List<String> programs) {
  /**
   * Programs whose figures stand in the table; those that take longest are shorter in a quick one.
   */
  private static final List<String> IN_TABLE =
      List.of("alert_latency", "rules_memory", "startup", "outbox", "query", "verify", "rolling");

  private static final String AS_ANNOTATED = "\\.%s$";
  private static final List<Integer> MANY = List.of(2, 8);

  /**
   * What {@code docs/performance.md} shows; calls that are compared follow upon each other.
   *
   * @throws IllegalArgumentException one line, if a peer's class path is not there
   */
  static Plan table(List<ClassPath> classPaths, boolean full) {
    List<String> there = classPaths.stream().map(ClassPath::name).toList();
    if (!there.containsAll(ClassPath.NAMES)) {
      throw new IllegalArgumentException(
          "class paths "
              + String.join(", ", there)
              + ": the table needs "
              + String.join(", ", ClassPath.NAMES)
              + "; start it by benchmarks/run, which names them");
    }
    Map<ClassPath, List<Batch>> batches = new LinkedHashMap<>();
    for (ClassPath each : classPaths) {
      batches.put(
          each,
          switch (each.name()) {
            case ClassPath.LOGBACK -> peer("LogstashBenchmark", full);
            case ClassPath.OTEL_APPENDER -> peer("OtelAppenderBenchmark", full);
            default -> own(full);
          });
    }
    return new Plan(batches, IN_TABLE);
  }

  private static List<Batch> own(boolean full) {
    Effort loop = full ? Effort.FULL : Effort.SHORT;
    Effort call = full ? Effort.FULL : Effort.QUICK;
    List<Batch> batches = new ArrayList<>();
    batches.add(new Batch(0, loop, "\\.(Floors|EncodeFloor)\\."));
    batches.add(new Batch(1, call, "\\.(AuditCallBenchmark|PeersBenchmark)\\."));
    for (int threads : MANY) {
      batches.add(
          new Batch(threads, call, "\\.(audit_call|audit_call_rules|PeersBenchmark\\..*)$"));
    }
    batches.add(new Batch(0, call, "\\.(GroupCommitBenchmark|RulesBenchmark)\\."));
    if (full) {
      batches.add(
          new Batch(
              0,
              call,
              "\\.(AppendBenchmark|RedactionBenchmark|FilterBenchmark|InspectBenchmark)\\."));
    }
    return batches;
  }

  private static List<Batch> peer(String benchmark, boolean full) {
    Effort call = full ? Effort.FULL : Effort.QUICK;
    List<Batch> batches = new ArrayList<>();
    batches.add(
        new Batch(0, full ? Effort.FULL : Effort.SHORT, "\\.Floors\\.(floor_write|floor_hmac)$"));
    batches.add(new Batch(1, call, "\\." + benchmark + "\\."));
    for (int threads : MANY) {
      batches.add(new Batch(threads, call, "\\." + benchmark + "\\."));
    }
    return batches;
  }

  /**
   * What has these names: each a program's, a benchmark method's, or a pattern of classes and
   * methods such as {@code RulesBenchmark.*}. A benchmark that is on several class paths runs on
   * the first.
   *
   * @throws IllegalArgumentException one line, if nothing has that name
   */
  static Plan named(List<ClassPath> classPaths, List<String> names, boolean full)
      throws IOException {
    Map<ClassPath, Set<String>> known = new LinkedHashMap<>();
    for (ClassPath each : classPaths) {
      known.put(each, each.benchmarks());
    }
    Map<ClassPath, List<Batch>> batches = new LinkedHashMap<>();
    List<String> programs = new ArrayList<>();
    for (String name : names) {
      if (Programs.NAMES.contains(name)) {
        programs.add(name);
      } else {
        String include = AS_ANNOTATED.formatted(name);
        batches
            .computeIfAbsent(having(include, name, known), each -> new ArrayList<>())
            .add(new Batch(0, full ? Effort.FULL : Effort.QUICK, include));
      }
    }
    return new Plan(batches, programs);
  }

  private static ClassPath having(String include, String name, Map<ClassPath, Set<String>> known) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(include);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          name + ": no pattern (" + e.getDescription() + "); use a name, or one like Rules.*", e);
    }
    for (Map.Entry<ClassPath, Set<String>> each : known.entrySet()) {
      if (each.getValue().stream().anyMatch(full -> pattern.matcher(full).find())) {
        return each.getKey();
      }
    }
    List<String> all = new ArrayList<>(Programs.NAMES);
    known
        .values()
        .forEach(full -> full.forEach(one -> all.add(one.substring(one.lastIndexOf('.') + 1))));
    throw new IllegalArgumentException(
        name
            + ": no benchmark and no program; use one of "
            + String.join(", ", all.stream().distinct().toList()));
  }
}

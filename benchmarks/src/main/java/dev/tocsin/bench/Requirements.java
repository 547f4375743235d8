package dev.tocsin.bench;

import dev.tocsin.bench.Figure.Mark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What Tocsin has to reach, and would like to. */
final class Requirements {
  private static final String TIMES = "times";
  private static final String MILLION = "clients=1000000";
  private static final String BLOCKED = "blocked=100000";

  private Requirements() {}

  /** All, and beside them what a program asks of its own figures. */
  static List<Requirement> of(Results results) {
    List<Requirement> all = new ArrayList<>(CALLS);
    Set<String> known = new HashSet<>();
    for (Aim aim : AIMS) {
      all.add(
          new Requirement(
              aim.what(), aim.unit(), run -> run.figure(aim.figure()), aim.must(), aim.aim()));
      known.add(aim.figure());
    }
    for (Figure figure : results.figures()) {
      if (figure.mark() != null && known.add(figure.name())) {
        all.add(
            new Requirement(
                figure.name(),
                figure.unit(),
                run -> run.figure(figure.name()),
                figure.mark(),
                null));
      }
    }
    return List.copyOf(all);
  }

  /** Of a program's figure, by its name. */
  private record Aim(String what, String figure, String unit, Mark must, Mark aim) {}

  private static final List<Aim> AIMS =
      List.of(
          new Aim(
              "memory of 1,000,000 live keys in two rules",
              "rules memory, 1,000,000 clients",
              "MB",
              atMost(200),
              atMost(64)),
          new Aim(
              "from an event to the alert it completes, p99",
              "alert latency, p99",
              "ms",
              atMost(1),
              atMost(0.2)));

  private static final List<Requirement> CALLS =
      List.of(
          new Requirement(
              "audit call, time of JsonTemplateLayout's",
              TIMES,
              run -> ratio(run.row("audit_call", 1), run.row("peer_json_template", 1), Row::ns),
              atMost(0.5),
              null),
          new Requirement(
              "audit call, time of its floors (encoding, HMAC, write)",
              TIMES,
              run ->
                  quotient(value(run.row("audit_call", 1), Row::ns), run.floors(ClassPath.LOG4J)),
              null,
              atMost(1.3)),
          new Requirement(
              "audit call, garbage",
              "B",
              run -> whole(value(run.row("audit_call", 1), Row::bytes)),
              atMost(200),
              atMost(160)),
          new Requirement(
              "audit calls a second, 8 threads to 1",
              TIMES,
              run -> ratio(run.row("audit_call", 8), run.row("audit_call", 1), Row::opsPerSecond),
              atLeast(1),
              atLeast(1.5)),
          new Requirement(
              "fsync=always, 16 threads, to one flush for each event",
              TIMES,
              run ->
                  ratio(run.row("group_commit", 16), run.row("flush_each", 16), Row::opsPerSecond),
              atLeast(8),
              atLeast(12)),
          new Requirement(
              "an event against the five shipped rules, 1,000,000 live keys",
              "ns",
              run -> rules(run, Row::ns),
              atMost(300),
              atMost(150)),
          new Requirement(
              "garbage of that", "B", run -> whole(rules(run, Row::bytes)), atMost(0), null),
          new Requirement(
              "isBlocked among 100,000, the slower answer",
              "ns",
              run ->
                  larger(
                      value(run.row("is_blocked_no", BLOCKED), Row::ns),
                      value(run.row("is_blocked_yes", BLOCKED), Row::ns)),
              atMost(100),
              atMost(20)));

  private static Mark atMost(double bound) {
    return new Mark(bound, true);
  }

  private static Mark atLeast(double bound) {
    return new Mark(bound, false);
  }

  /** What the rules take of filling an event and offering it to them. */
  private static OptionalDouble rules(Results run, ToDoubleFunction<Row> figure) {
    OptionalDouble both = value(run.row("rules_event", MILLION), figure);
    OptionalDouble fill = value(run.row("rules_fill", MILLION), figure);
    return both.isEmpty() || fill.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(both.getAsDouble() - fill.getAsDouble());
  }

  private static OptionalDouble ratio(
      Optional<Row> of, Optional<Row> to, ToDoubleFunction<Row> figure) {
    return quotient(value(of, figure), value(to, figure));
  }

  private static OptionalDouble quotient(OptionalDouble of, OptionalDouble to) {
    return of.isEmpty() || to.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(of.getAsDouble() / to.getAsDouble());
  }

  private static OptionalDouble larger(OptionalDouble one, OptionalDouble other) {
    return one.isEmpty() || other.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(one.getAsDouble(), other.getAsDouble()));
  }

  /** What the profiler itself allocates is a fraction of a byte a call. */
  private static OptionalDouble whole(OptionalDouble bytes) {
    return bytes.isEmpty() ? bytes : OptionalDouble.of(Math.rint(bytes.getAsDouble()));
  }

  private static OptionalDouble value(Optional<Row> row, ToDoubleFunction<Row> figure) {
    return row.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(figure.applyAsDouble(row.get()));
  }
}

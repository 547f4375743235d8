package dev.tocsin.bench;

import dev.tocsin.bench.Figure.Mark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What Tocsin has to reach, and would like to. */
final class Requirements {
  private static final String TIMES = "times";
  private static final int MANY_EVENTS = 1_000_000;
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
  private record Aim(
      String what, String figure, String unit, @Nullable Mark must, @Nullable Mark aim) {}

  private static final List<Aim> AIMS =
      List.of(
          new Aim(
              "memory of 1,000,000 live keys in two rules",
              "memory of rules, 1,000,000 clients",
              "MB",
              atMost(200),
              atMost(64)),
          new Aim(
              "the call that completes an attack and writes its alert, p99",
              "the event that completes an attack, p99",
              "ms",
              atMost(1),
              atMost(0.2)),
          new Aim("outbox to a receiver on loopback", "outbox", "events/s", atLeast(50_000), null),
          new Aim(
              "outbox, for a second of one core",
              "outbox, for a second of one core",
              "events/s",
              atLeast(50_000),
              atLeast(150_000)),
          new Aim(
              "outbox, lost of a burst of 300,000",
              "outbox, events lost of a burst",
              "",
              atMost(0),
              null),
          new Aim(
              "query with a filter over 1,000,000 events in compressed files",
              "query, 1,000,000 events",
              "s",
              atMost(1),
              atMost(0.4)),
          new Aim("verify 1,000,000 events", "verify, 1,000,000 events", "s", atMost(3), null),
          new Aim(
              "start-up time added to an application",
              "start, what Tocsin adds",
              "ms",
              atMost(150),
              atMost(50)),
          new Aim(
              "the same where classes are in an archive",
              "start with an archive of classes, what Tocsin adds",
              "ms",
              atMost(150),
              atMost(50)),
          new Aim(
              "audit call while files roll, 1 thread, p99.99",
              "rolling, 1 thread, p99.99",
              "ms",
              atMost(10),
              atMost(2)),
          new Aim(
              "audit call while files roll, 8 threads, p99.99",
              "rolling, 8 threads, p99.99",
              "ms",
              atMost(10),
              atMost(2)));

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
              atMost(20)),
          new Requirement(
              "verify, time of SHA-256 of as many bytes",
              TIMES,
              run ->
                  quotient(
                      run.figure("verify, 1,000,000 events"),
                      seconds(run.row("floor_sha256", 1), MANY_EVENTS)),
              null,
              atMost(1.3)));

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

  /** Of so many calls, one after the other. */
  private static OptionalDouble seconds(Optional<Row> row, int calls) {
    return row.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(row.get().ns() * calls / 1e9);
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

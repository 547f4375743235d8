package dev.tocsin.bench;

import java.util.List;
import java.util.stream.Stream;

/** What the benchmarks are called in a table, and in which order they stand there. */
final class Calls {
  /** What all others are compared with. */
  static final String BASE = "peer_json_template";

  /** The one that waits for the disk. */
  static final String ON_DISK = "audit_call_fsync";

  private static final List<Call> ALL =
      List.of(
          new Call("audit_call", "Tocsin, audit call under a key"),
          new Call("audit_call_rules", "Tocsin, the five shipped rules at work"),
          new Call("audit_call_marked", "Tocsin, marked call with the peers' map"),
          new Call("audit_call_unredacted", "Tocsin, redaction off"),
          new Call("audit_call_unlimited", "Tocsin, callers write themselves"),
          new Call(ON_DISK, "Tocsin, on the disk at the return"),
          new Call(BASE, "Log4j JsonTemplateLayout"),
          new Call("peer_ecs", "Elastic EcsLayout"),
          new Call("peer_logstash", "logstash-logback-encoder"),
          new Call("peer_otel", "OpenTelemetry appender, into nothing"));

  private static final List<Call> FLOORS =
      List.of(
          new Call("floor_encode", "encoding"),
          new Call("floor_hmac", "HMAC-SHA256"),
          new Call("floor_sha256", "SHA-256"),
          new Call("floor_hmac_of_hash", "HMAC-SHA256 of a hash"),
          new Call("floor_write", "write"),
          new Call("floor_copy", "copy in memory"));

  private Calls() {}

  /**
   * A benchmark.
   *
   * @param name the method's
   * @param title for people
   */
  record Call(String name, String title) {
    /** Tocsin's own colour, or the peers'. */
    int colour() {
      return name.startsWith("audit_") ? 0 : 1;
    }
  }

  static List<Call> calls() {
    return ALL;
  }

  static List<Call> floors() {
    return FLOORS;
  }

  /** Whether it stands in a table of its own. */
  static boolean isListed(String name) {
    return Stream.concat(ALL.stream(), FLOORS.stream()).anyMatch(call -> call.name().equals(name));
  }
}

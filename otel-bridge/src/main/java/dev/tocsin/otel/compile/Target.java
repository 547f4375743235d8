package dev.tocsin.otel.compile;

import java.util.Arrays;
import java.util.List;

/** What rules are compiled for. */
public enum Target {
  /**
   * The collector: counts for {@link #PROMETHEUS}, events for {@link #LOKI}. It decides nothing
   * itself.
   */
  COLLECTOR("collector"),
  /**
   * The collector alone, for users without Prometheus: windows that follow one another. Up to
   * {@code 2(N-1)} events across the border of two of them raise no alert.
   */
  COLLECTOR_TUMBLING("collector-tumbling"),
  /** Rules over the counts of {@link #COLLECTOR}, of any number of collectors. */
  PROMETHEUS("prometheus"),
  /** Rules of Loki's ruler over the events themselves. */
  LOKI("loki");

  private final String text;

  Target(String text) {
    this.text = text;
  }

  /** As the command line names it. */
  public String text() {
    return text;
  }

  /** All of them, as the command line names them. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Target::text).toList();
  }
}

package dev.tocsin.servlet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How figures are written. Where a client takes several alike, the first one is meant. */
enum MetricsFormat {
  /** PLAN-06's four figures, for people and for what asks for nothing in particular. */
  JSON("application", "json", null, "application/json"),

  /** OpenMetrics 1.0, section "Text Format". */
  OPENMETRICS(
      "application",
      "openmetrics-text",
      "1.0.0",
      "application/openmetrics-text; version=1.0.0; charset=utf-8"),

  /** Prometheus' older text format, for scrapers that don't know the other one. */
  PROMETHEUS("text", "plain", "0.0.4", "text/plain; version=0.0.4; charset=utf-8");

  private final String type;
  private final String subtype;
  private final @Nullable String version;
  private final String contentType;

  MetricsFormat(String type, String subtype, @Nullable String version, String contentType) {
    this.type = type;
    this.subtype = subtype;
    this.version = version;
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /**
   * The one that a client likes best. It is {@link #JSON} where a client says nothing, nothing that
   * can be read, or takes none of them: an answer in another form than asked for is allowed (RFC
   * 9110, section 12.5.1), and more use than none.
   *
   * @param accept the lines of its Accept header
   */
  static MetricsFormat bestFor(List<String> accept) {
    List<MediaRange> ranges = MediaRange.parse(accept);
    MetricsFormat best = JSON;
    int highest = 0;
    for (MetricsFormat each : values()) {
      int rank = each.rank(ranges);
      if (rank > highest) {
        best = each;
        highest = rank;
      }
    }
    return best;
  }

  /** By quality, then by how exactly it was named; 0 if it is not wanted. */
  private int rank(List<MediaRange> ranges) {
    MediaRange closest = null;
    for (MediaRange each : ranges) {
      boolean closer = closest == null || each.precision() > closest.precision();
      if (closer && each.includes(type, subtype, version)) {
        closest = each;
      }
    }
    if (closest == null || closest.quality() == 0) {
      return 0;
    }
    return closest.quality() * (MediaRange.EXACT + 1) + closest.precision();
  }
}

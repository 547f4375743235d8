package dev.tocsin.otel.picture;

import dev.tocsin.otel.stack.RealLoki;
import dev.tocsin.otel.stack.Sample;
import dev.tocsin.otel.stack.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the stores said to a panel.
 *
 * @param replies one for each of its queries
 * @param now the instant that the picture calls now
 * @param start where the axis of time begins
 * @param end where it ends
 * @param step from one point of it to the next
 * @param known whether what has these labels is the same in each run; none for the whole panel
 */
public record Answer(
    Panel panel,
    List<Reply> replies,
    Instant now,
    Instant start,
    Instant end,
    Duration step,
    Predicate<Map<String, String>> known) {

  /**
   * The answer to one query; two of the lists are empty.
   *
   * @param ref the query's letter
   * @param legend how a series is called, with labels in double braces
   */
  public record Reply(
      String ref,
      String legend,
      List<Sample> samples,
      List<Series> series,
      List<RealLoki.Line> lines) {}

  List<RealLoki.Line> lines() {
    return replies.stream().flatMap(each -> each.lines().stream()).toList();
  }

  List<Sample> samples() {
    return replies.stream().flatMap(each -> each.samples().stream()).toList();
  }

  /** The class of what is drawn of something that has these labels. */
  String moment(Map<String, String> labels) {
    return known.test(labels) ? "" : " " + Steady.MOMENT;
  }
}

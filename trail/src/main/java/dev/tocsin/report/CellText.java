package dev.tocsin.report;

import dev.tocsin.event.Timestamps;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Cells as plain text. */
final class CellText {
  private CellText() {}

  /** What people read. */
  static String of(Cell cell) {
    if (cell instanceof Cell.Text text) {
      return text.text();
    }
    if (cell instanceof Cell.Count number) {
      return Long.toString(number.value());
    }
    if (cell instanceof Cell.Time time) {
      return time(time.time());
    }
    if (cell instanceof Cell.Span span) {
      return span(span.span());
    }
    return ((Cell.Mark) cell).text();
  }

  /** To the second, in UTC. */
  static String time(@Nullable Instant time) {
    return time == null
        ? ""
        : Timestamps.text(Timestamps.micros(time)).substring(0, 19).replace('T', ' ');
  }

  /** In the two largest units, as in {@code 3 h 12 min}. */
  static String span(@Nullable Duration span) {
    if (span == null) {
      return "";
    }
    if (span.compareTo(Duration.ofMinutes(1)) < 0) {
      return span.toSeconds() + " s";
    }
    if (span.compareTo(Duration.ofHours(1)) < 0) {
      return span.toMinutes() + " min " + span.toSecondsPart() + " s";
    }
    if (span.compareTo(Duration.ofDays(1)) < 0) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    }
    return span.toDays() + " d " + span.toHoursPart() + " h";
  }
}

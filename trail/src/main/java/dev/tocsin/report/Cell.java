package dev.tocsin.report;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What stands in one place of a table. Immutable. */
public sealed interface Cell {

  /** A text, from wherever; it may hold anything. */
  record Text(String text) implements Cell {}

  /**
   * A number.
   *
   * @param value what was counted
   * @param query the command line that gives it again, or null where none does
   */
  record Count(long value, @Nullable String query) implements Cell {}

  /** A time, or null where nothing happened. */
  record Time(@Nullable Instant time) implements Cell {}

  /** How long something took, or null where it did not end. */
  record Span(@Nullable Duration span) implements Cell {}

  /** A judgement in a few words. */
  record Mark(Kind kind, String text) implements Cell {
    /** What it amounts to. */
    public enum Kind {
      /** As it should be. */
      GOOD,
      /** Not as it should be. */
      BAD,
      /** Nothing speaks for it and nothing against it. */
      OPEN,
      /** Not for this log to say. */
      OUTSIDE
    }
  }

  /** What people read of it: spans in two units, times in UTC to the second. */
  default String shown() {
    return CellText.of(this);
  }

  /** A text; an empty one for null. */
  static Cell text(@Nullable String text) {
    return new Text(text == null ? "" : text);
  }
}

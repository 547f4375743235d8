package dev.tocsin.journal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the journal's own lines have them: RFC 3339, UTC, six digits of a second. */
final class JournalTime {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private JournalTime() {}

  static String text(Instant time) {
    return FORMAT.format(time);
  }

  /** A form that may stand in a file name. */
  static String inFileName(Instant time) {
    return COMPACT.format(time);
  }

  /**
   * @throws java.time.format.DateTimeParseException if the text is no such time
   */
  static Instant parse(String text) {
    return Instant.parse(text);
  }
}

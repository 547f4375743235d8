package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One thread's way of logging: events named {@code <caller>-1}, {@code <caller>-2} and so on, of a
 * size that varies with the number. A number whose append failed is not used again.
 */
final class Caller {
  private static final String PADDING = "the quick brown fox jumps over the lazy dog ".repeat(3);

  private final Journal journal;
  private final String name;
  private final JournalEntry entry = new JournalEntry();
  private long made;

  Caller(Journal journal, String name) {
    this.journal = journal;
    this.name = name;
  }

  /** Logs the next event and returns the number the journal gave it. */
  long log() throws JournalException {
    return logFor(null);
  }

  /** Logs the next event, with something for the roll trigger to look at. */
  long logFor(@org.jspecify.annotations.Nullable Object origin) throws JournalException {
    byte[] line = open(name, ++made);
    entry.set(line, line.length, origin);
    return journal.append(entry);
  }

  Caller log(int count) throws JournalException {
    for (int i = 0; i < count; i++) {
      log();
    }
    return this;
  }

  /** Events made so far, the failed ones included. */
  long made() {
    return made;
  }

  static String id(String name, long number) {
    return name + "-" + number;
  }

  /** An event's line as encoders hand it to the journal: without its closing brace. */
  static byte[] open(String name, long number) {
    return ("{\"event_id\":\""
            + id(name, number)
            + "\",\"event_type\":\"auth_attempt\",\"severity\":\"info\","
            + "\"timestamp\":\"2026-11-22T10:00:00.000000Z\",\"success\":true,\"message\":\""
            + PADDING.substring(0, (int) (number * 31 % PADDING.length()))
            + "\u00e9\"")
        .getBytes(UTF_8);
  }
}

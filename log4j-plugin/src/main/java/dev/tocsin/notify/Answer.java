package dev.tocsin.notify;

import java.time.Duration;

/**
 * What came of one request.
 *
 * @param kind what to do next
 * @param text one harmless line for people
 * @param pause that the receiver asked for before the next request; zero if none
 */
record Answer(Kind kind, String text, Duration pause) {
  /** What to do next. */
  enum Kind {
    /** The receiver has it. */
    DELIVERED,
    /** It answered that it can't take it now. */
    BUSY,
    /** It could not be reached, or did not answer. */
    SILENT,
    /** It does not want it, now or later. */
    REFUSED
  }
}

package dev.tocsin.otel;

import java.time.Duration;
import java.util.Optional;

/**
 * What a receiver said to a batch of records.
 *
 * @param kind what follows from it
 * @param rejected how many records of the batch it left out; above 0 with {@link Kind#PARTLY} only
 * @param retryAfter the time it asked for before the next try, zero if it left open how long; empty
 *     if it asked for none
 * @param reason one line for people; empty where all is well
 */
record Answer(Kind kind, long rejected, Optional<Duration> retryAfter, String reason) {

  /** What follows from an answer. */
  enum Kind {
    /** The receiver has the whole batch. */
    TAKEN,

    /** The receiver has the batch but for some records, which it does not name. */
    PARTLY,

    /** The receiver will never take this batch; it might take parts of it. */
    REFUSED,

    /**
     * The receiver can't take anything now: it is down, overloaded, unknown, or wants other keys.
     */
    LATER
  }

  static Answer taken() {
    return new Answer(Kind.TAKEN, 0, Optional.empty(), "");
  }

  static Answer partly(long rejected, String reason) {
    return new Answer(Kind.PARTLY, rejected, Optional.empty(), reason);
  }

  static Answer refused(String reason) {
    return new Answer(Kind.REFUSED, 0, Optional.empty(), reason);
  }

  static Answer later(String reason) {
    return new Answer(Kind.LATER, 0, Optional.empty(), reason);
  }

  static Answer later(Duration retryAfter, String reason) {
    return new Answer(Kind.LATER, 0, Optional.of(retryAfter), reason);
  }

  /** Whether it is the receiver that wants a pause: what was sent is no reason for the answer. */
  boolean asksForPause() {
    return retryAfter.isPresent();
  }
}

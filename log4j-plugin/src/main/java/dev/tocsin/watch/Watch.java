package dev.tocsin.watch;

import dev.tocsin.event.EventView;
import dev.tocsin.rules.Detector;
import dev.tocsin.rules.RuleSet;

/**
 * One detector over a journal. It first reads what the journal holds, and then takes each event
 * from the thread that recorded it; which of both takes an event is decided by the event's number,
 * so that none is taken twice or left out. Thread-safe.
 */
final class Watch {
  private static final long NOT_YET = Long.MAX_VALUE;

  private final RuleSet rules;
  private final Detector detector;

  /** Events with higher numbers are taken from those who recorded them. */
  private volatile long liveAfter = NOT_YET;

  /** Events with higher numbers are taken by the watch that replaces this one. */
  private volatile long liveUntil = Long.MAX_VALUE;

  /** What the rules say is not heard. */
  private volatile boolean muted;

  private long highestPassed;

  Watch(RuleSet rules) {
    this.rules = rules;
    this.detector = new Detector(rules);
  }

  RuleSet rules() {
    return rules;
  }

  Detector detector() {
    return detector;
  }

  boolean isLive() {
    return liveAfter != NOT_YET;
  }

  /**
   * Evaluates an event that was just recorded, unless it is or was read from the journal.
   *
   * @param seq its number; the largest one for an event that the journal could not take
   * @param turn gets what the rules say
   */
  void offer(EventView event, long seq, long now, Turn turn) {
    if (seq <= liveAfter && !becomesLiveFor(seq)) {
      return;
    }
    if (seq <= liveUntil) {
      evaluate(event, now, turn);
    }
  }

  /** The highest number of an event that was left to the journal to be read back. */
  synchronized long highestPassed() {
    return highestPassed;
  }

  /** Waits for a hand-over that is under way, and says whether the event comes after it. */
  private synchronized boolean becomesLiveFor(long seq) {
    if (liveAfter == NOT_YET && seq != Long.MAX_VALUE) {
      highestPassed = Math.max(highestPassed, seq);
      return false;
    }
    return seq > liveAfter;
  }

  /** Evaluates an event that was read from the journal. */
  void read(EventView event, long now, Turn turn) {
    evaluate(event, now, turn);
  }

  /** Whether what the rules say is kept back. */
  void mute(boolean mute) {
    muted = mute;
  }

  private void evaluate(EventView event, long now, Turn turn) {
    detector.offer(event, now, muted ? new Turn() : turn);
  }

  /** Lets time pass. */
  void advance(long now, Turn turn) {
    detector.advance(now, turn);
  }

  /**
   * Goes over to events from those who record them, if all that came so far was read.
   *
   * @param last number of the last event that was read
   * @param meanwhile done before anybody can offer an event
   * @return whether it did
   */
  synchronized boolean goLive(long last, Runnable meanwhile) {
    if (highestPassed > last) {
      return false;
    }
    meanwhile.run();
    liveAfter = last;
    return true;
  }

  /** Leaves the events with higher numbers to another watch. */
  void leaveAfter(long seq) {
    liveUntil = seq;
  }
}

package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** How far an event has been looked into. */
public enum Status implements Term {
  DETECTED,
  INVESTIGATING,
  CONTAINED,
  RESOLVED,
  FALSE_POSITIVE,
  ESCALATED;

  private static final Terms<Status> TERMS = new Terms<>("status", values());

  private final String text = Terms.textOf(this);

  @Override
  public String text() {
    return text;
  }

  /**
   * The value of this text, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the allowed values
   */
  public static Status parse(String text) {
    return TERMS.parse(text);
  }

  /** The value of this text, in any case, or null. */
  public static @Nullable Status find(CharSequence text) {
    return TERMS.find(text);
  }
}

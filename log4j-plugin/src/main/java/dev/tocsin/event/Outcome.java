package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** What came of the action that an event tells about. */
public enum Outcome implements Term {
  SUCCESS,
  FAILURE,
  UNKNOWN;

  private static final Terms<Outcome> TERMS = new Terms<>("outcome", values());

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
  public static Outcome parse(String text) {
    return TERMS.parse(text);
  }

  /** The value of this text, in any case, or null. */
  public static @Nullable Outcome find(CharSequence text) {
    return TERMS.find(text);
  }
}

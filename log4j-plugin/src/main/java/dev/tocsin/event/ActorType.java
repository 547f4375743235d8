package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** Who acted. */
public enum ActorType implements Term {
  /** A person who is signed in, or claims to be. */
  USER,
  /** Another program. */
  SERVICE,
  /** The application itself, or this product. */
  SYSTEM,
  /** Nobody who could be named. */
  ANONYMOUS;

  private static final Terms<ActorType> TERMS = new Terms<>("actor type", values());

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
  public static ActorType parse(String text) {
    return TERMS.parse(text);
  }

  /** The value of this text, in any case, or null. */
  public static @Nullable ActorType find(CharSequence text) {
    return TERMS.find(text);
  }
}

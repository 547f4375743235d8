package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** Where a client address comes from, and so how far it can be believed. */
public enum Provenance implements Term {
  /** The other end of the connection. */
  PEER,
  /** Told by a proxy that the configuration trusts. */
  TRUSTED_PROXY,
  /** Read from a header that anyone can send. */
  HEADER,
  /** Given by the caller. */
  CALL;

  private static final Terms<Provenance> TERMS = new Terms<>("provenance", values());

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
  public static Provenance parse(String text) {
    return TERMS.parse(text);
  }

  /** The value of this text, in any case, or null. */
  public static @Nullable Provenance find(CharSequence text) {
    return TERMS.find(text);
  }
}

package dev.tocsin.rules;

/** What is known of an expression while only an event's type is. */
public enum Ternary {
  /** It is true whatever the event holds. */
  TRUE,
  /** It is false whatever the event holds. */
  FALSE,
  /** It depends on more than the type. */
  UNKNOWN;

  static Ternary of(boolean known) {
    return known ? TRUE : FALSE;
  }

  Ternary not() {
    return switch (this) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case UNKNOWN -> UNKNOWN;
    };
  }
}

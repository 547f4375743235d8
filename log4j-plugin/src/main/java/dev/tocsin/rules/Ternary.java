package dev.tocsin.rules;

/** What is known of an expression while only an event's type is. */
enum Ternary {
  TRUE,
  FALSE,
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

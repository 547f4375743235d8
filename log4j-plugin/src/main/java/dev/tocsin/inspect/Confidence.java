package dev.tocsin.inspect;

import java.util.Locale;

/**
 * How sure a guess is. The names are those of the detail {@code confidence}: an event below {@code
 * high} alerts, and blocks nobody.
 */
public enum Confidence {
  /** Much that is honest is like this. */
  LOW,

  /** Honest input looks like this now and then. */
  MEDIUM,

  /** Of honest input next to nothing looks like this. */
  HIGH;

  /** The name in events, for example {@code high}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

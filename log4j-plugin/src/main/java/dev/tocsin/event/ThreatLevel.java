package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** What a risk score amounts to. */
public enum ThreatLevel implements Term {
  NONE,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  private static final Terms<ThreatLevel> TERMS = new Terms<>("threat level", values());

  private final String text = Terms.textOf(this);

  @Override
  public String text() {
    return text;
  }

  /**
   * The level of a risk score: 9.0 and above is critical, 7.0 high, 4.0 medium, 1.0 low.
   *
   * @param tenths the score in tenths, 0 to 100
   */
  public static ThreatLevel ofRiskTenths(int tenths) {
    if (tenths >= 90) {
      return CRITICAL;
    }
    if (tenths >= 70) {
      return HIGH;
    }
    if (tenths >= 40) {
      return MEDIUM;
    }
    return tenths >= 10 ? LOW : NONE;
  }

  /**
   * The value of this text, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the allowed values
   */
  public static ThreatLevel parse(String text) {
    return TERMS.parse(text);
  }

  /** The value of this text, in any case, or null. */
  public static @Nullable ThreatLevel find(CharSequence text) {
    return TERMS.find(text);
  }
}

package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** How grave an event is, from {@link #INFO} to {@link #CRITICAL}. */
public enum Severity implements Term {
  INFO,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  private static final Terms<Severity> TERMS = new Terms<>("severity", values());

  private final String text = Terms.textOf(this);

  @Override
  public String text() {
    return text;
  }

  /** The OTel log severity number of an event that was given this severity by hand. */
  public int otelSeverityNumber() {
    return switch (this) {
      case INFO -> 9;
      case LOW -> 10;
      case MEDIUM -> 13;
      case HIGH -> 17;
      case CRITICAL -> 18;
    };
  }

  /** The OCSF severity id, 1 for {@link #INFO} to 5 for {@link #CRITICAL}. */
  public int ocsfId() {
    return switch (this) {
      case INFO -> 1;
      case LOW -> 2;
      case MEDIUM -> 3;
      case HIGH -> 4;
      case CRITICAL -> 5;
    };
  }

  /** The severity of an OCSF severity id, 1 to 5. */
  static Severity ofOcsfId(int id) {
    return switch (id) {
      case 1 -> INFO;
      case 2 -> LOW;
      case 3 -> MEDIUM;
      case 4 -> HIGH;
      case 5 -> CRITICAL;
      default -> throw new IllegalArgumentException("OCSF severity id " + id + ": use 1 to 5");
    };
  }

  /**
   * The value of this text, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the allowed values
   */
  public static Severity parse(String text) {
    return TERMS.parse(text);
  }

  /** The value of this text, in any case, or null. */
  public static @Nullable Severity find(CharSequence text) {
    return TERMS.find(text);
  }
}

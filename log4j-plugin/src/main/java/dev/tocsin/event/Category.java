package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** What an event type is about. Each category is a Log4j marker below SECURITY. */
public enum Category implements Term {
  AUTHENTICATION,
  AUTHORIZATION,
  INPUT_VALIDATION,
  RATE_LIMITING,
  ATTACK,
  FILE_UPLOAD,
  API,
  PAYMENT,
  DATA,
  ADMIN,
  SYSTEM,
  THREAT,
  /** What the product tells about its own work. */
  AUDIT;

  private static final Terms<Category> TERMS = new Terms<>("category", values());

  private final String text = Terms.textOf(this);

  @Override
  public String text() {
    return text;
  }

  /** The name of the category's marker, for example {@code INPUT_VALIDATION}. */
  public String markerName() {
    return name();
  }

  /**
   * The value of this text, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the allowed values
   */
  public static Category parse(String text) {
    return TERMS.parse(text);
  }

  /** The value of this text, in any case, or null. */
  public static @Nullable Category find(CharSequence text) {
    return TERMS.find(text);
  }
}

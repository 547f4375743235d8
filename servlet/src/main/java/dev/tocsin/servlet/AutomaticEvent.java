package dev.tocsin.servlet;

import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What the filter tells by itself, unless the application has told it for the same request. */
public enum AutomaticEvent {
  /** {@code auth_failure}: an answer 401 to a request with credentials. */
  AUTH_FAILURE(true),

  /** {@code authorization_failure}: an answer 403. */
  AUTHORIZATION_FAILURE(true),

  /** {@code rate_limiting_trigger}: an answer 429. */
  RATE_LIMITING_TRIGGER(true),

  /** {@code input_validation_violation}: an answer 400. */
  INPUT_VALIDATION_VIOLATION(true),

  /** {@code suspicious_activity}: many answers 404 to one client. */
  NOT_FOUND_FLOOD(true),

  /** {@code session_created}. */
  SESSION_CREATED(true),

  /** {@code auth_session_expired}: nobody used the session for as long as it lasts. */
  SESSION_EXPIRED(true),

  /** {@code suspicious_activity}: an exception that the application did not catch. */
  UNCAUGHT_EXCEPTION(false),

  /** {@code csrf_attempt}: a page of another origin made the browser send a change. */
  CSRF_ATTEMPT(false),

  /**
   * {@code auth_session_hijacked}: a session's network and user agent both changed at once; by the
   * user of the request, so it is for those whom the container knows.
   */
  AUTH_SESSION_HIJACKED(false),

  /**
   * {@code file_upload_malicious}, or {@code file_upload_attempt} where that is a guess: an
   * uploaded file with a dangerous name, type or beginning, when the application asks for it.
   */
  FILE_UPLOAD_MALICIOUS(false);

  private final boolean byDefault;

  AutomaticEvent(boolean byDefault) {
    this.byDefault = byDefault;
  }

  /** The name in configuration, for example {@code auth_failure}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Those that are told where nothing else is configured. */
  static Set<AutomaticEvent> defaults() {
    Set<AutomaticEvent> defaults = EnumSet.noneOf(AutomaticEvent.class);
    Stream.of(values()).filter(each -> each.byDefault).forEach(defaults::add);
    return defaults;
  }

  /**
   * Reads names with commas between them; {@code none} for none.
   *
   * @throws IllegalArgumentException if one is no such name
   */
  static Set<AutomaticEvent> parse(String text) {
    Set<AutomaticEvent> events = EnumSet.noneOf(AutomaticEvent.class);
    if (text.strip().equals("none")) {
      return events;
    }
    for (String name : text.split(",", -1)) {
      if (!name.isBlank()) {
        events.add(find(name.strip()));
      }
    }
    return events;
  }

  private static AutomaticEvent find(String name) {
    for (AutomaticEvent each : values()) {
      if (each.text().equals(name)) {
        return each;
      }
    }
    List<String> names = Stream.of(values()).map(AutomaticEvent::text).toList();
    throw new IllegalArgumentException(
        "automatic event "
            + Quote.of(name)
            + ": "
            + Nearest.question(name, names)
            + "use none or some of "
            + String.join(", ", names));
  }
}

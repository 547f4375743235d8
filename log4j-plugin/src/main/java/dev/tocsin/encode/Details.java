package dev.tocsin.encode;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Single details that other vocabularies have a place for. */
final class Details {
  private Details() {}

  /** One of the details, or null. */
  static @Nullable Object get(EventView event, String name) {
    return event.get(EventField.DETAILS) instanceof Map<?, ?> details ? details.get(name) : null;
  }

  /** One of the details that is a text, or null. */
  static @Nullable CharSequence text(EventView event, String name) {
    return get(event, name) instanceof CharSequence text ? text : null;
  }

  /** The first of these names that is a text, or null. */
  static @Nullable CharSequence firstText(EventView event, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      CharSequence text = text(event, names.get(i));
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** The rule that an event of the product is about, and not a detail that an application gave. */
  static @Nullable CharSequence rule(EventView event) {
    boolean ofRule =
        event.type().isReserved()
            || (EventType.SUSPICIOUS.equals(event.type()) && isUuid(text(event, "alert_id")));
    return ofRule ? text(event, "rule") : null;
  }

  private static boolean isUuid(@Nullable CharSequence text) {
    try {
      return text != null && !UUID.fromString(text.toString()).toString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

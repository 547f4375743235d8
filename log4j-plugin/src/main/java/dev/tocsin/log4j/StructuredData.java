package dev.tocsin.log4j;

import dev.tocsin.event.Category;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Values;
import java.util.Locale;
import org.apache.logging.log4j.message.StructuredDataId;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a structured data message (RFC 5424) says beside its entries: a type, and an id such as
 * {@code transfer@32473}. Either may name the event; in log4j-audit the id does, and the type is
 * {@code Audit} for all. What is not in the event's own name stands in its details.
 */
final class StructuredData {
  private static final String ID = "structured_data_id";
  private static final String TYPE = "structured_data_type";

  private StructuredData() {}

  /** The type that somebody registered under the message's type, else under its id; or null. */
  static @Nullable EventType registered(StructuredDataMessage message, EventTypes types) {
    EventType byType = find(Values.textOf(message::getType), types);
    return byType != null ? byType : find(idName(message), types);
  }

  /**
   * What the message calls its event, as names of types are written: {@code billPay} is {@code
   * bill_pay}. Its type if that says more than a category, else its id; null if there is neither.
   */
  static @Nullable String eventName(StructuredDataMessage message) {
    String type = Values.textOf(message::getType);
    String name = type == null || saysNoMoreThanAMarker(type) ? idName(message) : type;
    return name == null || name.isBlank() ? null : withUnderscores(name);
  }

  /** Puts into the details what the event's type does not say. */
  static void keepNames(StructuredDataMessage message, EventDraft draft) {
    StructuredDataId id = message.getId();
    if (id != null) {
      keep(ID, Values.textOf(() -> id.getName() == null ? null : id.toString()), draft);
    }
    String type = Values.textOf(message::getType);
    if (type != null && !saysNoMoreThanAMarker(type)) {
      keep(TYPE, type, draft);
    }
  }

  private static void keep(String detail, @Nullable String name, EventDraft draft) {
    if (name != null && !name.isEmpty() && !name.equals(draft.type().name())) {
      draft.putDetail(detail, name);
    }
  }

  private static @Nullable EventType find(@Nullable String name, EventTypes types) {
    if (name == null) {
      return null;
    }
    EventType type = types.find(name);
    if (type == null) {
      type = types.find(withUnderscores(name));
    }
    return type == null || type.isReserved() ? null : type;
  }

  private static @Nullable String idName(StructuredDataMessage message) {
    StructuredDataId id = message.getId();
    return id == null ? null : Values.textOf(id::getName);
  }

  private static boolean saysNoMoreThanAMarker(String name) {
    return Category.find(name) != null || name.equalsIgnoreCase(TypeResolver.SECURITY);
  }

  private static String withUnderscores(String name) {
    StringBuilder out = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i > 0 && Character.isUpperCase(c) && isLowerOrDigit(name.charAt(i - 1))) {
        out.append('_');
      }
      out.append(c);
    }
    return out.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isLowerOrDigit(char c) {
    return Character.isLowerCase(c) || Character.isDigit(c);
  }
}

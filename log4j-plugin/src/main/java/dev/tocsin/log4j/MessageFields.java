package dev.tocsin.log4j;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.Values;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.apache.logging.log4j.util.TriConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a log event's message and context say about an event's fields. Entries named like a field,
 * or as OpenTelemetry names it, fill that field; the others are details, of the context only where
 * configured. What the product computes itself can't be set from there.
 */
final class MessageFields {
  /** The entry of a map message that names the event's type. */
  static final String EVENT_TYPE = EventField.EVENT_TYPE.jsonName();

  private static final Set<EventField> COMPUTED =
      EnumSet.of(
          EventField.EVENT_ID,
          EventField.EVENT_TYPE,
          EventField.LOGGED_AT,
          EventField.SOURCE,
          EventField.THREAT_LEVEL,
          EventField.RISK_SCORE,
          EventField.STATUS,
          EventField.IS_TRUNCATED,
          EventField.ORIGINAL_SIZE,
          EventField.SEQ);
  private static final Map<String, EventField> CONTEXT_NAMES = contextNames();
  private static final TriConsumer<String, Object, EventDraft> ADD_ENTRY = MessageFields::addEntry;

  /** Far above what an event keeps; a list that never ends is left here. */
  private static final int MOST_TEXTS = 4_096;

  private MessageFields() {}

  private static Map<String, EventField> contextNames() {
    Map<String, EventField> fields = new HashMap<>();
    for (EventField field : EventField.values()) {
      for (String name : field.contextNames()) {
        fields.put(name, field);
      }
    }
    return Map.copyOf(fields);
  }

  /** The field that a context entry of that name fills, or null. */
  static @Nullable EventField contextField(String name) {
    return CONTEXT_NAMES.get(name);
  }

  /** What a message calls its event, registered or not; null if it does not. */
  static @Nullable String eventName(Message message) {
    if (message instanceof StructuredDataMessage structured) {
      return StructuredData.eventName(structured);
    }
    if (message instanceof MapMessage<?, ?> map) {
      Object type = map.getData().get(EVENT_TYPE);
      return type == null ? null : Values.text(type);
    }
    return null;
  }

  /** What a message was made of beside its pattern; null if it does not say. */
  static Object @Nullable [] parameters(Message message) {
    try {
      return message.getParameters();
    } catch (Throwable e) {
      var unused = Values.unreadable(e);
      return null;
    }
  }

  /** Takes over the message's text and entries. */
  static void add(Message message, EventDraft draft) {
    if (message instanceof MapMessage<?, ?> map) {
      map.forEach(ADD_ENTRY, draft);
      if (message instanceof StructuredDataMessage structured) {
        String text = structured.getFormat();
        if (draft.get(EventField.MESSAGE) == null && text != null && !text.isEmpty()) {
          draft.set(EventField.MESSAGE, text);
        }
        StructuredData.keepNames(structured, draft);
      }
    } else {
      String text = Values.textOf(message::getFormattedMessage);
      if (text != null) {
        draft.set(EventField.MESSAGE, text);
      }
    }
  }

  private static void addEntry(String name, @Nullable Object value, EventDraft draft) {
    if (value == null || (name.equals(EVENT_TYPE) && isItsType(value, draft))) {
      return;
    }
    EventField named = EventField.find(name);
    EventField field = named == null ? CONTEXT_NAMES.get(name) : named;
    try {
      if (field == null || COMPUTED.contains(field) || !addStructure(field, value, draft)) {
        draft.putDetail(name, value);
      }
    } catch (Throwable e) {
      // A map or list whose own code threw while it was read.
      draft.putDetail(name + "_invalid", Values.unreadable(e));
    }
  }

  private static boolean isItsType(Object value, EventDraft draft) {
    return Values.text(value).equalsIgnoreCase(draft.type().name());
  }

  /** Sets a field from an entry's value; false if the value is not of the field's shape. */
  private static boolean addStructure(EventField field, Object value, EventDraft draft) {
    switch (field.kind()) {
      case MAP -> {
        if (!(value instanceof Map<?, ?> map)) {
          return false;
        }
        if (field == EventField.DETAILS) {
          draft.putDetails(map);
        } else {
          draft.putRequestHeaders(map);
        }
      }
      case TEXT_LIST -> {
        if (value instanceof Collection<?> list) {
          int left = MOST_TEXTS;
          for (Object each : list) {
            draft.set(field, Values.text(each));
            if (--left == 0) {
              break;
            }
          }
        } else {
          draft.set(field, Values.text(value));
        }
      }
      case CHANGES -> {
        return false;
      }
      default -> draft.set(field, Values.text(value));
    }
    return true;
  }
}

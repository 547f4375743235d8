package dev.tocsin.otel;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Values;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Details as attributes, each by its own name and as what it is: {@code {"a":{"b":1}}} is the whole
 * number {@code tocsin.details.a.b}. A list of one kind of value is an array of that kind; any
 * other list, and an empty map, is a value of OpenTelemetry's type for any value. A null is none.
 * Immutable.
 */
final class DetailAttributes implements FieldAttributes.Part {
  static final String PREFIX = "tocsin.details.";

  /** Of the names of an entry and those around it, in UTF-16 units. */
  static final int MAX_NAME_CHARS = 256;

  private final FieldChoice choice;

  DetailAttributes(FieldChoice choice) {
    this.choice = choice;
  }

  @Override
  public void put(EventView event, RecordAttributes out) {
    if (event.get(EventField.DETAILS) instanceof Map<?, ?> details) {
      for (Map.Entry<?, ?> entry : details.entrySet()) {
        put(String.valueOf(entry.getKey()), entry.getValue(), out);
      }
    }
  }

  private void put(String name, @Nullable Object value, RecordAttributes out) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        put(name + "." + entry.getKey(), entry.getValue(), out);
      }
    } else if (value != null && choice.hasDetail(name)) {
      // A name is not cut: two that begin alike would become one.
      if (name.length() > MAX_NAME_CHARS) {
        out.leaveOut();
      } else {
        leaf(name, value, out);
      }
    }
  }

  private void leaf(String name, Object value, RecordAttributes out) {
    String key = PREFIX + name;
    if (value instanceof String text) {
      out.text(AttributeKey.stringKey(key), text);
    } else if (value instanceof Long whole) {
      out.number(AttributeKey.longKey(key), whole);
    } else if (value instanceof Boolean flag) {
      out.flag(AttributeKey.booleanKey(key), flag);
    } else if (value instanceof Double number) {
      out.decimal(AttributeKey.doubleKey(key), number);
    } else if (value instanceof List<?> list) {
      list(key, name, list, out);
    } else if (value instanceof Map<?, ?>) {
      any(key, anyValue(value, name, choice::hasDetail), out);
    } else {
      out.text(AttributeKey.stringKey(key), Values.text(value));
    }
  }

  private void list(String key, String name, List<?> list, RecordAttributes out) {
    Class<?> kind = commonClass(list);
    int numbers = list.size() * RecordAttributes.NUMBER_BYTES;
    if (kind == String.class) {
      int bytes = 0;
      for (Object each : list) {
        bytes += out.bytesOf((String) each) + RecordAttributes.ELEMENT_BYTES;
      }
      out.whole(AttributeKey.stringArrayKey(key), all(list, String.class), bytes);
    } else if (kind == Long.class) {
      out.whole(AttributeKey.longArrayKey(key), all(list, Long.class), numbers);
    } else if (kind == Boolean.class) {
      out.whole(AttributeKey.booleanArrayKey(key), all(list, Boolean.class), numbers);
    } else if (kind == Double.class) {
      out.whole(AttributeKey.doubleArrayKey(key), all(list, Double.class), numbers);
    } else {
      any(key, anyValue(list, name, choice::hasDetail), out);
    }
  }

  /** The class of all elements; null if there are several, or one that is null. */
  private static @Nullable Class<?> commonClass(List<?> list) {
    Class<?> common = null;
    for (Object each : list) {
      if (each == null || (common != null && each.getClass() != common)) {
        return null;
      }
      common = each.getClass();
    }
    return common;
  }

  private static <T> List<T> all(List<?> list, Class<T> kind) {
    List<T> all = new ArrayList<>(list.size());
    for (Object each : list) {
      all.add(kind.cast(each));
    }
    return List.copyOf(all);
  }

  private static void any(String key, Value<?> value, RecordAttributes out) {
    any(AttributeKey.valueKey(key), value, out);
  }

  /** Puts a value of any kind, or leaves it out where its JSON would not fit. */
  static void any(AttributeKey<Value<?>> key, Value<?> value, RecordAttributes out) {
    out.whole(key, value, out.bytesOf(value.asString()));
  }

  /**
   * A value of any kind.
   *
   * @param name by which entries of maps in it are chosen
   * @param chosen says of such a name whether the entry leaves
   */
  static Value<?> anyValue(@Nullable Object value, String name, Predicate<String> chosen) {
    if (value == null) {
      return Value.empty();
    }
    if (value instanceof Long whole) {
      return Value.of(whole);
    }
    if (value instanceof Double number) {
      return Value.of(number);
    }
    if (value instanceof Boolean flag) {
      return Value.of(flag);
    }
    if (value instanceof List<?> list) {
      List<Value<?>> values = new ArrayList<>(list.size());
      for (Object each : list) {
        values.add(anyValue(each, name, chosen));
      }
      return Value.of(values);
    }
    if (value instanceof Map<?, ?> map) {
      List<KeyValue> pairs = new ArrayList<>(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String inner = name + "." + entry.getKey();
        if (chosen.test(inner)) {
          String key = String.valueOf(entry.getKey());
          pairs.add(KeyValue.of(key, anyValue(entry.getValue(), inner, chosen)));
        }
      }
      return Value.of(pairs.toArray(new KeyValue[0]));
    }
    return Value.of(Values.text(value));
  }
}

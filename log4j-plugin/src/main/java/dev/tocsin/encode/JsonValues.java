package dev.tocsin.encode;

import dev.tocsin.event.Change;
import dev.tocsin.event.Entries;
import dev.tocsin.event.JsonSize;
import dev.tocsin.event.Values;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of details: texts, numbers, booleans, lists and maps. Every method answers how many
 * bytes it left out.
 */
final class JsonValues {
  private static final int MEASURED_VALUES = 65_536;
  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] FIELD = ascii("{\"field\":");
  private static final byte[] OLD = ascii(",\"old\":");
  private static final byte[] NEW = ascii(",\"new\":");

  private JsonValues() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Writes one value.
   *
   * @param depth how many maps and lists stand around it
   * @param end the length of the sink beyond which the attempt has failed and nothing more is
   *     written, only measured
   */
  static long write(ByteSink sink, @Nullable Object value, int depth, int end, Bounds bounds) {
    if (sink.length() > end) {
      return bounds.measures() ? JsonSize.ofValue(value, MEASURED_VALUES) : 0;
    }
    if (value == null) {
      sink.put(NULL);
      return 0;
    }
    // Classes first: asking for an interface takes longer.
    if (value instanceof String text) {
      return JsonText.write(sink, text, bounds.textChars());
    }
    if (value instanceof Number number) {
      return number(sink, number, bounds);
    }
    if (value instanceof Boolean flag) {
      sink.put(flag ? TRUE : FALSE);
      return 0;
    }
    if (value instanceof Change change) {
      return change(sink, change, end, bounds);
    }
    if (value instanceof Entries entries && depth < bounds.depth()) {
      return entries(sink, entries, depth + 1, end, bounds);
    }
    if (value instanceof CharSequence text) {
      return JsonText.write(sink, text, bounds.textChars());
    }
    boolean isMap = value instanceof Map<?, ?>;
    if (!isMap && !(value instanceof List<?>)) {
      return JsonText.write(sink, Values.text(value), bounds.textChars());
    }
    if (depth >= bounds.depth()) {
      long size = bounds.measures() ? JsonSize.ofValue(value, MEASURED_VALUES) : 0;
      JsonText.write(sink, Values.TOO_DEEP, bounds.textChars());
      return Math.max(0, size - JsonSize.ofText(Values.TOO_DEEP));
    }
    return isMap
        ? map(sink, (Map<?, ?>) value, depth + 1, end, bounds)
        : list(sink, (List<?>) value, depth + 1, end, bounds);
  }

  private static long number(ByteSink sink, Number number, Bounds bounds) {
    if (number instanceof Long whole) {
      sink.putDecimal(whole);
      return 0;
    }
    String text = Values.numberText(number);
    if (text == null) {
      return JsonText.write(sink, Values.text(number), bounds.textChars());
    }
    sink.putAscii(text);
    return 0;
  }

  private static long change(ByteSink sink, Change change, int end, Bounds bounds) {
    sink.put(FIELD);
    long omitted = JsonText.write(sink, change.field(), bounds.nameChars());
    sink.put(OLD);
    omitted += write(sink, change.oldValue(), 1, end, bounds);
    sink.put(NEW);
    omitted += write(sink, change.newValue(), 1, end, bounds);
    sink.put('}');
    return omitted;
  }

  private static long entries(ByteSink sink, Entries entries, int depth, int end, Bounds bounds) {
    long omitted = 0;
    sink.put('{');
    for (int i = 0; i < entries.size(); i++) {
      omitted += entry(sink, i, entries.nameAt(i), entries.valueAt(i), depth, end, bounds);
    }
    sink.put('}');
    return omitted;
  }

  private static long map(ByteSink sink, Map<?, ?> map, int depth, int end, Bounds bounds) {
    long omitted = 0;
    int index = 0;
    sink.put('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = Values.name(Values.text(entry.getKey()));
      omitted += entry(sink, index++, name, entry.getValue(), depth, end, bounds);
    }
    sink.put('}');
    return omitted;
  }

  private static long entry(
      ByteSink sink,
      int index,
      String name,
      @Nullable Object value,
      int depth,
      int end,
      Bounds bounds) {
    // A name is not cut: two that begin alike would become one.
    if (index >= bounds.entries() || name.length() > bounds.nameChars() || sink.length() > end) {
      return bounds.measures()
          ? (index > 0 ? 2 : 1) + JsonSize.ofText(name) + JsonSize.ofValue(value, MEASURED_VALUES)
          : 0;
    }
    long omitted = 0;
    if (sink.array()[sink.length() - 1] != '{') {
      sink.put(',');
    } else if (index > 0) {
      // Those before were left out, and so is the comma behind them.
      omitted++;
    }
    omitted += JsonText.write(sink, name, bounds.nameChars());
    sink.put(':');
    return omitted + write(sink, value, depth, end, bounds);
  }

  /** Writes a list whose elements stand at a depth. */
  static long list(ByteSink sink, List<?> list, int depth, int end, Bounds bounds) {
    long omitted = 0;
    sink.put('[');
    for (int i = 0; i < list.size(); i++) {
      Object value = list.get(i);
      if (i >= bounds.entries() || sink.length() > end) {
        if (bounds.measures()) {
          omitted += (i > 0 ? 1 : 0) + JsonSize.ofValue(value, MEASURED_VALUES);
        }
        continue;
      }
      if (i > 0) {
        sink.put(',');
      }
      omitted += write(sink, value, depth, end, bounds);
    }
    sink.put(']');
    return omitted;
  }
}

package dev.tocsin.encode;

import dev.tocsin.event.Entries;
import dev.tocsin.event.Values;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes details as Python writes a dict, {@code {'failures': 15, 'hosts': ['a', None]}}. Every
 * method answers whether it left something out.
 */
final class PythonValues {
  /** Shows every name. */
  static final Predicate<String> ALL = name -> true;

  private static final byte[] NONE = ascii("None");
  private static final byte[] TRUE = ascii("True");
  private static final byte[] FALSE = ascii("False");

  private PythonValues() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes the details whose names are shown. */
  static boolean write(
      ByteSink sink, Entries details, Predicate<String> shown, int end, Bounds bounds) {
    return entries(sink, details, shown, 1, end, bounds);
  }

  private static boolean entries(
      ByteSink sink, Entries entries, Predicate<String> shown, int depth, int end, Bounds bounds) {
    boolean cut = false;
    int written = 0;
    sink.put('{');
    for (int i = 0; i < entries.size(); i++) {
      String name = entries.nameAt(i);
      if (!shown.test(name)) {
        continue;
      }
      if (!bounds.maps() || written == bounds.entries() || sink.length() > end) {
        cut = true;
        break;
      }
      separator(sink, written++);
      cut |= quoted(sink, name, bounds.nameChars());
      sink.put(':');
      sink.put(' ');
      cut |= value(sink, entries.valueAt(i), depth, end, bounds);
    }
    sink.put('}');
    return cut;
  }

  private static boolean list(ByteSink sink, List<?> list, int depth, int end, Bounds bounds) {
    boolean cut = false;
    sink.put('[');
    for (int i = 0; i < list.size(); i++) {
      if (i == bounds.entries() || sink.length() > end) {
        cut = true;
        break;
      }
      separator(sink, i);
      cut |= value(sink, list.get(i), depth, end, bounds);
    }
    sink.put(']');
    return cut;
  }

  private static boolean value(
      ByteSink sink, @Nullable Object value, int depth, int end, Bounds bounds) {
    if (value == null) {
      sink.put(NONE);
    } else if (value instanceof Boolean flag) {
      sink.put(flag ? TRUE : FALSE);
    } else if (value instanceof Long whole) {
      sink.putDecimal(whole);
    } else if (value instanceof Number number && Values.numberText(number) != null) {
      sink.putAscii(String.valueOf(Values.numberText(number)));
    } else if (value instanceof Entries entries && depth < bounds.depth()) {
      return entries(sink, entries, ALL, depth + 1, end, bounds);
    } else if (value instanceof List<?> list && depth < bounds.depth()) {
      return list(sink, list, depth + 1, end, bounds);
    } else if (value instanceof Entries || value instanceof List<?>) {
      quoted(sink, Values.TOO_DEEP, bounds.textChars());
      return true;
    } else {
      CharSequence text = value instanceof CharSequence chars ? chars : Values.text(value);
      return quoted(sink, text, bounds.textChars());
    }
    return false;
  }

  private static boolean quoted(ByteSink sink, CharSequence text, int maxChars) {
    sink.put('\'');
    boolean cut = TextEscapes.write(sink, text, maxChars, true);
    sink.put('\'');
    return cut;
  }

  private static void separator(ByteSink sink, int index) {
    if (index > 0) {
      sink.put(',');
      sink.put(' ');
    }
  }
}

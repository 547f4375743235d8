package dev.tocsin.event;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many bytes values take when written as JSON in UTF-8. Tells what a cut took away. */
public final class JsonSize {
  private static final int ESCAPE = 6;
  private static final int MAX_DEPTH = 64;

  private JsonSize() {}

  /** Bytes of a part of a text, its escapes included, without the quotes. */
  public static long ofText(CharSequence text, int from, int to) {
    long bytes = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += ofAscii(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < to
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else if (Character.isSurrogate(c) || UnsafeChars.isUnsafe(c)) {
        bytes += ESCAPE;
      } else {
        bytes += c < 0x800 ? 2 : 3;
      }
    }
    return bytes;
  }

  /** Bytes of a whole text with its quotes. */
  public static long ofText(CharSequence text) {
    return 2 + ofText(text, 0, text.length());
  }

  private static int ofAscii(char c) {
    return switch (c) {
      case '"', '\\', '\b', '\f', '\n', '\r', '\t' -> 2;
      default -> UnsafeChars.isUnsafe(c) ? ESCAPE : 1;
    };
  }

  /**
   * Bytes of a value of any kind. Where it can't be known (more values than the budget, cycles), a
   * lower bound.
   *
   * @param maxValues how many values are looked at
   */
  public static long ofValue(@Nullable Object value, int maxValues) {
    return new Measure(maxValues).size(value);
  }

  /** Measures values until it has looked at so many of them; from then on all count nothing. */
  static final class Measure {
    private int budget;

    Measure(int budget) {
      this.budget = budget;
    }

    boolean isSpent() {
      return budget <= 0;
    }

    long size(@Nullable Object value) {
      return size(value, 0);
    }

    private long size(@Nullable Object value, int depth) {
      if (budget-- <= 0 || depth > MAX_DEPTH) {
        return 0;
      }
      if (value == null) {
        return 4;
      }
      if (value instanceof CharSequence) {
        return ofText(Values.text(value));
      }
      if (value instanceof Boolean flag) {
        return flag ? 4 : 5;
      }
      try {
        return value instanceof Number number ? ofNumber(number) : sizeOfMany(value, depth);
      } catch (Throwable e) {
        return ofText(Values.unreadable(e));
      }
    }

    private static long ofNumber(Number number) {
      String text = Values.numberText(number);
      return text != null ? text.length() : ofText(Values.text(number));
    }

    private long sizeOfMany(Object value, int depth) {
      long bytes = 2;
      if (value instanceof Change change) {
        return "{'field':,'old':,'new':}".length()
            + ofText(change.field())
            + size(change.oldValue(), depth + 1)
            + size(change.newValue(), depth + 1);
      }
      if (value instanceof Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if (budget <= 0) {
            break;
          }
          bytes += ofText(Values.text(entry.getKey())) + 2 + size(entry.getValue(), depth + 1);
        }
        return map.isEmpty() ? 2 : bytes - 1;
      }
      if (value instanceof Collection<?> list) {
        for (Object each : list) {
          if (budget <= 0) {
            break;
          }
          bytes += 1 + size(each, depth + 1);
        }
        return list.isEmpty() ? 2 : bytes - 1;
      }
      if (value.getClass().isArray()) {
        int length = Array.getLength(value);
        for (int i = 0; i < length && budget > 0; i++) {
          bytes += 1 + size(Array.get(value, i), depth + 1);
        }
        return length == 0 ? 2 : bytes - 1;
      }
      return ofText(Values.text(value));
    }
  }
}

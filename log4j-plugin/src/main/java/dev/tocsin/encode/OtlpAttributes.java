package dev.tocsin.encode;

import dev.tocsin.event.Change;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventView;
import dev.tocsin.event.JsonSize;
import dev.tocsin.event.Values;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the attributes of one log record, within the bounds that the OpenTelemetry bridge has, for
 * the sake of Loki: what does not fit is cut or left out, and the record says {@code
 * tocsin.truncated}. Belongs to one sink and is used again with it. Not thread-safe.
 */
final class OtlpAttributes {
  /** Attributes of a record at most. */
  static final int MAX_ATTRIBUTES = 100;

  /** Bytes of UTF-8 of all names and values at most; a number counts as {@link #NUMBER_BYTES}. */
  static final int MAX_BYTES = 49_152;

  /** Of a text that names something. */
  static final int MAX_ID_BYTES = 1_024;

  /** Of a list of texts. */
  static final int MAX_LIST_BYTES = 8_192;

  private static final int NUMBER_BYTES = 20;
  private static final int ELEMENT_BYTES = 3;
  private static final int MEASURED_VALUES = 65_536;

  private static final AttributeName TRUNCATED = new AttributeName("tocsin.truncated");
  private static final byte[] KEY = ascii("{\"key\":\"");
  private static final byte[] VALUE = ascii("\",\"value\":");
  private static final byte[] STRING = ascii("{\"stringValue\":");
  private static final byte[] INT = ascii("{\"intValue\":\"");
  private static final byte[] DOUBLE = ascii("{\"doubleValue\":");
  private static final byte[] TRUE = ascii("{\"boolValue\":true}");
  private static final byte[] FALSE = ascii("{\"boolValue\":false}");
  private static final byte[] ARRAY = ascii("{\"arrayValue\":{\"values\":[");
  private static final byte[] MAP = ascii("{\"kvlistValue\":{\"values\":[");
  private static final byte[] END = ascii("]}}");
  private static final byte[] NOTHING = ascii("{}");

  private final ByteSink sink;
  private int room;
  private int taken;
  private int leftOut;
  private boolean cut;

  /** UTF-8 bytes of what {@link #fitting} measured last. */
  private int measured;

  /** The name of an attribute, as it is written. */
  static final class AttributeName {
    final byte[] bytes;
    final int length;

    AttributeName(String name) {
      this.bytes = ascii("{\"key\":\"" + name + "\",\"value\":");
      this.length = name.length();
    }
  }

  OtlpAttributes(ByteSink sink) {
    this.sink = sink;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Forgets what was written before. */
  void begin() {
    room = MAX_BYTES - TRUNCATED.length - NUMBER_BYTES;
    taken = 1;
    leftOut = 0;
    cut = false;
  }

  /** Something of the event was cut on its way. */
  void markCut() {
    cut = true;
  }

  /** Counts an attribute that does not fit. */
  void leaveOut() {
    leftOut++;
  }

  int leftOut() {
    return leftOut;
  }

  /** The event's id. */
  void uuid(AttributeName key, EventView event) {
    if (fits(key.length + EventIds.LENGTH)) {
      take(key, key.length + EventIds.LENGTH);
      Members.id(sink, STRING, event);
      sink.put('}');
      sink.put('}');
    }
  }

  /** A text that names something, or nothing. */
  void id(AttributeName key, @Nullable CharSequence text) {
    if (text != null) {
      text(key, text, 0, text.length(), MAX_ID_BYTES);
    }
  }

  /** Any text, which may take all the room that there is left, or nothing. */
  void text(AttributeName key, @Nullable CharSequence text) {
    if (text != null) {
      text(key, text, 0, text.length(), MAX_BYTES);
    }
  }

  /** A part of a text, or nothing where it is empty. */
  void text(AttributeName key, CharSequence text, int from, int to) {
    if (from < to) {
      text(key, text, from, to, MAX_BYTES);
    }
  }

  private void text(AttributeName key, CharSequence text, int from, int to, int most) {
    int end = cut(text, from, to, Math.min(most, room - key.length));
    if (!hasRoom(key.length) || (end == from && from < to)) {
      leftOut++;
      return;
    }
    take(key, key.length + measured);
    string(text, from, end);
    sink.put('}');
  }

  /** A list of texts, as many as fit. */
  void texts(AttributeName key, List<?> texts) {
    int most = Math.min(MAX_LIST_BYTES, room - key.length);
    if (!hasRoom(key.length)) {
      leftOut++;
      return;
    }
    int before = sink.length();
    begin(key);
    sink.put(ARRAY);
    int bytes = 0;
    int kept = 0;
    for (int i = 0; i < texts.size(); i++) {
      CharSequence text = texts.get(i) instanceof CharSequence is ? is : Values.text(texts.get(i));
      int end = cut(text, 0, text.length(), MAX_ID_BYTES);
      if (bytes + measured + ELEMENT_BYTES > most) {
        cut = true;
        break;
      }
      bytes += measured + ELEMENT_BYTES;
      if (kept++ > 0) {
        sink.put(',');
      }
      string(text, 0, end);
    }
    if (kept == 0 && !texts.isEmpty()) {
      sink.truncate(before);
      leftOut++;
      return;
    }
    sink.put(END);
    sink.put('}');
    count(key.length + bytes);
  }

  void number(AttributeName key, long number) {
    if (fits(key.length + NUMBER_BYTES)) {
      take(key, key.length + NUMBER_BYTES);
      number(number);
      sink.put('}');
    }
  }

  /** A number of tenths. */
  void tenths(AttributeName key, int tenths) {
    if (fits(key.length + NUMBER_BYTES)) {
      take(key, key.length + NUMBER_BYTES);
      Members.tenths(sink, DOUBLE, tenths);
      sink.put('}');
      sink.put('}');
    }
  }

  void flag(AttributeName key, boolean flag) {
    if (fits(key.length + NUMBER_BYTES)) {
      take(key, key.length + NUMBER_BYTES);
      sink.put(flag ? TRUE : FALSE);
      sink.put('}');
    }
  }

  /** A value of any kind, which is no use in part. */
  void any(AttributeName key, Object value) {
    int bytes = key.length + sizeOf(value);
    if (fits(bytes)) {
      take(key, bytes);
      value(value);
      sink.put('}');
    }
  }

  /**
   * A value by a name that is made up of two, the first of which is ASCII without quotes.
   *
   * @param value a text is cut, all else is left out where it does not fit
   */
  void named(String prefix, String name, Object value) {
    fitting(name, 0, name.length(), Integer.MAX_VALUE);
    int length = prefix.length() + measured;
    boolean isText =
        value instanceof CharSequence
            || !(value instanceof Number
                || value instanceof Boolean
                || value instanceof List<?>
                || value instanceof Map<?, ?>);
    if (!isText) {
      int bytes = length + sizeOf(value);
      if (fits(bytes)) {
        begin(prefix, name);
        value(value);
        sink.put('}');
        count(bytes);
      }
      return;
    }
    CharSequence text = value instanceof CharSequence is ? is : Values.text(value);
    int end = cut(text, 0, text.length(), Math.min(MAX_BYTES, room - length));
    if (!hasRoom(length) || (end == 0 && !text.isEmpty())) {
      leftOut++;
      return;
    }
    begin(prefix, name);
    string(text, 0, end);
    sink.put('}');
    count(length + measured);
  }

  /** Says so where something was cut or left out. To be called in the end. */
  void end() {
    if (cut || leftOut > 0) {
      begin(TRUNCATED);
      sink.put(TRUE);
      sink.put('}');
    }
  }

  /** The end of a part of a text that takes at most so many bytes, cut between characters. */
  int cut(CharSequence text, int from, int to, int most) {
    int end = fitting(text, from, to, most);
    cut |= end < to;
    return end;
  }

  private int fitting(CharSequence text, int from, int to, int most) {
    int bytes = 0;
    int at = from;
    while (at < to) {
      char c = text.charAt(at);
      int units = 1;
      int size = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      if (Character.isHighSurrogate(c)
          && at + 1 < to
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        units = 2;
        size = 4;
      }
      if (bytes + size > most) {
        break;
      }
      bytes += size;
      at += units;
    }
    measured = bytes;
    return at;
  }

  /** A list of one kind counts by its elements, all else as JSON. */
  private int sizeOf(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return NUMBER_BYTES;
    }
    if (value instanceof List<?> list && !list.isEmpty()) {
      Class<?> kind = commonClass(list);
      if (kind == Long.class || kind == Boolean.class || kind == Double.class) {
        return list.size() * NUMBER_BYTES;
      }
      if (kind == String.class) {
        int bytes = 0;
        for (int i = 0; i < list.size(); i++) {
          String text = (String) list.get(i);
          fitting(text, 0, text.length(), Integer.MAX_VALUE);
          bytes += measured + ELEMENT_BYTES;
        }
        return bytes;
      }
    }
    return (int) Math.min(Integer.MAX_VALUE / 2, JsonSize.ofValue(value, MEASURED_VALUES));
  }

  /** The class of all elements; null if there are several, or one that is null. */
  private static @Nullable Class<?> commonClass(List<?> list) {
    Class<?> common = null;
    for (int i = 0; i < list.size(); i++) {
      Object each = list.get(i);
      if (each == null || (common != null && each.getClass() != common)) {
        return null;
      }
      common = each.getClass();
    }
    return common;
  }

  private boolean fits(int bytes) {
    boolean fits = hasRoom(bytes);
    leftOut += fits ? 0 : 1;
    return fits;
  }

  private boolean hasRoom(int bytes) {
    return taken < MAX_ATTRIBUTES && bytes <= room;
  }

  private void take(AttributeName key, int bytes) {
    begin(key);
    count(bytes);
  }

  private void count(int bytes) {
    room -= bytes;
    taken++;
  }

  private void begin(AttributeName key) {
    comma();
    sink.put(key.bytes);
  }

  private void begin(String prefix, String name) {
    comma();
    sink.put(KEY);
    sink.putAscii(prefix);
    JsonText.writeInner(sink, name);
    sink.put(VALUE);
  }

  private void comma() {
    if (sink.array()[sink.length() - 1] != '[') {
      sink.put(',');
    }
  }

  /** An AnyValue. */
  private void value(@Nullable Object value) {
    if (value == null) {
      sink.put(NOTHING);
    } else if (value instanceof Long whole) {
      number(whole);
    } else if (value instanceof Double decimal) {
      decimal(decimal);
    } else if (value instanceof Boolean flag) {
      sink.put(flag ? TRUE : FALSE);
    } else if (value instanceof List<?> list) {
      sink.put(ARRAY);
      for (int i = 0; i < list.size(); i++) {
        comma();
        value(list.get(i));
      }
      sink.put(END);
    } else if (value instanceof Map<?, ?> map) {
      sink.put(MAP);
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        pair(String.valueOf(entry.getKey()), entry.getValue());
      }
      sink.put(END);
    } else if (value instanceof Change change) {
      sink.put(MAP);
      pair("field", change.field());
      pair("old", change.oldValue());
      pair("new", change.newValue());
      sink.put(END);
    } else {
      CharSequence text = value instanceof CharSequence is ? is : Values.text(value);
      string(text, 0, text.length());
    }
  }

  private void pair(String name, @Nullable Object value) {
    begin("", name);
    value(value);
    sink.put('}');
  }

  private void number(long number) {
    sink.put(INT);
    sink.putDecimal(number);
    sink.put('"');
    sink.put('}');
  }

  /** Protocol Buffers' JSON has the numbers that JSON has not as texts. */
  private void decimal(Double decimal) {
    sink.put(DOUBLE);
    if (Double.isFinite(decimal)) {
      sink.putAscii(decimal.toString());
    } else {
      sink.put('"');
      sink.putAscii(decimal.toString());
      sink.put('"');
    }
    sink.put('}');
  }

  private void string(CharSequence text, int from, int to) {
    sink.put(STRING);
    JsonText.write(sink, text, from, to, Integer.MAX_VALUE);
    sink.put('}');
  }
}

package dev.tocsin.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The attributes of one record in the making, within bounds. Loki refuses a record of more than 128
 * attributes or 64 KiB of them, its resource's included, and a refused record is gone: so a client
 * that sends much must not make one. What does not fit is cut or left out, the record says {@code
 * tocsin.truncated}, and the journal has all of it. Not thread-safe.
 *
 * <p>Counting the bytes of every text takes a third of the time that a record takes. So a first try
 * takes each character for the longest there is, which nearly always fits all the same; if not,
 * {@link #isUnsure()} says so, and an exact try follows.
 */
final class RecordAttributes {
  /** Attributes of a record at most. */
  static final int MAX_ATTRIBUTES = 100;

  /** Bytes of UTF-8 of all names and values at most; a number counts as {@link #NUMBER_BYTES}. */
  static final int MAX_BYTES = 49_152;

  /** Of a text that names something: nobody's id is longer, but a client may send one that is. */
  static final int MAX_ID_BYTES = 1_024;

  /** Of a list of texts. */
  static final int MAX_LIST_BYTES = 8_192;

  /** Of the body; Loki refuses lines of 256 KiB. */
  static final int MAX_BODY_BYTES = 131_072;

  static final int NUMBER_BYTES = 20;

  /** What stands around a text in a list, where that is stored as JSON. */
  static final int ELEMENT_BYTES = 3;

  /** Of one UTF-16 unit, at most. */
  private static final int UNIT_BYTES = 3;

  private static final AttributeKey<Boolean> TRUNCATED =
      AttributeKey.booleanKey("tocsin.truncated");

  private final AttributesBuilder builder = Attributes.builder();
  private final boolean exact;
  private int room = MAX_BYTES - TRUNCATED.getKey().length() - NUMBER_BYTES;
  private int taken = 1;
  private int leftOut;
  private boolean cut;
  private boolean unsure;

  /** Bytes of the text that was measured last, as far as it fits. */
  private int measured;

  /**
   * No attributes yet.
   *
   * @param exact whether bytes are counted, and not guessed at
   */
  RecordAttributes(boolean exact) {
    this.exact = exact;
  }

  /** A text that names something. */
  void id(AttributeKey<String> key, CharSequence text) {
    text(key, text.toString(), MAX_ID_BYTES);
  }

  /** Any text, which may take all the room that there is left. */
  void text(AttributeKey<String> key, CharSequence text) {
    text(key, text.toString(), MAX_BYTES);
  }

  private void text(AttributeKey<String> key, String text, int most) {
    int name = bytesOf(key);
    String kept = cut(text, Math.min(most, room - name));
    if (!hasRoom(name) || (kept.isEmpty() && !text.isEmpty())) {
      leaveOut();
    } else {
      take(key, kept, name + measured);
    }
  }

  /** A list of texts, as many as fit. */
  void texts(AttributeKey<List<String>> key, List<?> texts) {
    int name = bytesOf(key);
    int most = Math.min(MAX_LIST_BYTES, room - name);
    int bytes = 0;
    List<String> kept = new ArrayList<>(texts.size());
    for (Object each : texts) {
      String text = cut(String.valueOf(each), MAX_ID_BYTES);
      int element = measured + ELEMENT_BYTES;
      if (bytes + element > most) {
        cut = true;
        unsure = !exact;
        break;
      }
      bytes += element;
      kept.add(text);
    }
    if (!hasRoom(name) || (kept.isEmpty() && !texts.isEmpty())) {
      leaveOut();
    } else {
      take(key, List.copyOf(kept), name + bytes);
    }
  }

  void number(AttributeKey<Long> key, long number) {
    whole(key, number, NUMBER_BYTES);
  }

  void decimal(AttributeKey<Double> key, double number) {
    whole(key, number, NUMBER_BYTES);
  }

  void flag(AttributeKey<Boolean> key, boolean flag) {
    whole(key, flag, NUMBER_BYTES);
  }

  /** A value that is no use in part. */
  <T> void whole(AttributeKey<T> key, T value, int bytes) {
    int size = bytesOf(key) + bytes;
    if (hasRoom(size)) {
      take(key, value, size);
    } else {
      leaveOut();
    }
  }

  private boolean hasRoom(int bytes) {
    unsure |= !exact && room < bytes;
    return taken < MAX_ATTRIBUTES && bytes <= room;
  }

  private <T> void take(AttributeKey<T> key, T value, int bytes) {
    builder.put(key, value);
    room -= bytes;
    taken++;
  }

  /** Counts an attribute that does not fit. */
  void leaveOut() {
    leftOut++;
  }

  /** Something of the event was cut on its way. */
  void markCut() {
    cut = true;
  }

  /** A text of at most so many bytes, cut between characters. */
  String cut(String text, int most) {
    int end = fitting(text, most);
    if (end == text.length()) {
      return text;
    }
    cut = true;
    return text.substring(0, end);
  }

  private int bytesOf(AttributeKey<?> key) {
    fitting(key.getKey(), Integer.MAX_VALUE);
    return measured;
  }

  /** How many UTF-16 units of a text fit into so many bytes. */
  private int fitting(String text, int most) {
    int length = text.length();
    if (!exact) {
      if (UNIT_BYTES * length <= most) {
        measured = UNIT_BYTES * length;
        return length;
      }
      unsure = true;
    }
    int bytes = 0;
    int at = 0;
    while (at < length) {
      char c = text.charAt(at);
      int units = 1;
      int size = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      if (Character.isHighSurrogate(c)
          && at + 1 < length
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

  /** Bytes of a text in UTF-8. */
  int bytesOf(String text) {
    fitting(text, Integer.MAX_VALUE);
    return measured;
  }

  /** How many there would be without bounds, and if no two had one name. To be asked at the end. */
  int total() {
    return taken - 1 + leftOut + (isTruncated() ? 1 : 0);
  }

  /** Whether an exact try might have room for more. */
  boolean isUnsure() {
    return unsure;
  }

  private boolean isTruncated() {
    return cut || leftOut > 0;
  }

  Attributes build() {
    if (isTruncated()) {
      builder.put(TRUNCATED, true);
    }
    return builder.build();
  }
}

package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether a line is one JSON object (RFC 8259) in UTF-8 that every reader takes in the same way: no
 * byte below 0x20, no bytes beside the object, no member twice in one object. Mutable, so that
 * millions of lines make no garbage; not thread-safe.
 */
final class LineForm {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_COMPARED = 50;
  private static final byte[] RECORD = "record".getBytes(US_ASCII);
  private static final byte[] EVENT_TYPE = "event_type".getBytes(US_ASCII);
  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private byte[] line = {};
  private int at;
  private int end;
  private boolean isRecord;
  private boolean isEvent;

  /** Whether names can't be compared as they stand, so that a JSON reader has to. */
  private boolean isToBeRead;

  private boolean isDoubled;

  /** Whether the string that was read last has an escape. */
  private boolean isEscaped;

  /** Starts of the names of the objects that are open, the innermost object's last. */
  private int[] names = new int[64];

  private int[] nameEnds = new int[64];

  /**
   * Looks at a line.
   *
   * @return what is wrong with it, or null
   */
  @Nullable String check(byte[] bytes, int offset, int length) {
    line = bytes;
    at = offset;
    end = offset + length;
    isRecord = false;
    isEvent = false;
    isToBeRead = false;
    isDoubled = false;
    if (at == end || line[at] != '{' || !object(0, 0) || at != end) {
      return "no line of a journal: not one JSON object in UTF-8, or with a control character";
    }
    if (isDoubled || (isToBeRead && isDoubledWhenRead(bytes, offset, length))) {
      return "no line of a journal: a member stands in it twice";
    }
    return null;
  }

  /** Whether the object has {@code record}. */
  boolean isRecord() {
    return isRecord;
  }

  /** Whether the object has {@code event_type}. */
  boolean isEvent() {
    return isEvent;
  }

  /** Names with escapes are compared by what they mean, and very many with a table. */
  private boolean isDoubledWhenRead(byte[] bytes, int offset, int length) {
    try (JsonParser json =
        STRICT.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(bytes, offset, length), StandardCharsets.UTF_8))) {
      int depth = 0;
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else if (depth == 1 && json.currentName() != null) {
          isRecord |= "record".equals(json.currentName());
          isEvent |= "event_type".equals(json.currentName());
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private boolean value(int depth, int open) {
    if (at == end || depth > MAX_DEPTH) {
      return false;
    }
    return switch (line[at]) {
      case '"' -> string();
      case '{' -> object(depth, open);
      case '[' -> array(depth, open);
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean object(int depth, int open) {
    at++;
    if (skipped('}')) {
      return true;
    }
    int count = open;
    long seen = 0;
    do {
      blanks();
      int start = at + 1;
      if (at == end || line[at] != '"' || !string()) {
        return false;
      }
      isToBeRead |= isEscaped;
      long mark = markOf(start, at - 1);
      note(start, at - 1, open, count++, (seen & mark) != 0);
      seen |= mark;
      if (depth == 0) {
        noteKind(start, at - 1 - start);
      }
      if (!skipped(':')) {
        return false;
      }
      blanks();
      if (!value(depth + 1, count)) {
        return false;
      }
    } while (skipped(','));
    return skipped('}');
  }

  private boolean array(int depth, int open) {
    at++;
    if (skipped(']')) {
      return true;
    }
    do {
      blanks();
      if (!value(depth + 1, open)) {
        return false;
      }
    } while (skipped(','));
    return skipped(']');
  }

  /** One bit of 64, the same for equal names: most names of an object have one of their own. */
  private long markOf(int start, int nameEnd) {
    int length = nameEnd - start;
    if (length == 0) {
      return 1;
    }
    int mixed =
        ((line[start] * 31 + line[nameEnd - 1]) * 31 + line[start + length / 2]) * 31 + length;
    return 1L << ((mixed * 0x9E37_79B9) >>> 26);
  }

  /**
   * Takes a name, as number {@code count} of those that are open.
   *
   * @param open number of the first one of its object
   * @param maybeDoubled whether the object may have it already
   */
  private void note(int start, int nameEnd, int open, int count, boolean maybeDoubled) {
    isToBeRead |= count - open > MAX_COMPARED;
    int length = nameEnd - start;
    for (int i = open; maybeDoubled && i < count && !isDoubled && !isToBeRead; i++) {
      isDoubled =
          nameEnds[i] - names[i] == length
              && Arrays.equals(line, names[i], nameEnds[i], line, start, nameEnd);
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, 2 * count);
      nameEnds = Arrays.copyOf(nameEnds, 2 * count);
    }
    names[count] = start;
    nameEnds[count] = nameEnd;
  }

  private void noteKind(int start, int length) {
    isRecord |= length == RECORD.length && isName(start, RECORD);
    isEvent |= length == EVENT_TYPE.length && isName(start, EVENT_TYPE);
  }

  private boolean isName(int start, byte[] name) {
    return Arrays.equals(line, start, start + name.length, name, 0, name.length);
  }

  private boolean string() {
    // Most of a line's bytes are here, so the plain ones are passed over in locals, by eights.
    byte[] bytes = line;
    int stop = end;
    int i = at + 1;
    isEscaped = false;
    while (i < stop) {
      if (i + Long.BYTES <= stop) {
        long special = special(EightBytes.at(bytes, i));
        if (special == 0) {
          i += Long.BYTES;
          continue;
        }
        i += EightBytes.first(special);
      }
      int b = bytes[i++];
      if (b >= ' ' && b != '"' && b != '\\') {
        continue;
      }
      at = i;
      if (b == '"') {
        return true;
      }
      isEscaped |= b == '\\';
      if (b == '\\' ? !escape() : b >= 0 || !utf8(b & 0xff)) {
        return false;
      }
      i = at;
    }
    return false;
  }

  /** Marks the bytes that are not plain. */
  private static long special(long eight) {
    return EightBytes.equalTo(eight, '"')
        | EightBytes.equalTo(eight, '\\')
        | EightBytes.belowOrNotAscii(eight, ' ');
  }

  private boolean escape() {
    if (at == end) {
      return false;
    }
    int kind = line[at++];
    if (kind == 'u') {
      int stop = at + 4;
      while (at < end && at < stop && Character.digit(line[at], 16) >= 0) {
        at++;
      }
      return at == stop;
    }
    return switch (kind) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
      default -> false;
    };
  }

  /** The rest of a character that begins with that byte: RFC 3629, section 4. */
  private boolean utf8(int first) {
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || at + more > end) {
      return false;
    }
    int second = line[at] & 0xff;
    int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) {
      return false;
    }
    for (int i = 1; i < more; i++) {
      if ((line[at + i] & 0xc0) != 0x80) {
        return false;
      }
    }
    at += more;
    return true;
  }

  private boolean number() {
    if (line[at] == '-') {
      at++;
    }
    int start = at;
    if (!digits() || (line[start] == '0' && at > start + 1)) {
      return false;
    }
    if (at < end && line[at] == '.') {
      at++;
      if (!digits()) {
        return false;
      }
    }
    if (at < end && (line[at] == 'e' || line[at] == 'E')) {
      at++;
      if (at < end && (line[at] == '+' || line[at] == '-')) {
        at++;
      }
      return digits();
    }
    return true;
  }

  private boolean digits() {
    int start = at;
    while (at < end && line[at] >= '0' && line[at] <= '9') {
      at++;
    }
    return at > start;
  }

  private boolean word(String word) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (at == end || line[at] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean skipped(char expected) {
    blanks();
    boolean is = at < end && line[at] == expected;
    at += is ? 1 : 0;
    return is;
  }

  private void blanks() {
    while (at < end && line[at] == ' ') {
      at++;
    }
  }
}

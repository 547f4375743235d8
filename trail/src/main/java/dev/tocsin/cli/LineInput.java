package dev.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of bytes from a stream that may be endless, slow or hostile. Its memory is bounded by the
 * longest line it hands out; of a longer one only the length is known. A line ends with LF or CR
 * LF, the last one also with the stream. Not thread-safe.
 */
final class LineInput {
  private static final int FIRST_BUFFER = 1 << 16;
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final int maxBytes;
  private final Runnable beforeWaiting;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private byte[] buffer;
  private int start;
  private int end;
  private boolean ended;

  private long number;
  private int offset;
  private int length;
  private long wholeLength;

  /**
   * @param maxBytes the longest line handed out, without its end
   * @param beforeWaiting called before each read, which may block for long
   */
  LineInput(InputStream in, int maxBytes, Runnable beforeWaiting) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.beforeWaiting = beforeWaiting;
    this.buffer = new byte[Math.min(FIRST_BUFFER, maxBytes + 2)];
  }

  /** Moves to the next line; false at the end of the stream. */
  boolean next() throws IOException {
    int scanned = start;
    long dropped = 0;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          take(i, dropped);
          start = i + 1;
          return true;
        }
      }
      scanned = end;
      if (ended) {
        if (start == end && dropped == 0) {
          return false;
        }
        take(end, dropped);
        start = end;
        return true;
      }
      if (end - start > maxBytes + 1) {
        // All but the last byte, which may be the CR of the line's end.
        dropped += end - start - 1;
        start = end - 1;
      }
      scanned -= makeRoom();
      fill();
    }
  }

  /** The number of the line, from 1. */
  long number() {
    return number;
  }

  /** Holds the line from {@link #offset} on, until the next call of {@link #next}. */
  byte[] array() {
    return buffer;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /** Bytes of the line, also where it is too long to be handed out. */
  long wholeLength() {
    return wholeLength;
  }

  boolean isTooLong() {
    return wholeLength > maxBytes;
  }

  /** Whether nothing stands in it but spaces and tabs. */
  boolean isBlank() {
    for (int i = offset; i < offset + length; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t') {
        return false;
      }
    }
    return !isTooLong();
  }

  /** Whether the line is UTF-8 by the book: no overlong form, no surrogate, nothing cut off. */
  boolean isUtf8() {
    int i = offset;
    int last = offset + length;
    while (i < last && buffer[i] >= 0) {
      i++;
    }
    if (i == last) {
      return true;
    }
    try {
      utf8.decode(ByteBuffer.wrap(buffer, i, last - i));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void take(int lineEnd, long dropped) {
    number++;
    int last = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    offset = start;
    if (number == 1 && dropped == 0 && startsWithMark(last)) {
      offset += MARK.length;
    }
    wholeLength = dropped + last - offset;
    length = isTooLong() ? 0 : last - offset;
  }

  /** Some programs begin a stream in UTF-8 with a byte order mark; it is no part of the line. */
  private boolean startsWithMark(int last) {
    return last - start >= MARK.length
        && Arrays.equals(buffer, start, start + MARK.length, MARK, 0, MARK.length);
  }

  /** Makes space behind the bytes that wait; how far these have moved to the front. */
  private int makeRoom() {
    if (end < buffer.length) {
      return 0;
    }
    int moved = start;
    if (moved > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= moved;
      start = 0;
    } else {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, maxBytes + 2L));
    }
    return moved;
  }

  private void fill() throws IOException {
    beforeWaiting.run();
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      ended = true;
    } else {
      end += read;
    }
  }
}

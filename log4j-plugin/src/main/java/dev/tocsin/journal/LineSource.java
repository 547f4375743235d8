package dev.tocsin.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of a stream, one at a time, in a buffer that is used again. Every byte counts as hostile: a
 * line without an end grows the buffer up to {@link #MAX_LINE_BYTES}, and from there on it is
 * reported in pieces as incomplete lines would be.
 */
final class LineSource implements Closeable {
  /** Longer than any line a writer makes: 16 MiB. */
  static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

  private final InputStream in;
  private byte[] buffer = new byte[64 * 1024];
  private int start;
  private int filled;
  private int length;
  private boolean complete;
  private long offset;
  private long nextOffset;

  /**
   * @param in closed with this
   * @param offset position of the stream's first byte in its file
   */
  LineSource(InputStream in, long offset) {
    this.in = in;
    this.offset = offset;
    this.nextOffset = offset;
  }

  /**
   * Moves to the next line.
   *
   * @return false when there is nothing more now; bytes of a line whose end has not come stay, and
   *     a later call goes on with them
   */
  boolean next() throws IOException {
    start += length + (complete ? 1 : 0);
    offset = nextOffset;
    length = 0;
    complete = false;
    int scanned = start;
    while (true) {
      scanned = endOfLine(scanned);
      if (scanned < filled) {
        length = scanned - start;
        complete = true;
        nextOffset = offset + length + 1;
        return true;
      }
      if (filled - start >= MAX_LINE_BYTES) {
        length = filled - start;
        nextOffset = offset + length;
        return true;
      }
      if (filled == buffer.length) {
        scanned -= start;
        makeRoom();
      }
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read <= 0) {
        return false;
      }
      filled += read;
    }
  }

  /** The place of the next LF from there on, or of the end of what there is; by eights. */
  private int endOfLine(int from) {
    byte[] bytes = buffer;
    int at = from;
    while (at + Long.BYTES <= filled) {
      long found = EightBytes.equalTo(EightBytes.at(bytes, at), '\n');
      if (found != 0) {
        return at + EightBytes.first(found);
      }
      at += Long.BYTES;
    }
    while (at < filled && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private void makeRoom() {
    int kept = filled - start;
    byte[] target =
        kept > buffer.length / 2
            ? new byte[Math.min(buffer.length * 2, MAX_LINE_BYTES + 1)]
            : buffer;
    System.arraycopy(buffer, start, target, 0, kept);
    buffer = target;
    start = 0;
    filled = kept;
  }

  /** The array the line is in, valid until the next call of {@link #next()}. */
  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  /** Bytes of the line, LF excluded. */
  int length() {
    return length;
  }

  /** Whether the line ended with LF. */
  boolean isComplete() {
    return complete;
  }

  /** Where the line begins in its file. */
  long offset() {
    return offset;
  }

  /** Where the line after it begins. */
  long nextOffset() {
    return nextOffset;
  }

  byte[] copy() {
    return Arrays.copyOfRange(buffer, start, start + length);
  }

  /** How many bytes follow the last complete line, once {@link #next()} has returned false. */
  int restBytes() {
    return filled - start;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

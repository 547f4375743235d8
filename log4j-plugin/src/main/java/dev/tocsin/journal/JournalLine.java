package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A complete line as it stands in a journal. Immutable. */
public final class JournalLine {
  private static final byte[] TIMESTAMP = "\"timestamp\":\"".getBytes(US_ASCII);
  private static final byte[] EVENT_TYPE = "\"event_type\":\"".getBytes(US_ASCII);
  private static final byte[] RECORD = "{\"record\":".getBytes(US_ASCII);
  private static final int TIMESTAMP_HEAD = 512;
  private static final int EVENT_TYPE_HEAD = 256;

  private final Path file;
  private final long offset;
  private final byte[] bytes;
  private final long seq;

  JournalLine(Path file, long offset, byte[] bytes) {
    this.file = file;
    this.offset = offset;
    this.bytes = bytes;
    this.seq = SegmentScan.seqOf(bytes, 0, bytes.length);
  }

  /** The file it was read from. */
  public Path file() {
    return file;
  }

  /** Where it begins in the file, decompressed. */
  public long offset() {
    return offset;
  }

  /** Whether it is an event; else it is a line of the journal's own, with {@code record}. */
  public boolean isEvent() {
    return seq >= 0;
  }

  /** Whether it is damaged: neither an event nor a line of the journal's own. */
  public boolean isNeither() {
    return !isEvent()
        && !Arrays.equals(
            bytes, 0, Math.min(bytes.length, RECORD.length), RECORD, 0, RECORD.length);
  }

  /** Where it stands, for messages. */
  public String place() {
    return file + ": at byte " + offset;
  }

  /** The event's number, or -1. */
  public long seq() {
    return seq;
  }

  /**
   * What a line of the journal's own says.
   *
   * @throws JournalException if it is an event, or no line of a journal
   */
  public JournalRecord record() throws JournalException {
    return JournalRecord.of(RecordLine.parse(bytes, 0, bytes.length));
  }

  /** Bytes of the line, without LF. */
  public int length() {
    return bytes.length;
  }

  /**
   * Whether the line has these bytes somewhere: quick, to pass over most lines without reading
   * them.
   */
  public boolean contains(byte[] part) {
    return find(part, bytes.length) >= 0;
  }

  /** Where a part begins that ends at {@code to} at the latest; -1 if it is not there. */
  private int find(byte[] part, int to) {
    byte first = part[0];
    int last = to - part.length;
    for (int at = 0; at <= last; at++) {
      if (bytes[at] == first) {
        int matched = 1;
        while (matched < part.length && bytes[at + matched] == part[matched]) {
          matched++;
        }
        if (matched == part.length) {
          return at;
        }
      }
    }
    return -1;
  }

  /** Whether a filter lets it pass. */
  public boolean passes(LineFilter filter) {
    return filter.mayMatch(bytes, 0, bytes.length);
  }

  /** A copy of the line in UTF-8, without LF. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The line as text. */
  public String text() {
    return new String(bytes, UTF_8);
  }

  /** The event's time as text, which sorts like the time; empty if the line has none. */
  public String timestamp() {
    String time = value(TIMESTAMP, TIMESTAMP_HEAD);
    return time == null ? "" : time;
  }

  /**
   * The name of the event's type, as a quick look finds it; null if it is not where the encoder
   * writes it, near the beginning.
   */
  public @Nullable String eventType() {
    return value(EVENT_TYPE, EVENT_TYPE_HEAD);
  }

  /** A member's text as it is written, up to a quote; null if none begins within the head. */
  private @Nullable String value(byte[] member, int head) {
    int at = find(member, Math.min(bytes.length, head) - 1);
    if (at < 0) {
      return null;
    }
    int from = at + member.length;
    int end = from;
    while (end < bytes.length && bytes[end] != '"') {
      end++;
    }
    return new String(bytes, from, end - from, US_ASCII);
  }

  @Override
  public String toString() {
    return file + ":" + offset;
  }
}

package dev.tocsin.journal;

import dev.tocsin.event.Quote;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first line of every segment: which journal it belongs to and where in the chain it begins.
 *
 * @param journal id of the journal, 32 hexadecimal digits
 * @param writer stable name of the writer
 * @param segment number of the segment, from 1
 * @param line lines chained before this one
 * @param firstSeq number the first event of the segment has, or would have
 * @param prev h of the line before, 64 hexadecimal digits
 * @param algorithm {@code SHA-256} or {@code HMAC-SHA-256}
 * @param key id of the tag key, or null without one
 * @param epoch epoch of the tag key
 * @param time when the segment began
 */
record SegmentHeader(
    String journal,
    String writer,
    long segment,
    long line,
    long firstSeq,
    String prev,
    String algorithm,
    @Nullable String key,
    long epoch,
    Instant time) {

  static final int FORMAT = 1;

  RecordLine toRecord() {
    return RecordLine.of("segment")
        .with("format", FORMAT)
        .with("journal", journal)
        .with("writer", writer)
        .with("segment", segment)
        .with("line", line)
        .with("first_seq", firstSeq)
        .with("prev", prev)
        .with("algorithm", algorithm)
        .with("key", key)
        .with("epoch", epoch)
        .with("time", time);
  }

  /**
   * @throws JournalException if the record is no segment line of this format
   */
  static SegmentHeader of(RecordLine record) throws JournalException {
    if (!record.kind().equals("segment")) {
      throw new JournalException(
          "the first line is a " + Quote.of(record.kind()) + " line, not a segment");
    }
    long format = record.number("format");
    if (format != FORMAT) {
      throw new JournalException(
          "format " + format + " is not known here; read it with a newer release");
    }
    return new SegmentHeader(
        Hex.of(record.bytes("journal", 16)),
        record.text("writer"),
        record.number("segment"),
        record.number("line"),
        record.number("first_seq"),
        Hex.of(record.bytes("prev", Chain.HASH_BYTES)),
        record.text("algorithm"),
        record.textOrNull("key"),
        record.number("epoch"),
        record.time("time"));
  }
}

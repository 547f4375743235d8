package dev.tocsin.journal;

import java.time.Instant;

/**
 * A line of the journal's own, as far as readers need it.
 *
 * @param kind {@code segment}, {@code open}, {@code checkpoint}, {@code tombstone}, {@code
 *     recovery} or {@code seal}
 * @param journal id of the journal; empty where the line does not name it
 * @param writer stable name of the writer, in a segment's first line; else empty
 * @param segment number of the segment, in its first line; else 0
 * @param firstSeq number of the segment's first event, in its first line; else 0
 * @param line lines chained before it, in a checkpoint; else 0
 * @param lastSeq number of the last event before it, in a checkpoint; else 0
 * @param time when it was written
 */
public record JournalRecord(
    String kind,
    String journal,
    String writer,
    long segment,
    long firstSeq,
    long line,
    long lastSeq,
    Instant time) {

  /** Of a segment's first line. */
  public boolean isSegment() {
    return kind.equals("segment");
  }

  /** Of a checkpoint, which may leave the host as a witness. */
  public boolean isCheckpoint() {
    return kind.equals("checkpoint");
  }

  /**
   * Reads a line that was kept elsewhere.
   *
   * @param line without LF
   * @throws JournalException if it is no line of the journal's own
   */
  public static JournalRecord parse(String line) throws JournalException {
    return of(RecordLine.parse(line));
  }

  static JournalRecord of(RecordLine record) throws JournalException {
    String kind = record.kind();
    boolean segment = kind.equals("segment");
    boolean checkpoint = kind.equals("checkpoint");
    return new JournalRecord(
        kind,
        segment || checkpoint ? record.text("journal") : "",
        segment ? record.text("writer") : "",
        segment ? record.number("segment") : 0,
        segment ? record.number("first_seq") : 0,
        checkpoint ? record.number("line") : 0,
        checkpoint ? record.number("last_seq") : 0,
        record.time("time"));
  }
}

package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the lines of one journal, segment after segment. Every byte counts as hostile; what is
 * found is told and the work goes on, from the next line that says what the chain was.
 */
final class SegmentVerifier {
  private static final byte[] EVENT_START = "{\"event_id\":".getBytes(US_ASCII);

  private static final byte[] SEQ = ",\"seq\":".getBytes(US_ASCII);

  private final Consumer<Finding> findings;
  private final Map<Long, String> expectedHeads;
  private final Consumer<RecordLine> tombstones;
  private final Tagger tagger = Tagger.unkeyed();

  private @Nullable Chain chain;
  private @Nullable Shadow shadow;
  private long nextSeq;
  private long events;
  private boolean sealed;
  private boolean unfinished;

  /**
   * A verifier for one journal.
   *
   * @param expectedHeads h after so many lines, as witnesses and the head file know it; entries
   *     that were met are removed
   */
  SegmentVerifier(
      Consumer<Finding> findings,
      Map<Long, String> expectedHeads,
      Consumer<RecordLine> tombstones) {
    this.findings = findings;
    this.expectedHeads = expectedHeads;
    this.tombstones = tombstones;
  }

  long lines() {
    return chain == null ? 0 : chain.lines();
  }

  String head() {
    return chain == null ? "" : chain.headHex();
  }

  long lastSeq() {
    return nextSeq - 1;
  }

  long events() {
    return events;
  }

  /** Whether the last segment read ended with a seal. */
  boolean isSealed() {
    return sealed;
  }

  /** Whether bytes without a line feed stand at the end of the last segment read. */
  boolean isUnfinished() {
    return unfinished;
  }

  /** Reads a segment; the header's place in the chain was checked by the caller. */
  void read(SegmentFile file) throws IOException {
    SegmentHeader header = file.header();
    if (chain == null || !chain.headHex().equals(header.prev())) {
      chain = Chain.resume(Hex.parse(header.prev(), Chain.HASH_BYTES), header.line(), tagger);
      nextSeq = header.firstSeq();
    }
    shadow = null;
    sealed = false;
    long firstLine = chain.lines();
    SingleMemberGzip gzip = null;
    InputStream in = Channels.newInputStream(SecureFiles.openForRead(file.path()));
    if (file.isCompressed()) {
      gzip = new SingleMemberGzip(in);
      in = gzip;
    } else {
      in = new BufferedInputStream(in, 1 << 16);
    }
    try (LineSource lines = new LineSource(in, 0)) {
      while (lines.next()) {
        if (sealed) {
          tell(Finding.Kind.BYTES_AFTER_END, file, "a line stands after the seal");
          sealed = false;
        }
        accept(file, lines, chain.lines() == firstLine);
      }
      unfinished = lines.restBytes() > 0;
      if (unfinished && sealed) {
        tell(Finding.Kind.BYTES_AFTER_END, file, "bytes stand after the seal");
      }
      if (gzip != null && gzip.hasBytesAfterEnd()) {
        tell(Finding.Kind.BYTES_AFTER_END, file, "bytes or a second member follow the gzip member");
      }
    } catch (ZipException | EOFException e) {
      tell(Finding.Kind.CHANGED_LINE, file, "can't be decompressed: " + Reason.of(e));
    }
    Shadow open = shadow;
    if (open != null) {
      findings.accept(open.finding());
      shadow = null;
      nextSeq = open.nextSeq();
    }
  }

  private void tell(Finding.Kind kind, SegmentFile file, String message) {
    findings.accept(new Finding(kind, file.path(), lines(), -1, message));
  }

  private void accept(SegmentFile file, LineSource lines, boolean first) {
    Chain current = java.util.Objects.requireNonNull(chain);
    long before = current.lines();
    String headBefore = shadow == null ? null : current.headHex();
    byte[] buffer = lines.buffer();
    long seq = seqOf(buffer, lines.start(), lines.length());
    RecordLine record = seq >= 0 ? null : record(buffer, lines.start(), lines.length());
    if (shadow != null && record != null) {
      resync(record, current);
    }
    boolean headKnown = shadow == null || !current.headHex().equals(headBefore);
    String head = record == null ? "" : current.headHex();
    long chained = current.lines();
    boolean right = lines.isComplete() && current.accept(buffer, lines.start(), lines.length());
    if (!right && record != null && shadow == null) {
      // Nothing wrong so far, but this line knows another head: something is missing before it.
      resync(record, current);
      head = current.headHex();
      chained = current.lines();
      right = lines.isComplete() && current.accept(buffer, lines.start(), lines.length());
      if (right) {
        shadow = new Shadow(file.path(), before, seq, nextSeq);
      } else {
        current.reset(Chain.resume(current.head(), before + 1, tagger));
      }
    }
    Shadow open = shadow;
    if (right && headKnown) {
      if (open != null) {
        findings.accept(open.finding(chained));
        nextSeq = record == null ? open.nextSeq() : lastSeqOf(record, open.nextSeq() - 1) + 1;
        shadow = null;
      }
      judge(file, record, seq, head, chained, first);
    } else {
      if (open == null) {
        open = new Shadow(file.path(), before, seq, nextSeq);
        shadow = open;
      } else {
        // Lines in the shadow are counted from its start, whatever a record in it claimed.
        current.reset(Chain.resume(current.head(), before + 1, tagger));
      }
      open.add(seq);
    }
    if (seq >= 0) {
      events++;
    }
    String expected = expectedHeads.remove(current.lines());
    if (expected != null && shadow == null && !expected.equals(current.headHex())) {
      findings.accept(
          new Finding(
              Finding.Kind.FORK,
              file.path(),
              before,
              seq,
              "the journal was seen with another content up to here: head "
                  + expected
                  + ", not "
                  + current.headHex()));
    }
  }

  /** A record that names the head before it lets the chain go on from there. */
  private void resync(RecordLine record, Chain current) {
    try {
      if (record.has("head") && record.has("line") && !record.kind().equals("tombstone")) {
        current.reset(
            Chain.resume(record.bytes("head", Chain.HASH_BYTES), record.number("line"), tagger));
      }
    } catch (JournalException e) {
      // Whatever it says, it is not what the writer wrote: the shadow goes on.
      return;
    }
  }

  private static long lastSeqOf(RecordLine record, long fallback) {
    try {
      return record.has("last_seq") ? record.number("last_seq") : fallback;
    } catch (JournalException e) {
      return fallback;
    }
  }

  private void judge(
      SegmentFile file,
      @Nullable RecordLine record,
      long seq,
      String head,
      long chained,
      boolean first) {
    if (seq >= 0) {
      if (seq != nextSeq) {
        findings.accept(
            new Finding(
                Finding.Kind.CONTRADICTION,
                file.path(),
                chained,
                seq,
                "event " + nextSeq + " was to come"));
      }
      nextSeq = seq + 1;
      return;
    }
    if (record == null) {
      tellAt(file, chained, "a line that is neither an event nor a record");
      return;
    }
    try {
      String wrong = contradiction(file, record, head, chained, first);
      if (wrong != null) {
        tellAt(file, chained, record.kind() + " line: " + wrong);
      }
      switch (record.kind()) {
        case "seal" -> sealed = true;
        case "tombstone" -> tombstones.accept(record);
        case "recovery" -> {
          if (record.has("lost_from")) {
            findings.accept(
                new Finding(
                    Finding.Kind.LOST_LINES,
                    file.path(),
                    chained,
                    record.number("lost_from"),
                    "the writer found lines removed: " + record.text("found")));
          }
        }
        default -> {}
      }
    } catch (JournalException e) {
      tellAt(file, chained, "a record that can't be read: " + e.getMessage());
    }
  }

  private void tellAt(SegmentFile file, long chained, String message) {
    findings.accept(new Finding(Finding.Kind.CONTRADICTION, file.path(), chained, -1, message));
  }

  /** What a record says that is not so, or null. */
  private @Nullable String contradiction(
      SegmentFile file, RecordLine record, String head, long chained, boolean first)
      throws JournalException {
    String kind = record.kind();
    if (first != kind.equals("segment")) {
      return first ? "stands first" : "stands in the middle of a file";
    }
    switch (kind) {
      case "segment", "tombstone", "recovery" -> {
        return null;
      }
      case "open" -> {
        return record.number("line") != chained
            ? "line " + record.number("line") + " is line " + chained
            : record.number("next_seq") != nextSeq ? "the next event is " + nextSeq : null;
      }
      case "checkpoint", "seal" -> {
        if (kind.equals("checkpoint") && !record.text("journal").equals(file.header().journal())) {
          return "belongs to journal " + record.text("journal");
        }
        if (record.number("line") != chained) {
          return "line " + record.number("line") + " is line " + chained;
        }
        if (record.number("last_seq") != nextSeq - 1) {
          return "the last event is " + (nextSeq - 1);
        }
        if (!record.text("head").equals(head)) {
          return "the head is " + head;
        }
        return kind.equals("seal") && record.number("events") != nextSeq - file.header().firstSeq()
            ? "the segment has " + (nextSeq - file.header().firstSeq()) + " events"
            : null;
      }
      default -> {
        return "no line of this kind is written";
      }
    }
  }

  /** An event's number, also of a line that was changed; -1 if the line is no event. */
  private static long seqOf(byte[] line, int offset, int length) {
    if (length <= EVENT_START.length
        || !Arrays.equals(
            line, offset, offset + EVENT_START.length, EVENT_START, 0, EVENT_START.length)) {
      return -1;
    }
    for (int at = offset + length - SEQ.length; at > offset; at--) {
      if (Arrays.equals(line, at, at + SEQ.length, SEQ, 0, SEQ.length)) {
        long value = 0;
        int digit = at + SEQ.length;
        for (int i = 0; i < 18 && digit < offset + length && isDigit(line[digit]); i++, digit++) {
          value = value * 10 + (line[digit] - '0');
        }
        return value;
      }
    }
    return -1;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static @Nullable RecordLine record(byte[] line, int offset, int length) {
    try {
      RecordLine record = RecordLine.parse(line, offset, length);
      record.kind();
      return record;
    } catch (JournalException e) {
      return null;
    }
  }
}

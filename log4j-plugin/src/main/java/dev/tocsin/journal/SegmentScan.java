package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a pass over a segment's lines found. The chain is computed over the bytes that are there;
 * whether the tags agree is told beside it.
 *
 * @param header the first line
 * @param chain the chain after the last complete line
 * @param nextSeq number the next event gets
 * @param end offset after the last complete line
 * @param restBytes number of bytes after it, normally none
 * @param wrongLineAt offset of the first line whose tag is wrong, or that has a right one and can't
 *     be read all the same, or that names another chain before it; -1 for none
 * @param seal the seal line if the last complete line is one
 * @param tombstoned the newest segment that has a tombstone here, 0 for none
 * @param lastCheckpoint time of the last checkpoint, or of the header
 * @param tagger what the last line was tagged with, or null if that key is not at hand
 * @param mayMoveOn by how many epochs the key may have moved on since
 * @param hashAtLine h after as many lines as were asked for, or null if that place is not in here
 */
record SegmentScan(
    SegmentHeader header,
    Chain chain,
    long nextSeq,
    long end,
    long restBytes,
    long wrongLineAt,
    @Nullable RecordLine seal,
    long tombstoned,
    Instant lastCheckpoint,
    @Nullable Tagger tagger,
    int mayMoveOn,
    @Nullable String hashAtLine) {

  private static final byte[] EVENT = "{\"event_id\":".getBytes(US_ASCII);
  private static final byte[] SEQ = ",\"seq\":".getBytes(US_ASCII);

  /**
   * Reads a whole segment.
   *
   * @throws IOException if it can't be read
   */
  static SegmentScan of(SegmentFile file, TagKeys keys) throws IOException {
    return of(file, keys, -1);
  }

  /** The same, also with h after that many lines of the journal. */
  static SegmentScan of(SegmentFile file, TagKeys keys, long line) throws IOException {
    SegmentHeader header = file.header();
    TagWalk walk = new TagWalk(keys, header);
    Chain chain =
        Chain.resume(Hex.parse(header.prev(), Chain.HASH_BYTES), header.line(), Tagger.unkeyed());
    long nextSeq = header.firstSeq();
    long wrongLineAt = -1;
    long tombstoned = 0;
    Instant lastCheckpoint = header.time();
    String hashAtLine = null;
    RecordLine seal = null;
    long end = 0;
    try (LineSource lines = new LineSource(file.open(), 0)) {
      while (lines.next()) {
        if (!lines.isComplete()) {
          // A piece of what is too long for a line: part of the rest, unless an end follows.
          continue;
        }
        boolean first = end == 0;
        end = lines.nextOffset();
        byte[] buffer = lines.buffer();
        long seq = seqOf(buffer, lines.start(), lines.length());
        long before = chain.lines();
        String headBefore = seq >= 0 ? "" : chain.headHex();
        int tagAt = chain.take(buffer, lines.start(), lines.length());
        boolean tagged =
            first ? walk.begin(chain, buffer, tagAt) : walk.holds(chain, buffer, tagAt);
        if (chain.lines() == line) {
          hashAtLine = chain.headHex();
        }
        boolean right = tagged;
        seal = null;
        if (seq >= 0) {
          nextSeq = seq + 1;
        } else if (tagged) {
          try {
            RecordLine record = RecordLine.parse(buffer, lines.start(), lines.length());
            switch (record.kind()) {
              case "seal" -> {
                seal = record;
                right = names(record, before, headBefore);
              }
              case "tombstone" -> tombstoned = Math.max(tombstoned, record.number("segment"));
              case "checkpoint" -> {
                right = names(record, before, headBefore);
                lastCheckpoint = record.time("time");
                walk.passCheckpoint(record.number("epoch"));
              }
              default -> {}
            }
          } catch (JournalException e) {
            // Somebody else made it, who can make tags. No reason to stop recording what happens.
            right = false;
          }
        }
        if (!right && wrongLineAt < 0) {
          wrongLineAt = lines.offset();
        }
      }
      return new SegmentScan(
          header,
          chain,
          nextSeq,
          end,
          lines.nextOffset() + lines.restBytes() - end,
          wrongLineAt,
          seal,
          tombstoned,
          lastCheckpoint,
          walk.tagger(),
          walk.mayMoveOn(),
          hashAtLine);
    }
  }

  /** Whether a record names the chain before it: that holds also where the tags' key is gone. */
  private static boolean names(RecordLine record, long lines, String head) throws JournalException {
    return record.number("line") == lines && record.text("head").equals(head);
  }

  /**
   * What the next line is to be tagged with, or null if that key is not at hand.
   *
   * @param evolve whether the key moves on after each checkpoint
   */
  @Nullable Tagger nextTagger(boolean evolve) {
    return tagger == null || !evolve ? tagger : tagger.at(tagger.epoch() + mayMoveOn);
  }

  boolean isSealed() {
    return seal != null;
  }

  long lastSeq() {
    return nextSeq - 1;
  }

  /**
   * The number of an event line, read from its end; -1 if the line is no event. Only the writer's
   * own form counts: {@code ,"seq":N,"tag":"…"}}.
   */
  static long seqOf(byte[] line, int offset, int length) {
    int at = offset + length - (Chain.TAIL_BYTES - 1) - 1;
    if (length < EVENT.length + Chain.TAIL_BYTES
        || !Arrays.equals(line, offset, offset + EVENT.length, EVENT, 0, EVENT.length)) {
      return -1;
    }
    long value = 0;
    long scale = 1;
    int digits = 0;
    for (; at > offset && line[at] >= '0' && line[at] <= '9' && digits < 19; at--, digits++) {
      value += (line[at] - '0') * scale;
      scale *= 10;
    }
    int open = at - SEQ.length + 1;
    if (digits == 0 || open <= offset || !Arrays.equals(line, open, at + 1, SEQ, 0, SEQ.length)) {
      return -1;
    }
    return value;
  }
}

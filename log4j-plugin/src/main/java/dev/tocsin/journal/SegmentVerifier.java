package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.files.SecureFiles;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
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
  private final ObjLongConsumer<RecordLine> tombstones;
  private final VerifierKeys keys;
  private final LineCheck check = new LineCheck();
  private final SignatureCheck signatures;

  private @Nullable Chain chain;
  private @Nullable TagWalk walk;
  private @Nullable Tagger lastTagger;
  private int keyPlace = -1;
  private boolean keyedBefore;
  private long lastSegment;
  private int lastAhead;
  private boolean unchecked;
  private long lastAgreed;
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
   * @param tombstones takes those that stand in the journal, with the number of lines before each
   * @param keys what must hold
   */
  SegmentVerifier(
      Consumer<Finding> findings,
      Map<Long, String> expectedHeads,
      ObjLongConsumer<RecordLine> tombstones,
      VerifierKeys keys) {
    this.keys = keys;
    this.signatures = new SignatureCheck(keys, findings);
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

  /** Whether lines were read whose tags could not be checked, because their key was not given. */
  boolean isUnchecked() {
    return unchecked;
  }

  /** The last event that a signature vouches for; 0 without one. */
  long signedSeq() {
    return signatures.signedSeq();
  }

  /** The newest keys must be the last ones that were used. */
  void judgeEnd(SegmentFile last) {
    signatures.judgeEnd(last.path(), lines());
    if (keys.demandKeys() && !keys.newestTagKey().id().equals(lastKeyId())) {
      tell(
          lastKeyId() == null ? Finding.Kind.UNKEYED : Finding.Kind.WRONG_KEY,
          last,
          "the journal does not end under the newest key given, " + keys.newestTagKey().id());
    }
  }

  private @Nullable String lastKeyId() {
    return lastTagger == null ? null : lastTagger.keyId();
  }

  /** Whether the last segment read ended with a seal. */
  boolean isSealed() {
    return sealed;
  }

  /** Whether bytes without a line feed stand at the end of the last segment read. */
  boolean isUnfinished() {
    return unfinished;
  }

  /**
   * Reads a segment; the header's place in the chain was checked by the caller.
   *
   * @throws NoSuchFileException before anything was read, if the name leads to another segment by
   *     now, or nowhere
   */
  void read(SegmentFile file) throws IOException {
    SegmentHeader header = file.header();
    walk = null;
    InputStream in = Channels.newInputStream(SecureFiles.openForRead(file.path()));
    SingleMemberGzip gzip = null;
    if (file.isCompressed()) {
      gzip = new SingleMemberGzip(in);
      in = gzip;
    } else {
      in = new BufferedInputStream(in, 1 << 16);
    }
    try (LinesAhead lines = new LinesAhead(new LineSource(in, 0))) {
      RecordLine first =
          lines.next() ? record(lines.buffer(), lines.start(), lines.length()) : null;
      if (first == null || !header.equals(SegmentHeader.of(first))) {
        throw new NoSuchFileException(file.path().toString(), null, "was rolled meanwhile");
      }
      begin(header);
      readLines(file, lines);
      if (gzip != null && gzip.hasBytesAfterEnd()) {
        tell(Finding.Kind.BYTES_AFTER_END, file, "bytes or a second member follow the gzip member");
      }
    } catch (ZipException | EOFException e) {
      tell(Finding.Kind.CHANGED_LINE, file, "can't be decompressed: " + Reason.of(e));
      sealed &= walk != null;
    }
    Shadow open = shadow;
    if (open != null) {
      findings.accept(open.finding());
      shadow = null;
      nextSeq = open.nextSeq();
    }
    lastSegment = header.segment();
    TagWalk tags = walk;
    if (tags != null && tags.isChecking()) {
      lastTagger = tags.tagger();
      lastAhead = tags.mayMoveOn();
    }
  }

  private void begin(SegmentHeader header) {
    if (chain == null || !chain.headHex().equals(header.prev())) {
      chain = resume(Hex.parse(header.prev(), Chain.HASH_BYTES), header.line());
      nextSeq = header.firstSeq();
    }
    // Where events are gone that somebody has got, numbers go on behind theirs.
    nextSeq = Math.max(nextSeq, header.firstSeq());
    walk = new TagWalk(keys, header);
    lastAgreed = chain.lines();
    shadow = null;
    sealed = false;
  }

  /** All lines, of which the first one is read already. */
  private void readLines(SegmentFile file, LinesAhead lines) throws IOException {
    boolean first = true;
    do {
      if (sealed) {
        tell(Finding.Kind.BYTES_AFTER_END, file, "a line stands after the seal");
        sealed = false;
      }
      accept(file, lines, first);
      first = false;
    } while (lines.next());
    unfinished = lines.restBytes() > 0;
    if (unfinished && sealed) {
      tell(Finding.Kind.BYTES_AFTER_END, file, "bytes stand after the seal");
    }
  }

  private void tell(Finding.Kind kind, SegmentFile file, String message) {
    findings.accept(new Finding(kind, file.path(), lines(), -1, message));
  }

  private static Chain resume(byte[] head, long lines) {
    return Chain.resume(head, lines, Tagger.unkeyed());
  }

  private void accept(SegmentFile file, LinesAhead lines, boolean first) {
    Chain current = Objects.requireNonNull(chain);
    long before = current.lines();
    String headBefore = shadow == null ? null : current.headHex();
    byte[] buffer = lines.buffer();
    long seq = seqOf(buffer, lines.start(), lines.length());
    RecordLine record = seq >= 0 ? null : record(buffer, lines.start(), lines.length());
    if (shadow != null && record != null) {
      resync(record, current);
    } else if (record != null && !Objects.requireNonNull(walk).isChecking()) {
      agree(file, record, current);
    }
    boolean headKnown = shadow == null || !current.headHex().equals(headBefore);
    String head = record == null ? "" : current.headHex();
    long chained = current.lines();
    boolean right = take(file, lines, current, first, shadow == null || record != null);
    if (!right && record != null && shadow == null) {
      // Nothing wrong so far, but this line knows another head: something is missing before it.
      current.reset(resume(Hex.parse(head, Chain.HASH_BYTES), before));
      resync(record, current);
      head = current.headHex();
      chained = current.lines();
      right = take(file, lines, current, first, true);
      if (right) {
        shadow = new Shadow(file.path(), before, seq, nextSeq);
      } else {
        current.reset(resume(current.head(), before + 1));
      }
    }
    Shadow open = shadow;
    if (right && headKnown) {
      if (open != null) {
        findings.accept(open.finding(chained));
        nextSeq = record == null ? open.nextSeq() : lastSeqOf(record, open.nextSeq() - 1) + 1;
        shadow = null;
      }
      if (isWellFormed(file, lines, chained)) {
        judge(file, lines, record, seq, head, chained, first);
      } else if (seq >= 0) {
        nextSeq = seq + 1;
      }
    } else {
      if (open == null) {
        open = new Shadow(file.path(), before, seq, nextSeq);
        shadow = open;
      } else {
        // Lines in the shadow are counted from its start, whatever a record in it claimed.
        current.reset(resume(current.head(), before + 1));
      }
      open.add(seq);
      passCheckpoint(record);
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

  /**
   * Takes a line into the chain and checks its tag.
   *
   * @param judged whether the tag can be right at all; in a shadow only records can
   */
  private boolean take(
      SegmentFile file, LinesAhead lines, Chain current, boolean first, boolean judged) {
    if (!lines.isComplete()) {
      return false;
    }
    TagWalk tags = Objects.requireNonNull(walk);
    int tagAt = current.take(lines.buffer(), lines.start(), lines.length());
    if (!first) {
      return judged && tags.holds(current, lines.buffer(), tagAt);
    }
    SegmentHeader header = file.header();
    boolean right = tags.begin(current, lines.buffer(), tagAt);
    if (!right && tagAt >= 0 && header.key() != null && keys.place(header.key()) < 0) {
      tell(
          Finding.Kind.WRONG_KEY,
          file,
          "is under tag key " + header.key() + ", which is none of those given");
      tags.giveUp();
      right = true;
    }
    judgeKey(file, tags);
    return right;
  }

  /** Keys go forward in the ring, and epochs go on. */
  private void judgeKey(SegmentFile file, TagWalk tags) {
    SegmentHeader header = file.header();
    Tagger now = tags.tagger();
    if (now == null) {
      unchecked = true;
      if (keys.demandKeys() && keys.place(header.key()) >= 0) {
        tell(Finding.Kind.WRONG_EPOCH, file, "epoch " + header.epoch() + " is beyond any journal");
      }
      return;
    }
    Tagger last = lastTagger;
    int place = keys.place(now.keyId());
    if (keys.demandKeys() && now.keyId() == null && (keyedBefore || !keys.isUnkeyedFirst())) {
      tell(Finding.Kind.UNKEYED, file, "its tags are without a key, and a key is demanded");
    } else if (place < keyPlace) {
      tell(
          Finding.Kind.WRONG_KEY,
          file,
          "is under tag key " + now.keyId() + ", which was followed by another one before");
    } else if (last != null && Objects.equals(last.keyId(), now.keyId())) {
      boolean next = header.segment() == lastSegment + 1;
      if (now.epoch() < last.epoch() || (next && now.epoch() > last.epoch() + lastAhead)) {
        tell(
            Finding.Kind.WRONG_EPOCH,
            file,
            "begins at epoch " + now.epoch() + ", and epoch " + last.epoch() + " was reached");
      }
    } else if (last != null && now.epoch() != 0) {
      tell(Finding.Kind.WRONG_EPOCH, file, "begins under a new key at epoch " + header.epoch());
    }
    keyPlace = Math.max(keyPlace, place);
    keyedBefore |= now.keyId() != null;
    lastTagger = now;
  }

  /** After a checkpoint the key may be another one, wherever the checkpoint stands. */
  private void passCheckpoint(@Nullable RecordLine record) {
    try {
      if (record != null && record.kind().equals("checkpoint")) {
        Objects.requireNonNull(walk).passCheckpoint(record.number("epoch"));
      }
    } catch (JournalException e) {
      // A line that says no epoch is none that the writer wrote.
      return;
    }
  }

  /**
   * Where tags can't be checked, the chain is judged by the records that name its head alone: what
   * does not agree was done somewhere since the last that did.
   */
  private void agree(SegmentFile file, RecordLine record, Chain current) {
    try {
      if (!namesHead(record)) {
        return;
      }
      long named = record.number("line");
      if (named != current.lines() || !record.text("head").equals(current.headHex())) {
        Shadow between = new Shadow(file.path(), lastAgreed, -1, nextSeq);
        between.addAll(current.lines() - lastAgreed);
        findings.accept(between.finding(named));
        resync(record, current);
        nextSeq = lastSeqOf(record, nextSeq - 1) + 1;
      }
      lastAgreed = named;
    } catch (JournalException e) {
      // Told when the record is judged.
      return;
    }
  }

  private static boolean namesHead(RecordLine record) throws JournalException {
    return record.has("head") && record.has("line") && !record.kind().equals("tombstone");
  }

  /** A record that names the head before it lets the chain go on from there. */
  private void resync(RecordLine record, Chain current) {
    try {
      if (namesHead(record)) {
        current.reset(resume(record.bytes("head", Chain.HASH_BYTES), record.number("line")));
        if (record.kind().equals("checkpoint")) {
          Objects.requireNonNull(walk).mayBeAt(record.number("epoch"));
        }
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

  private boolean isWellFormed(SegmentFile file, LinesAhead lines, long chained) {
    LineCheck.Fault fault =
        lines.isFaultless() ? null : check.faultOf(lines.buffer(), lines.start(), lines.length());
    if (fault != null) {
      findings.accept(new Finding(fault.kind(), file.path(), chained, -1, fault.message()));
    }
    return fault == null;
  }

  private void judge(
      SegmentFile file,
      LinesAhead lines,
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
        case "seal" -> {
          sealed = true;
          judgeSignature(file, lines, record, chained);
        }
        case "checkpoint" -> {
          judgeSignature(file, lines, record, chained);
          judgeEpoch(file, record, chained);
          passCheckpoint(record);
        }
        case "tombstone" -> tombstones.accept(record, chained);
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

  private void judgeSignature(SegmentFile file, LinesAhead lines, RecordLine record, long chained)
      throws JournalException {
    signatures.judge(
        file.path(), record, lines.buffer(), lines.start(), lines.length(), chained, nextSeq - 1);
  }

  private void judgeEpoch(SegmentFile file, RecordLine record, long chained)
      throws JournalException {
    Tagger now = Objects.requireNonNull(walk).tagger();
    if (now == null) {
      return;
    }
    if (record.number("epoch") != now.epoch()) {
      findings.accept(
          new Finding(
              Finding.Kind.WRONG_EPOCH,
              file.path(),
              chained,
              -1,
              "checkpoint line: says epoch "
                  + record.number("epoch")
                  + ", and its tag is of epoch "
                  + now.epoch()));
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
    record.time("time");
    switch (kind) {
      case "tombstone", "recovery" -> {
        return null;
      }
      case "segment" -> {
        boolean bare = record.textOrNull("key") == null && record.number("epoch") == 0;
        return switch (record.text("algorithm")) {
          case "SHA-256" -> bare ? null : "has a key or an epoch, but an algorithm without a key";
          case "HMAC-SHA-256" -> record.textOrNull("key") == null ? "names no key" : null;
          default -> "algorithm " + record.text("algorithm") + " is not known";
        };
      }
      case "open" -> {
        return record.number("line") != chained
            ? "line " + record.number("line") + " is line " + chained
            : record.number("next_seq") != nextSeq ? "the next event is " + nextSeq : null;
      }
      case "checkpoint", "seal" -> {
        if (kind.equals("checkpoint")
            && file.header().key() == null
            && record.number("epoch") != 0) {
          return "has an epoch, but no key";
        }
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

package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The file that is being appended to and the chain's position in it. Lines are put into a buffer
 * and reach the file together, by {@link #flush()}; if that fails, file and chain are as they were
 * after the last flush. Guarded by the journal's lock.
 */
final class ActiveSegment {
  private static final byte[] SEQ_OPEN = ",\"seq\":".getBytes(US_ASCII);
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int ENVELOPE_BYTES = SEQ_OPEN.length + 20 + Chain.TAIL_BYTES;

  private final SegmentHeader header;
  private final Chain chain;
  private final Chain flushedChain;
  private final byte[] number = new byte[SEQ_OPEN.length + 20];
  private final byte[] tail = new byte[Chain.TAIL_BYTES];
  private Vouching vouching;
  private ByteBuffer pending = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private AppendFile file;
  private long nextSeq;
  private long flushedNextSeq;
  private long size;
  private boolean headerPending;
  private boolean cutNeeded;
  private int strayBytes;
  private @Nullable String checkpoint;
  private @Nullable String flushedCheckpoint;

  private ActiveSegment(
      SegmentHeader header,
      AppendFile file,
      Chain chain,
      long nextSeq,
      long size,
      Vouching vouching) {
    this.header = header;
    this.vouching = vouching;
    this.file = file;
    this.chain = chain;
    this.flushedChain = chain.copy();
    this.nextSeq = nextSeq;
    this.flushedNextSeq = nextSeq;
    this.size = size;
    System.arraycopy(SEQ_OPEN, 0, number, 0, SEQ_OPEN.length);
  }

  /** Takes up a file whose lines have been read. */
  static ActiveSegment resume(
      SegmentHeader header,
      AppendFile file,
      Chain chain,
      long nextSeq,
      long size,
      Vouching vouching) {
    return new ActiveSegment(header, file, chain, nextSeq, size, vouching);
  }

  /**
   * Begins a new file. Its first line is written together with the next one, so that a full disk
   * leaves an empty file at worst.
   */
  static ActiveSegment begin(
      SegmentHeader header, AppendFile file, Chain chain, Vouching vouching) {
    ActiveSegment segment = new ActiveSegment(header, file, chain, header.firstSeq(), 0, vouching);
    segment.headerPending = true;
    return segment;
  }

  SegmentHeader header() {
    return header;
  }

  AppendFile file() {
    return file;
  }

  long nextSeq() {
    return nextSeq;
  }

  Chain chain() {
    return chain;
  }

  /** From the next checkpoint on. */
  void vouch(Vouching from) {
    vouching = from;
  }

  /** Bytes in the file, those that wait in the buffer included. */
  long size() {
    return size + pending.position();
  }

  /** Bytes in the file. */
  long flushedSize() {
    return size;
  }

  Chain flushedChain() {
    return flushedChain;
  }

  long flushedLastSeq() {
    return flushedNextSeq - 1;
  }

  /**
   * What the kernel has of the journal up to here.
   *
   * @param tombstoned the newest segment whose tombstone is in it
   */
  HeadFile.Point point(long tombstoned) {
    return new HeadFile.Point(
        header.journal(),
        flushedChain.lines(),
        flushedLastSeq(),
        flushedChain.headHex(),
        header.segment(),
        size,
        tombstoned);
  }

  /** Whether a line of that many bytes still fits into the buffer. */
  boolean fits(int bodyBytes) {
    return pending.remaining() >= bodyBytes + ENVELOPE_BYTES + (headerPending ? 2048 : 0);
  }

  /** Puts an event's line and gives it its number. */
  long putEvent(byte[] open, int length) {
    putHeader();
    reserve(length);
    long seq = nextSeq++;
    int digits = digits(seq, number, SEQ_OPEN.length);
    int numberLength = SEQ_OPEN.length + digits;
    chain.begin();
    chain.update(open, 0, length);
    chain.update(number, 0, numberLength);
    chain.end(tail, 0);
    pending.put(open, 0, length).put(number, 0, numberLength).put(tail);
    return seq;
  }

  /** Puts a line of the journal's own. */
  void putRecord(RecordLine record) {
    putHeader();
    byte[] body = record.body();
    putBody(body);
  }

  /** Puts a checkpoint; where the tag key moves on, it does so behind that line. */
  void putCheckpoint(Instant now) {
    putHeader();
    byte[] body =
        vouching
            .sign(
                RecordLine.of("checkpoint")
                    .with("journal", header.journal())
                    .with("line", chain.lines())
                    .with("last_seq", nextSeq - 1)
                    .with("head", chain.headHex())
                    .with("epoch", chain.tagger().epoch())
                    .with("time", now))
            .body();
    putBody(body);
    // Without its line feed.
    checkpoint = new String(body, UTF_8) + new String(tail, 0, tail.length - 1, US_ASCII);
    if (vouching.evolve() && chain.tagger().epoch() < Tagger.MAX_EPOCH) {
      chain.moveOn();
    }
  }

  /** The last checkpoint that the kernel has, as a line; null before the first. */
  @Nullable String flushedCheckpoint() {
    return flushedCheckpoint;
  }

  /** Takes the segment's before for the last one, until there is a newer one. */
  void follow(ActiveSegment before) {
    checkpoint = before.flushedCheckpoint;
    flushedCheckpoint = before.flushedCheckpoint;
  }

  /** Puts the last line of a segment, behind a checkpoint. */
  void putSeal(Instant now) {
    putCheckpoint(now);
    putRecord(
        vouching.sign(
            RecordLine.of("seal")
                .with("line", chain.lines())
                .with("last_seq", nextSeq - 1)
                .with("head", chain.headHex())
                .with("events", nextSeq - header.firstSeq())
                .with("time", now)));
  }

  /** Bytes of this writer's at the end of the file that are not where they belong. */
  int strayBytes() {
    return strayBytes;
  }

  /** Whether a write failed and what of it reached the file is still to be cut off. */
  boolean isCutPending() {
    return cutNeeded;
  }

  /** They were cut off. */
  void strayBytesGone() {
    strayBytes = 0;
  }

  /** Goes on in a copy of the file, which nothing leads to any more. */
  void continueIn(AppendFile copy) {
    file.giveUp();
    file = copy;
  }

  /**
   * Hands what was put to the kernel; undoes it when that fails.
   *
   * @throws DisturbedException if the file is not as this writer left it; then its end is left as
   *     it is, for {@link FileGuard}
   */
  void flush() throws IOException {
    if (pending.position() == 0) {
      return;
    }
    pending.flip();
    try {
      if (strayBytes > 0) {
        throw new DisturbedException("somebody else changed it");
      }
      if (cutNeeded) {
        file.truncate(size);
        cutNeeded = false;
      }
      int bytes = pending.remaining();
      cutNeeded = true;
      long end = file.append(pending, size);
      cutNeeded = false;
      if (end != size + bytes) {
        strayBytes = bytes;
        throw new DisturbedException(
            "somebody else changed it: " + (end - bytes) + " bytes long, not " + size);
      }
      size += bytes;
      flushedChain.reset(chain);
      flushedNextSeq = nextSeq;
      flushedCheckpoint = checkpoint;
    } catch (IOException e) {
      undo();
      throw e;
    } finally {
      pending.clear();
    }
  }

  /** Forgets what was put since the last flush, and cuts off what of it reached the file. */
  private void undo() {
    chain.reset(flushedChain);
    nextSeq = flushedNextSeq;
    checkpoint = flushedCheckpoint;
    headerPending = size == 0;
    if (cutNeeded) {
      try {
        file.truncate(size);
        cutNeeded = false;
      } catch (IOException e) {
        // Tried again before the next write; until then nothing is appended.
        cutNeeded = true;
      }
    }
  }

  /** Forgets what was put since the last flush. */
  void discard() {
    pending.clear();
    undo();
  }

  /**
   * A state of the file to go back to.
   *
   * @param size bytes in the file
   * @param chain the chain after them
   * @param nextSeq number of the event after them
   * @param checkpoint the last one of them
   */
  record Mark(long size, Chain chain, long nextSeq, @Nullable String checkpoint) {}

  /** The state after the last flush. */
  Mark mark() {
    return new Mark(size, flushedChain.copy(), flushedNextSeq, flushedCheckpoint);
  }

  /** Takes back lines that were flushed last, because the step they belong to failed. */
  void takeBack(Mark before) {
    size = before.size();
    flushedChain.reset(before.chain());
    flushedNextSeq = before.nextSeq();
    flushedCheckpoint = before.checkpoint();
    cutNeeded = strayBytes == 0;
    undo();
  }

  /** Puts the first line of a new file, if it is still missing. */
  void putHeader() {
    if (headerPending) {
      headerPending = false;
      putBody(header.toRecord().body());
    }
  }

  private void putBody(byte[] body) {
    reserve(body.length);
    chain.begin();
    chain.update(body, 0, body.length);
    chain.end(tail, 0);
    pending.put(body).put(tail);
  }

  private void reserve(int bodyBytes) {
    if (!fits(bodyBytes)) {
      ByteBuffer larger =
          ByteBuffer.allocateDirect(pending.position() + bodyBytes + ENVELOPE_BYTES + 4096);
      larger.put(pending.flip());
      pending = larger;
    }
  }

  private static int digits(long value, byte[] dest, int at) {
    int count = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    long rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      dest[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return count;
  }
}

package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The durable point: what is known to be on the disk, kept in a small file beside the journal. Two
 * slots of {@value #SLOT_BYTES} bytes are written in turn, each a JSON line filled up with blanks
 * before its line feed and closed by a tag over {@code SHA-256("tocsin-head-v1" 0x00 body)}, so
 * that one of the two survives a write that was cut off.
 */
final class HeadFile {
  static final int SLOT_BYTES = 512;
  private static final byte[] DOMAIN = "tocsin-head-v1\0".getBytes(US_ASCII);

  private final Path path;
  private final Tagger tagger;
  private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_BYTES);
  private long generation;
  private @Nullable Point newest;

  HeadFile(Path path, Tagger tagger) {
    this.path = path;
    this.tagger = tagger;
  }

  /** The file that belongs to an active file. */
  static Path beside(Path active) {
    return active.resolveSibling(active.getFileName() + ".head");
  }

  /**
   * A durable point.
   *
   * @param journal id of the journal
   * @param line lines chained up to there
   * @param seq number of the last event up to there, 0 before the first
   * @param hash h(line), 64 hexadecimal digits
   * @param segment number of the segment
   * @param offset bytes of that segment that are on the disk
   * @param tombstoned the newest segment whose tombstone is on the disk, 0 for none
   */
  record Point(
      String journal,
      long line,
      long seq,
      String hash,
      long segment,
      long offset,
      long tombstoned) {}

  boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** The newest point that was written whole, if there is one. */
  Optional<Point> read() throws IOException {
    if (!exists()) {
      return Optional.empty();
    }
    byte[] bytes;
    try (FileChannel channel = SecureFiles.openForRead(path)) {
      ByteBuffer buffer = ByteBuffer.allocate(2 * SLOT_BYTES);
      int read = 0;
      while (read >= 0 && buffer.hasRemaining()) {
        read = channel.read(buffer);
      }
      bytes = Arrays.copyOf(buffer.array(), buffer.position());
    }
    Optional<Point> newest = Optional.empty();
    for (int at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
      RecordLine record = check(bytes, at);
      if (record != null && record.number("generation") > generation) {
        generation = record.number("generation");
        newest = Optional.of(point(record));
      }
    }
    return newest;
  }

  /** Replaces the older slot. Not flushed: losing it only moves the durable point back. */
  void write(Point point) throws IOException {
    Point before = newest;
    if (before != null && (point.line() < before.line() || point.equals(before))) {
      // Nothing was written since, or a flush was overtaken by a later one and knows less.
      return;
    }
    generation++;
    byte[] body =
        RecordLine.of("head")
            .with("generation", generation)
            .with("journal", point.journal())
            .with("line", point.line())
            .with("seq", point.seq())
            .with("h", point.hash())
            .with("segment", point.segment())
            .with("offset", point.offset())
            .with("tombstoned", point.tombstoned())
            .body();
    byte[] line = Arrays.copyOf(body, SLOT_BYTES);
    Arrays.fill(line, body.length, SLOT_BYTES, (byte) ' ');
    byte[] close = closeOf(body);
    System.arraycopy(close, 0, line, body.length, close.length);
    line[SLOT_BYTES - 1] = '\n';
    slot.clear();
    slot.put(line).flip();
    boolean interrupted = Thread.interrupted();
    try {
      while (slot.hasRemaining()) {
        try {
          writeSlot((generation & 1) * SLOT_BYTES);
          newest = point;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
          slot.rewind();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void writeSlot(long at) throws IOException {
    try (FileChannel channel = SecureFiles.openOrCreate(path, StandardOpenOption.WRITE)) {
      while (slot.hasRemaining()) {
        channel.write(slot, at + slot.position());
      }
    }
  }

  /** A slot's content, or null if it was cut off or damaged: then the other one tells. */
  private @Nullable RecordLine check(byte[] bytes, int at) throws JournalException {
    int end = at + SLOT_BYTES - 1;
    while (end > at && bytes[end - 1] == ' ') {
      end--;
    }
    int body = end - at - (Chain.TAIL_BYTES - 1);
    if (bytes[at + SLOT_BYTES - 1] != '\n' || body <= 0) {
      return null;
    }
    byte[] expected = closeOf(Arrays.copyOfRange(bytes, at, at + body));
    if (!Arrays.equals(expected, 0, expected.length, bytes, at + body, end)) {
      return null;
    }
    return RecordLine.parse(bytes, at, end - at);
  }

  /** What follows a body: its tag, as lines of the journal have it. */
  private byte[] closeOf(byte[] body) {
    var sha = Chain.sha256();
    sha.update(DOMAIN);
    byte[] tag = new byte[Tagger.CHARS];
    tagger.write(sha.digest(body), tag, 0);
    return (",\"tag\":\"" + new String(tag, US_ASCII) + "\"}").getBytes(US_ASCII);
  }

  private static Point point(RecordLine record) throws JournalException {
    return new Point(
        record.text("journal"),
        record.number("line"),
        record.number("seq"),
        Hex.of(record.bytes("h", Chain.HASH_BYTES)),
        record.number("segment"),
        record.number("offset"),
        record.number("tombstoned"));
  }
}

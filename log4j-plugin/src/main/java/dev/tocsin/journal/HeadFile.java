package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.tocsin.files.SecureFiles;
import dev.tocsin.files.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
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
  private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_BYTES);
  private long generation;
  private @Nullable Point newest;
  private @Nullable Tagger newestTagger;
  private boolean damaged;

  HeadFile(Path path) {
    this.path = path;
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

  /**
   * A slot as it was read.
   *
   * @param point what it tells
   * @param keyId id of the key that its tag is under, or null for none
   */
  record Slot(Point point, @Nullable String keyId) {}

  /**
   * The newest point that was written whole, if there is one.
   *
   * @param keys for its tag
   * @param unchecked whether a slot counts whose key is not at hand
   */
  Optional<Slot> read(TagKeys keys, boolean unchecked) throws IOException {
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
    damaged = bytes.length != 2 * SLOT_BYTES || Files.size(path) != bytes.length;
    Optional<Slot> found = Optional.empty();
    for (int at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
      RecordLine record = check(bytes, at, keys, unchecked);
      if (record != null && record.number("generation") > generation) {
        generation = record.number("generation");
        found = Optional.of(new Slot(point(record), record.textOrNull("key")));
      }
    }
    return found;
  }

  /**
   * Whether {@link #read} met bytes that no writer leaves behind: a slot lies within one sector and
   * is written whole, or was never written. A slot whose key is not at hand is not judged.
   */
  boolean isDamaged() {
    return damaged;
  }

  private static boolean isUnwritten(byte[] bytes, int at) {
    for (int i = at; i < at + SLOT_BYTES; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Replaces the older slot, if the point is a newer one or the key is another.
   *
   * @param force whether to flush it; else losing it only moves the durable point back
   * @return false if a newer point is there: a flush was overtaken by a later one and knows less
   */
  @CanIgnoreReturnValue
  boolean write(Point point, Tagger tagger, boolean force) throws IOException {
    Point before = newest;
    Tagger taggerBefore = newestTagger;
    boolean sameKey = taggerBefore != null && taggerBefore.isSame(tagger);
    if (before != null && point.line() < before.line()) {
      return false;
    }
    if (before != null && sameKey && !force && point.equals(before)) {
      return true;
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
            .with("key", tagger.keyId())
            .with("epoch", tagger.epoch())
            .body();
    byte[] line = Arrays.copyOf(body, SLOT_BYTES);
    Arrays.fill(line, body.length, SLOT_BYTES, (byte) ' ');
    byte[] close = closeOf(body, tagger);
    System.arraycopy(close, 0, line, body.length, close.length);
    line[SLOT_BYTES - 1] = '\n';
    slot.clear();
    slot.put(line).flip();
    boolean interrupted = Thread.interrupted();
    try {
      while (slot.hasRemaining()) {
        try {
          writeSlot((generation & 1) * SLOT_BYTES, force);
          newest = point;
          newestTagger = tagger;
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
    return true;
  }

  private void writeSlot(long at, boolean force) throws IOException {
    try (FileChannel channel = SecureFiles.openOrCreate(path, StandardOpenOption.WRITE)) {
      while (slot.hasRemaining()) {
        channel.write(slot, at + slot.position());
      }
      if (force) {
        channel.force(true);
      }
    }
  }

  /** A slot's content, or null if it was cut off or damaged: then the other one tells. */
  private @Nullable RecordLine check(byte[] bytes, int at, TagKeys keys, boolean unchecked) {
    if (isUnwritten(bytes, at)) {
      return null;
    }
    int last = at + SLOT_BYTES - 1;
    while (last > at && bytes[last - 1] == ' ') {
      last--;
    }
    int end = last;
    int body = end - at - (Chain.TAIL_BYTES - 1);
    if (bytes[at + SLOT_BYTES - 1] != '\n' || body <= 0) {
      damaged = true;
      return null;
    }
    try {
      RecordLine record = RecordLine.parse(bytes, at, end - at);
      List<Tagger> taggers = keys.taggers(record.textOrNull("key"), record.number("epoch"));
      byte[] head = Arrays.copyOfRange(bytes, at, at + body);
      boolean right =
          taggers.stream()
              .map(tagger -> closeOf(head, tagger))
              .anyMatch(close -> Arrays.equals(close, 0, close.length, bytes, at + body, end));
      damaged |= !right && !taggers.isEmpty();
      return right || (taggers.isEmpty() && unchecked) ? record : null;
    } catch (JournalException e) {
      damaged = true;
      return null;
    }
  }

  /** What follows a body: its tag, as lines of the journal have it. */
  private static byte[] closeOf(byte[] body, Tagger tagger) {
    var sha = Sha256.digest();
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

package dev.tocsin.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one journal from its oldest segment on, through rolls, and waits at its present end. A
 * segment that is compressed or deleted while it is read stays readable: the open file does not go.
 */
final class JournalCursor implements Closeable {
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Path folder;
  private final String journal;
  private final long passed;
  private @Nullable SegmentFile segment;
  private @Nullable LineSource lines;
  private @Nullable Object identity;
  private boolean sealSeen;
  private boolean endSeen;
  private long lastLook;
  private List<SegmentFile> ahead = List.of();
  private int misses;
  private @Nullable JournalLine first;
  private @Nullable JournalLine peeked;

  /**
   * A cursor before its first line.
   *
   * @param passed segments up to this number are passed over; 0 for none
   */
  JournalCursor(Path folder, String journal, long passed) {
    this.passed = passed;
    this.folder = folder;
    this.journal = journal;
  }

  /** The line that {@link #next()} returns, without taking it; null at the present end. */
  @Nullable JournalLine peek() throws IOException {
    if (peeked == null) {
      peeked = read();
    }
    return peeked;
  }

  @Nullable JournalLine next() throws IOException {
    JournalLine line = peek();
    peeked = null;
    return line;
  }

  private @Nullable JournalLine read() throws IOException {
    while (true) {
      JournalLine header = first;
      if (header != null) {
        first = null;
        return header;
      }
      JournalLine line = readOn();
      if (line != null) {
        return line;
      }
      SegmentFile current = segment;
      if (current != null && !sealSeen && isInPlace(current) && !isOvertaken()) {
        return null;
      }
      SegmentFile following = following();
      if (following == null) {
        return null;
      }
      // Now that there is a later segment this one is complete: it may have got its last lines
      // after its end was seen.
      line = readOn();
      if (line != null) {
        return line;
      }
      tryOpen(following);
    }
  }

  /** The next line of the segment that is open, or null at its present end. */
  private @Nullable JournalLine readOn() throws IOException {
    LineSource source = lines;
    SegmentFile current = segment;
    if (source == null || current == null || !source.next()) {
      return null;
    }
    JournalLine line = new JournalLine(current.path(), source.offset(), source.copy());
    sealSeen = !line.isEvent() && line.text().startsWith("{\"record\":\"seal\"");
    return line;
  }

  /** Whether the file that is being read still has its name, and may grow. */
  private boolean isInPlace(SegmentFile current) {
    return identity != null && Objects.equals(identity, identityOrNull(current.path()));
  }

  /**
   * Whether the time has come to look for a later segment although this one has no seal: so it is
   * after a recovery that found lines removed. Once when the end is reached, then every second.
   */
  private boolean isOvertaken() {
    long now = System.nanoTime();
    if (endSeen && now - lastLook < LOOK_NANOS) {
      return false;
    }
    endSeen = true;
    lastLook = now;
    return true;
  }

  /** The segment after the present one, if there is one yet. */
  private @Nullable SegmentFile following() throws IOException {
    long after = segment == null ? passed : segment.header().segment();
    SegmentFile next = rolledInPlace(after);
    if (next == null) {
      next = firstOf(ahead, after);
    }
    // A gap is believed only when another look finds it too.
    for (int looks = 0;
        looks < 2 && (next == null || next.header().segment() > after + 1);
        looks++) {
      ahead = SegmentFile.list(folder);
      next = firstOf(ahead, after);
      if (next == null) {
        return null;
      }
    }
    return next;
  }

  /** The file that took over the name of the one that is open, if it is the next segment. */
  private @Nullable SegmentFile rolledInPlace(long after) throws IOException {
    if (segment == null) {
      return null;
    }
    try {
      SegmentFile file = SegmentFile.read(segment.path());
      return file.header().journal().equals(journal) && file.header().segment() == after + 1
          ? file
          : null;
    } catch (JournalException | NoSuchFileException e) {
      return null;
    }
  }

  private @Nullable SegmentFile firstOf(List<SegmentFile> files, long after) {
    for (SegmentFile file : files) {
      if (file.header().journal().equals(journal) && file.header().segment() > after) {
        return file;
      }
    }
    return null;
  }

  /** Opens a segment, unless it was rolled or deleted meanwhile: then a new listing is needed. */
  private void tryOpen(SegmentFile file) throws IOException {
    LineSource opened;
    try {
      opened = file.lines();
    } catch (NoSuchFileException e) {
      ahead = List.of();
      if (++misses == JournalReader.ATTEMPTS) {
        throw e;
      }
      return;
    }
    misses = 0;
    first = new JournalLine(file.path(), 0, opened.copy());
    // A compressed file is complete; only the active one can be replaced under its name.
    identity = file.isCompressed() ? null : identityOrNull(file.path());
    close();
    lines = opened;
    segment = file;
    sealSeen = false;
    endSeen = false;
  }

  private static @Nullable Object identityOrNull(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    LineSource source = lines;
    lines = null;
    if (source != null) {
      source.close();
    }
  }
}

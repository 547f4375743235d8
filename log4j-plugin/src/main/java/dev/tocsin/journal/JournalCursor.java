package dev.tocsin.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
      LineSource source = lines;
      SegmentFile current = segment;
      if (source != null && current != null) {
        if (source.next()) {
          JournalLine line = new JournalLine(current.path(), source.offset(), source.copy());
          sealSeen = !line.isEvent() && line.text().startsWith("{\"record\":\"seal\"");
          return line;
        }
        if (!sealSeen && isInPlace(current) && !isOvertaken()) {
          return null;
        }
      }
      if (!advance()) {
        return null;
      }
    }
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

  /** Opens the segment after the present one, if there is one yet. */
  private boolean advance() throws IOException {
    long after = segment == null ? passed : segment.header().segment();
    for (int attempt = 0; ; attempt++) {
      SegmentFile following = null;
      for (SegmentFile file : SegmentFile.list(folder)) {
        if (file.header().journal().equals(journal) && file.header().segment() > after) {
          following = file;
          break;
        }
      }
      if (following == null) {
        return false;
      }
      try {
        open(following);
        return true;
      } catch (NoSuchFileException e) {
        // Renamed or deleted between the listing and now: a new listing tells.
        if (attempt == 10) {
          throw e;
        }
      }
    }
  }

  private void open(SegmentFile file) throws IOException {
    LineSource opened = new LineSource(file.open(), 0);
    if (!opened.next() || !isHeader(opened, file.header().segment())) {
      opened.close();
      throw new NoSuchFileException(file.path().toString(), null, "was rolled meanwhile");
    }
    first = new JournalLine(file.path(), 0, opened.copy());
    // A compressed file is complete; only the active one can be replaced under its name.
    identity = file.isCompressed() ? null : identityOrNull(file.path());
    close();
    lines = opened;
    segment = file;
    sealSeen = false;
    endSeen = false;
  }

  private static boolean isHeader(LineSource line, long segment) throws JournalException {
    RecordLine record = RecordLine.parse(line.buffer(), line.start(), line.length());
    return record.kind().equals("segment") && record.number("segment") == segment;
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

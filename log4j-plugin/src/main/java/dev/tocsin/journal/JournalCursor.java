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
  private final Path folder;
  private final String journal;
  private @Nullable SegmentFile segment;
  private @Nullable LineSource lines;
  private @Nullable Object identity;
  private boolean sealSeen;
  private @Nullable JournalLine peeked;

  JournalCursor(Path folder, String journal) {
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
      LineSource source = lines;
      SegmentFile current = segment;
      if (source != null && current != null) {
        if (source.next()) {
          JournalLine line = new JournalLine(current.path(), source.offset(), source.copy());
          sealSeen = !line.isEvent() && line.text().startsWith("{\"record\":\"seal\"");
          return line;
        }
        if (!sealSeen && isInPlace(current)) {
          return null;
        }
      }
      if (!advance()) {
        return null;
      }
    }
  }

  private boolean isInPlace(SegmentFile current) {
    try {
      return Objects.equals(identity, identityOf(current.path()));
    } catch (IOException e) {
      return false;
    }
  }

  /** Opens the segment after the present one, if there is one yet. */
  private boolean advance() throws IOException {
    long after = segment == null ? Long.MIN_VALUE : segment.header().segment();
    for (SegmentFile file : SegmentFile.list(folder)) {
      if (file.header().journal().equals(journal) && file.header().segment() > after) {
        LineSource opened;
        try {
          identity = identityOf(file.path());
          opened = new LineSource(file.open(), 0);
        } catch (NoSuchFileException e) {
          // It was renamed between the listing and now: found again by the next call.
          return false;
        }
        close();
        lines = opened;
        segment = file;
        sealSeen = false;
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object identityOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
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

package dev.tocsin.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads all journals of a folder, merged by the events' times, from the oldest line on, also while
 * they are being written. It does not verify: a line is handed out as it stands. Not thread-safe.
 */
public final class JournalReader implements Closeable {
  static final int ATTEMPTS = 10;

  private final Path folder;

  /** Whether journals that come into being are read too. */
  private final boolean all;

  private final List<JournalCursor> cursors = new ArrayList<>();
  private final Set<String> journals = new HashSet<>();
  private long lastLook;

  private JournalReader(Path folder, boolean all) {
    this.folder = folder;
    this.all = all;
  }

  /**
   * Opens a folder; it may hold no journal yet.
   *
   * @throws JournalException if there is no such folder
   * @throws IOException if it can't be read
   */
  public static JournalReader open(Path folder) throws IOException {
    requireFolder(folder);
    JournalReader reader = new JournalReader(folder, true);
    reader.look();
    return reader;
  }

  /**
   * Opens one journal of a folder at the segment that was being written at a time, by the files'
   * own times; what came before is passed over.
   *
   * @param journal id of the journal, as {@link Journal#id()} gives it
   * @throws JournalException if there is no such folder
   * @throws IOException if it can't be read
   */
  public static JournalReader openSince(Path folder, String journal, Instant since)
      throws IOException {
    requireFolder(folder);
    JournalReader reader = new JournalReader(folder, false);
    long passed = 0;
    for (SegmentFile file : SegmentFile.listForReading(folder)) {
      if (file.header().journal().equals(journal) && wasLeftBefore(since, file.path())) {
        passed = file.header().segment();
      }
    }
    reader.cursors.add(new JournalCursor(folder, journal, passed));
    return reader;
  }

  private static boolean wasLeftBefore(Instant since, Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(since);
    } catch (NoSuchFileException e) {
      // It has just got another name, or is deleted: the reader finds which.
      return false;
    }
  }

  /**
   * Opens one journal of a folder at a segment, or at the first one after it that is there.
   *
   * @param journal id of the journal, as {@link Journal#id()} gives it
   * @param segment number of the segment, from 1
   * @throws JournalException if there is no such folder
   * @throws IOException if it can't be read
   */
  public static JournalReader openAt(Path folder, String journal, long segment) throws IOException {
    requireFolder(folder);
    JournalReader reader = new JournalReader(folder, false);
    reader.cursors.add(new JournalCursor(folder, journal, segment - 1));
    return reader;
  }

  static void requireFolder(Path folder) throws JournalException {
    if (!Files.isDirectory(folder)) {
      throw new JournalException(
          folder + ": is no folder; name the one that the audit files are in");
    }
  }

  /** Finds journals that came into being since the last look. */
  private void look() throws IOException {
    lastLook = System.nanoTime();
    for (SegmentFile file : SegmentFile.listForReading(folder)) {
      if (journals.add(file.header().journal())) {
        cursors.add(new JournalCursor(folder, file.header().journal(), 0));
      }
    }
  }

  /**
   * The next line of any journal, or null at the present end; a later call goes on when more was
   * written, also after a roll.
   *
   * @throws IOException if a file can't be read or decompressed
   */
  public @Nullable JournalLine next() throws IOException {
    if (!all) {
      return cursors.get(0).next();
    }
    if (cursors.size() == 1) {
      JournalLine line = cursors.get(0).next();
      if (line != null) {
        return line;
      }
    }
    JournalCursor first = null;
    String earliest = null;
    for (JournalCursor cursor : cursors) {
      JournalLine line = cursor.peek();
      if (line != null) {
        String time = line.timestamp();
        if (earliest == null || time.compareTo(earliest) < 0) {
          earliest = time;
          first = cursor;
        }
      }
    }
    if (first == null) {
      if (System.nanoTime() - lastLook > 1_000_000_000L) {
        look();
      }
      return null;
    }
    return first.next();
  }

  /**
   * The newest lines that match, oldest first. Segments are read from the newest back, only as many
   * as needed.
   *
   * @param count how many at most
   * @throws JournalException if there is no such folder
   * @throws IOException if a file can't be read or decompressed
   */
  public static List<JournalLine> newest(Path folder, int count, Predicate<JournalLine> matches)
      throws IOException {
    List<IOException> faults = new ArrayList<>();
    NewestFirst lines =
        NewestFirst.open(
            List.of(folder),
            Instant.MIN,
            count,
            LineFilter.ALL,
            matches,
            (file, cause) -> faults.add(cause));
    Deque<JournalLine> newest = new ArrayDeque<>();
    for (JournalLine line = lines.next(); line != null; line = lines.next()) {
      newest.addFirst(line);
    }
    if (!faults.isEmpty()) {
      throw faults.get(0);
    }
    return List.copyOf(newest);
  }

  @Override
  public void close() throws IOException {
    for (JournalCursor cursor : cursors) {
      cursor.close();
    }
  }
}

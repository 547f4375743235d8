package dev.tocsin.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      if (file.header().journal().equals(journal)
          && Files.getLastModifiedTime(file.path()).toInstant().isBefore(since)) {
        passed = file.header().segment();
      }
    }
    reader.cursors.add(new JournalCursor(folder, journal, passed));
    return reader;
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
    requireFolder(folder);
    for (int attempt = 1; ; attempt++) {
      try {
        return newestOf(folder, count, matches);
      } catch (NoSuchFileException e) {
        // Rolled or deleted between the listing and now: a new listing tells.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static List<JournalLine> newestOf(Path folder, int count, Predicate<JournalLine> matches)
      throws IOException {
    Map<String, Deque<SegmentFile>> byJournal = new LinkedHashMap<>();
    for (SegmentFile file : SegmentFile.listForReading(folder)) {
      byJournal.computeIfAbsent(file.header().journal(), id -> new ArrayDeque<>()).addFirst(file);
    }
    List<Deque<JournalLine>> found = new ArrayList<>();
    for (Deque<SegmentFile> newestFirst : byJournal.values()) {
      found.add(new ArrayDeque<>(newestOf(newestFirst, count, matches)));
    }
    Deque<JournalLine> merged = new ArrayDeque<>();
    while (merged.size() < count) {
      // From the end: each journal keeps its own order, the times only choose between journals.
      Deque<JournalLine> latest = null;
      for (Deque<JournalLine> lines : found) {
        if (!lines.isEmpty()
            && (latest == null
                || lines.getLast().timestamp().compareTo(latest.getLast().timestamp()) > 0)) {
          latest = lines;
        }
      }
      if (latest == null) {
        break;
      }
      merged.addFirst(latest.removeLast());
    }
    return List.copyOf(merged);
  }

  private static List<JournalLine> newestOf(
      Deque<SegmentFile> newestFirst, int count, Predicate<JournalLine> matches)
      throws IOException {
    List<JournalLine> newestLast = new ArrayList<>();
    for (SegmentFile file : newestFirst) {
      int wanted = count - newestLast.size();
      if (wanted <= 0) {
        break;
      }
      Deque<JournalLine> window = new ArrayDeque<>();
      try (LineSource lines = file.lines()) {
        do {
          JournalLine line = new JournalLine(file.path(), lines.offset(), lines.copy());
          if (matches.test(line)) {
            window.addLast(line);
            if (window.size() > wanted) {
              window.removeFirst();
            }
          }
        } while (lines.next());
      }
      List<JournalLine> older = new ArrayList<>(window);
      older.addAll(newestLast);
      newestLast = older;
    }
    return Collections.unmodifiableList(newestLast);
  }

  @Override
  public void close() throws IOException {
    for (JournalCursor cursor : cursors) {
      cursor.close();
    }
  }
}

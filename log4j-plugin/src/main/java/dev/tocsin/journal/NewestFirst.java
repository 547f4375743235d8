package dev.tocsin.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lines of all journals in some folders that match, from the newest back, also while they are being
 * written, rolled, compressed and deleted. A journal keeps its own order; between journals the
 * events' times choose. Of each journal the matching lines of one segment are in memory, and no
 * more than are asked for. It does not verify. Not thread-safe.
 */
public final class NewestFirst {
  private static final int ATTEMPTS = 10;

  private final List<Backwards> journals = new ArrayList<>();
  private final Instant since;
  private final int limit;
  private final LineFilter filter;
  private final Predicate<JournalLine> matches;
  private final Unreadable unreadable;

  /** Is told of what can't be read; the rest of it is left out, and reading goes on before it. */
  public interface Unreadable {
    /**
     * A file ends early.
     *
     * @param file the segment
     * @param cause why
     */
    void unreadable(Path file, IOException cause);
  }

  private int taken;

  private NewestFirst(
      Instant since,
      int limit,
      LineFilter filter,
      Predicate<JournalLine> matches,
      Unreadable unreadable) {
    this.since = since;
    this.limit = limit;
    this.filter = filter;
    this.matches = matches;
    this.unreadable = unreadable;
  }

  /**
   * Opens folders.
   *
   * @param since segments that nothing was written to from then on are not opened
   * @param limit how many lines are wanted at most
   * @param filter sees each event's line before {@code matches}, to spare it most of them
   * @param matches sees each line that is left, the journals' own ones too
   * @throws JournalException if there is no such folder
   * @throws IOException if one can't be read
   */
  public static NewestFirst open(
      List<Path> folders,
      Instant since,
      int limit,
      LineFilter filter,
      Predicate<JournalLine> matches,
      Unreadable unreadable)
      throws IOException {
    NewestFirst lines = new NewestFirst(since, limit, filter, matches, unreadable);
    for (Path folder : folders) {
      JournalReader.requireFolder(folder);
      Map<String, List<SegmentFile>> byJournal = new TreeMap<>();
      for (SegmentFile file : SegmentFile.listForReading(folder)) {
        byJournal.computeIfAbsent(file.header().journal(), id -> new ArrayList<>()).add(file);
      }
      byJournal.forEach((id, files) -> lines.journals.add(lines.new Backwards(folder, id, files)));
    }
    return lines;
  }

  /** Whether there is any journal. */
  public boolean isEmpty() {
    return journals.isEmpty();
  }

  /**
   * The next older line that matches, or null after the oldest and after as many as are wanted.
   *
   * @throws IOException if a folder can't be read
   */
  public @Nullable JournalLine next() throws IOException {
    if (taken == limit) {
      return null;
    }
    Backwards newest = null;
    String latest = "";
    for (Backwards journal : journals) {
      JournalLine line = journal.peek();
      if (line != null && (newest == null || line.timestamp().compareTo(latest) > 0)) {
        newest = journal;
        latest = line.timestamp();
      }
    }
    if (newest == null) {
      return null;
    }
    taken++;
    return newest.take();
  }

  /** One journal, segment by segment from the last to the first. */
  private final class Backwards {
    private final Path folder;
    private final String journal;
    private List<SegmentFile> listed;
    private Deque<JournalLine> lines = new ArrayDeque<>();

    /** The segment that was read last; those before it are left. */
    private long before = Long.MAX_VALUE;

    private @Nullable Instant nextBegan;
    private boolean over;

    Backwards(Path folder, String journal, List<SegmentFile> listed) {
      this.folder = folder;
      this.journal = journal;
      this.listed = listed;
    }

    @Nullable JournalLine peek() throws IOException {
      while (lines.isEmpty() && !over) {
        lines = readNext();
      }
      return lines.peekLast();
    }

    /** Of the newest segment that is left. */
    private Deque<JournalLine> readNext() throws IOException {
      Instant end = nextBegan;
      SegmentFile file = end != null && end.isBefore(since) ? null : previous();
      if (file == null) {
        over = true;
        return new ArrayDeque<>();
      }
      return read(file);
    }

    JournalLine take() {
      return lines.removeLast();
    }

    /** The newest of those that are left; null if none is. */
    private @Nullable SegmentFile previous() throws IOException {
      SegmentFile previous = newestListed();
      long number = previous == null ? 0 : previous.header().segment();
      if (before != Long.MAX_VALUE && number < before - 1 && before > 1) {
        // A gap is believed only when another look finds it too.
        listed = list();
        previous = newestListed();
      }
      return previous;
    }

    private @Nullable SegmentFile newestListed() {
      for (int i = listed.size() - 1; i >= 0; i--) {
        if (listed.get(i).header().segment() < before) {
          return listed.get(i);
        }
      }
      return null;
    }

    private List<SegmentFile> list() throws IOException {
      return SegmentFile.listForReading(folder).stream()
          .filter(file -> file.header().journal().equals(journal))
          .toList();
    }

    private Deque<JournalLine> read(SegmentFile listedFile) throws IOException {
      SegmentFile file = listedFile;
      long segment = file.header().segment();
      for (int attempt = 1; file != null; attempt++) {
        try {
          Deque<JournalLine> found = matching(file);
          before = segment;
          nextBegan = file.header().time();
          return found;
        } catch (NoSuchFileException e) {
          // Rolled, compressed or deleted since it was listed: a new look tells.
          if (attempt == ATTEMPTS) {
            throw e;
          }
          listed = list();
          file =
              listed.stream()
                  .filter(each -> each.header().segment() == segment)
                  .findFirst()
                  .orElse(null);
        }
      }
      before = segment;
      return new ArrayDeque<>();
    }

    private Deque<JournalLine> matching(SegmentFile file) throws NoSuchFileException {
      Deque<JournalLine> found = new ArrayDeque<>();
      try (LineSource source = file.lines()) {
        do {
          if (isPassedOver(source)) {
            continue;
          }
          JournalLine line = new JournalLine(file.path(), source.offset(), source.copy());
          if (matches.test(line)) {
            found.addLast(line);
            if (found.size() > limit) {
              found.removeFirst();
            }
          }
        } while (source.next());
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException e) {
        unreadable.unreadable(file.path(), e);
      }
      return found;
    }

    private boolean isPassedOver(LineSource source) {
      byte[] buffer = source.buffer();
      return SegmentScan.seqOf(buffer, source.start(), source.length()) >= 0
          && !filter.mayMatch(buffer, source.start(), source.length());
    }
  }
}

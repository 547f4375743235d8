package dev.tocsin.journal;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the files under the writer are still those it wrote, and saves what was written
 * where they are not: a file that was moved or deleted, cut, or written to by somebody else.
 * Guarded by the journal's lock.
 *
 * <p>Whatever it was, the file ends up under the name of a sealed segment, and the journal goes on
 * in a new one. Until that is done {@link #requireSound()} lets nothing be appended.
 */
final class FileGuard {
  private final Path file;
  private final WriterLock lock;
  private final Path head;
  private final List<String> found = new ArrayList<>();
  private final List<String> setAside = new ArrayList<>();
  private final List<Sealed> sealed = new ArrayList<>();
  private final FreeNames names = new FreeNames();
  private boolean headSeen = true;
  private boolean segmentOver;
  private boolean cut;
  private OptionalLong lostFrom = OptionalLong.empty();
  private OptionalLong lostTo = OptionalLong.empty();
  private @Nullable IOException trouble;

  FileGuard(Path file, WriterLock lock) {
    this.file = file;
    this.lock = lock;
    this.head = HeadFile.beside(file);
  }

  /**
   * A segment that was sealed since the last look. Who opened the active file just before still
   * writes to it.
   */
  private record Sealed(AppendFile file, long size) {}

  /** What a look found. */
  enum Outcome {
    /** All is as it was left. */
    SOUND,
    /** The lock file or the head file had to be made again; the segment goes on. */
    MENDED,
    /** The segment has to be sealed, and a new one begun. */
    SEGMENT_OVER,
    /** The segment can't be sealed, since lines are missing from it; a new one has to be begun. */
    SEGMENT_CUT
  }

  /**
   * Fails while it is not sure that a line would end up in the journal.
   *
   * @throws IOException why
   */
  void requireSound() throws IOException {
    if (trouble != null) {
      throw trouble;
    }
  }

  /** Gives a segment that is sealed a name that no file has, and returns that. */
  Path giveName(Path source, JournalConfig config, Instant began) throws IOException {
    return names.give(source, config, began);
  }

  /** Has the next look see to it that nothing follows the seal. */
  void watchSealed(AppendFile segment, long size) {
    sealed.add(new Sealed(segment, size));
  }

  /** Whether another process writes this journal now, so that nothing of it may be touched. */
  boolean isTaken() {
    return lock.isTaken();
  }

  /**
   * Looks at the files and saves what there is to save. After {@link Outcome#SEGMENT_OVER} and
   * {@link Outcome#SEGMENT_CUT} nothing is sound before {@link #done}.
   *
   * @throws IOException if something is wrong and could not be put right yet
   */
  Outcome look(ActiveSegment active, JournalConfig config) throws IOException {
    Instant now = config.clock().instant();
    try {
      boolean inPlace = isInPlace(active.file());
      if (!inPlace) {
        bringBack(active, config);
      }
      if (lock.renew()) {
        found.add("the lock file was removed; it is there again");
      }
      if (!inPlace) {
        takeNameBack(now);
        segmentOver = true;
      }
      if (!cut && !active.isCutPending()) {
        checkSize(active, config, now);
      }
      sealed.removeIf(segment -> isSeenTo(segment, now));
      checkHead();
    } catch (IOException e) {
      trouble = e;
      throw e;
    }
    if (cut || segmentOver) {
      trouble = new IOException("a new segment has to be begun first");
      return cut ? Outcome.SEGMENT_CUT : Outcome.SEGMENT_OVER;
    }
    trouble = null;
    return found.isEmpty() ? Outcome.SOUND : Outcome.MENDED;
  }

  /** Everything is put right; tells what it was and begins anew. */
  RecoveryReport done() {
    RecoveryReport report = new RecoveryReport(found, cut, lostFrom, lostTo, setAside);
    found.clear();
    setAside.clear();
    segmentOver = false;
    cut = false;
    lostFrom = OptionalLong.empty();
    lostTo = OptionalLong.empty();
    trouble = null;
    return report;
  }

  /** Nothing is concluded from a folder that may not be looked into; a file is no folder. */
  private boolean isInPlace(AppendFile active) {
    try {
      return active.path().equals(file) && active.isAt(file);
    } catch (IOException e) {
      Path folder = Objects.requireNonNull(file.getParent());
      return !Files.exists(folder) || Files.isDirectory(folder);
    }
  }

  /** Gets the file a sealed segment's name: from the name it was moved to, or as a copy. */
  private void bringBack(ActiveSegment active, JournalConfig config) throws IOException {
    if (!active.file().path().equals(file) && active.file().isInPlace()) {
      // That was done, and what comes after it failed.
      return;
    }
    Path folder = Objects.requireNonNull(file.getParent());
    AuditPaths.createFolder(folder);
    Path moved = nameIn(folder, active.file());
    if (moved != null) {
      Path target = names.give(moved, config, active.header().time());
      active.file().moved(target);
      found.add("the file was moved to " + moved.getFileName() + "; it is " + target.getFileName());
      return;
    }
    Path temporary = SegmentFile.nextName(file);
    Files.deleteIfExists(temporary);
    active.file().copyTo(temporary);
    Path target = names.give(temporary, config, active.header().time());
    SecureFiles.forceFolder(folder);
    active.continueIn(AppendFile.open(target));
    found.add(
        "the file was deleted or moved away; what was written to it is in " + target.getFileName());
  }

  private static @Nullable Path nameIn(Path folder, AppendFile active) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path candidate : files) {
        if (active.isAt(candidate)) {
          return candidate;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return null;
  }

  private void takeNameBack(Instant now) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      String name = SetAside.whole(file, now);
      setAside.add(name);
      found.add("another file had its name, set aside in " + name);
    }
  }

  private void checkSize(ActiveSegment active, JournalConfig config, Instant now)
      throws IOException {
    long expected = active.flushedSize();
    long size = active.file().size() - active.strayBytes();
    if (size > expected) {
      SetAside aside = SetAside.tail(active.file().path(), expected, now);
      active.strayBytesGone();
      segmentOver = true;
      setAside.add(aside.name());
      found.add(aside.bytes() + " bytes were added by somebody else, set aside in " + aside.name());
    } else if (size < expected) {
      active.file().truncate(size);
      active.strayBytesGone();
      if (active.file().path().equals(file)) {
        active.file().moved(names.give(file, config, active.header().time()));
      }
      cut = true;
      noteLoss(active, size);
    }
  }

  /** A segment that can't be put right now holds up nobody; the next look tries again. */
  private boolean isSeenTo(Sealed segment, Instant now) {
    try {
      if (!segment.file().isClosed() && segment.file().size() > segment.size()) {
        SetAside aside = SetAside.tail(segment.file().path(), segment.size(), now);
        setAside.add(aside.name());
        found.add(
            aside.bytes()
                + " bytes were added by somebody else behind the seal of "
                + segment.file().path().getFileName()
                + ", set aside in "
                + aside.name());
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void noteLoss(ActiveSegment active, long size) {
    long last = lastSeqIn(active);
    if (last < active.flushedLastSeq()) {
      lostFrom = OptionalLong.of(last + 1);
      lostTo = OptionalLong.of(active.flushedLastSeq());
    }
    found.add(
        "the file was cut from "
            + active.flushedSize()
            + " to "
            + size
            + " bytes after event "
            + last
            + ": lines were removed");
  }

  private static long lastSeqIn(ActiveSegment active) {
    long last = active.header().firstSeq() - 1;
    try (LineSource lines = new LineSource(SegmentFile.open(active.file().path()), 0)) {
      while (lines.next()) {
        last = Math.max(last, SegmentScan.seqOf(lines.buffer(), lines.start(), lines.length()));
      }
    } catch (IOException e) {
      // What can't be read counts as lost.
      return last;
    }
    return last;
  }

  /** The head file is made anew by the next flush; its line in the journal brings one. */
  private void checkHead() {
    if (!Files.notExists(head, LinkOption.NOFOLLOW_LINKS)) {
      headSeen = true;
    } else if (headSeen) {
      headSeen = false;
      found.add("the head file was removed; it is written again");
    }
  }
}

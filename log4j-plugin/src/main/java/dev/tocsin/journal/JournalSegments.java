package dev.tocsin.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The segment that is written, and those before it that are not yet on the disk. It puts lines on
 * the disk, seals a segment and begins the next one, and goes on where somebody else changed the
 * file. Guarded by the {@link Lead}, but for {@link #flushToDisk} and {@link #bury}, which take it
 * when they need it and flush without it.
 */
final class JournalSegments {
  private final Supplier<JournalConfig> config;
  private final JournalListener listener;
  private final JournalThreads threads;
  private final Failures failures;
  private final Lead lead;
  private final FileGuard guard;
  private final DurablePoint durablePoint;
  private final ReentrantLock flushing = new ReentrantLock();
  private final List<AppendFile> sealedUnforced = new ArrayList<>();
  private final List<RecordLine> untold = new ArrayList<>();
  private ActiveSegment active;
  private volatile Instant lastCheckpoint;
  private long tombstoneWritten;
  private volatile long tombstoned;
  private volatile boolean headTroubleTold;
  private volatile @Nullable String durableCheckpoint;
  private volatile List<WriteTimes> times = List.of();
  private @Nullable Tagger changeTo;
  private boolean closed;

  /** What is told of a journal as it goes on, and by whom. */
  record Telling(JournalListener listener, JournalThreads threads, Failures failures) {}

  JournalSegments(
      Supplier<JournalConfig> config,
      Telling telling,
      Lead lead,
      FileGuard guard,
      DurablePoint durablePoint,
      Recovery.Outcome start) {
    this.config = config;
    this.listener = telling.listener();
    this.threads = telling.threads();
    this.failures = telling.failures();
    this.lead = lead;
    this.guard = guard;
    this.durablePoint = durablePoint;
    this.active = start.segment();
    this.tombstoned = start.tombstoned();
    this.tombstoneWritten = start.tombstoned();
    this.lastCheckpoint = config.get().clock().instant();
  }

  /** The segment that is written. */
  ActiveSegment active() {
    return active;
  }

  /**
   * The newest segment whose tombstone is on the disk; 0 for none. May be asked without the lead.
   */
  long tombstoned() {
    return tombstoned;
  }

  /**
   * The oldest segment whose file this writer may still use; those before it are complete and
   * flushed.
   */
  long oldestOpen() {
    return active.header().segment() - sealedUnforced.size();
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether another process took the journal, so that this one may touch none of its files. */
  boolean isTaken() {
    return guard.isTaken();
  }

  /** Puts the first lines after opening. */
  void begin() throws IOException {
    boolean begun = false;
    try {
      active.putHeader();
      if (config.get().isKeyed()) {
        // Vouched for from the first line on, and K(0) is needed here no longer.
        active.putCheckpoint(config.get().clock().instant());
      }
      active.flush();
      flushToDisk(true);
      begun = true;
    } finally {
      if (!begun) {
        active.file().close();
      }
    }
  }

  /** Puts an event's line, and returns its number; 0 if the journal is closed. */
  long put(JournalEntry entry) {
    return closed ? 0 : active.putEvent(entry.bytes(), entry.length());
  }

  /** Makes what was put as durable as the settings ask, or takes it back and throws. */
  void commit() throws IOException {
    requireOpen();
    guard.requireSound();
    long begun = System.nanoTime();
    if (config.get().durability() != Durability.ALWAYS) {
      active.flush();
      written(System.nanoTime() - begun);
      return;
    }
    ActiveSegment.Mark before = active.mark();
    active.flush();
    long written = System.nanoTime();
    written(written - begun);
    try {
      for (AppendFile file : sealedUnforced) {
        file.force();
      }
      active.file().force();
      forced(System.nanoTime() - written);
    } catch (IOException e) {
      active.takeBack(before);
      throw e;
    }
    writeHead(active.point(tombstoneWritten), active.flushedChain().tagger());
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the journal is closed");
    }
  }

  /** Keeps the durable point. Without it the lines are no less on the disk, so nobody fails. */
  private void writeHead(HeadFile.Point point, Tagger tagger) {
    if (guard.isTaken()) {
      return;
    }
    try {
      // The writer may be making a tag at this moment, and a tagger is for one thread.
      durablePoint.moveTo(point, tagger.copy(), config.get().evolve());
      headTroubleTold = false;
    } catch (IOException e) {
      if (!headTroubleTold) {
        headTroubleTold = true;
        failures.report(
            HeadFile.beside(config.get().file())
                + ": can't be written ("
                + Reason.of(e)
                + "); after a crash the journal can't tell all that was on the disk",
            e);
      }
    }
  }

  /**
   * Has the next roll change to another tag key.
   *
   * @return whether that key is another one than the present one
   */
  boolean changeKey(Tagger wanted) {
    if (Objects.equals(active.chain().tagger().keyId(), wanted.keyId())) {
      return false;
    }
    changeTo = wanted;
    return true;
  }

  /** Seals the active segment and begins the next one. */
  void roll() throws IOException {
    requireOpen();
    guard.requireSound();
    if (!active.file().isAt(config.get().file())) {
      // What has the name now is not ours to seal.
      lookAfterFiles();
      return;
    }
    try {
      rollFrom(active);
    } catch (DisturbedException e) {
      lookAfterFiles();
    }
  }

  /** Seals a segment and begins the next one; the file may have a sealed segment's name already. */
  private void rollFrom(ActiveSegment sealed) throws IOException {
    sealed.flush();
    Path file = config.get().file();
    Path next = SegmentFile.nextName(file);
    ActiveSegment.Mark before = sealed.mark();
    Instant now = config.get().clock().instant();
    Files.deleteIfExists(next);
    AppendFile fresh = AppendFile.create(next);
    boolean done = false;
    try {
      sealed.putSeal(now);
      sealed.flush();
      Path held = sealed.file().path();
      Path given =
          held.equals(file) ? guard.giveName(held, config.get(), sealed.header().time()) : held;
      try {
        Files.move(next, file);
      } catch (IOException e) {
        if (!given.equals(held)) {
          Files.move(given, held);
        }
        throw e;
      }
      sealed.file().moved(given);
      fresh.moved(file);
      done = true;
    } finally {
      if (!done) {
        sealed.takeBack(before);
        fresh.close();
        Files.deleteIfExists(next);
      }
    }
    guard.watchSealed(sealed.file(), sealed.flushedSize());
    beginAfter(sealed, fresh, now);
  }

  /** Goes on in a new file, from where the segment before ended. */
  private void beginAfter(ActiveSegment before, AppendFile fresh, Instant now) {
    sealedUnforced.add(before.file());
    Tagger tagger = changeTo == null ? before.flushedChain().tagger() : changeTo;
    Position position =
        new Position(
                before.header().journal(),
                before.header().segment() + 1,
                before.flushedChain(),
                before.flushedLastSeq() + 1)
            .under(tagger);
    if (changeTo != null) {
      // The head file goes first: under neither key in use, it would be somebody else's.
      forceUpTo(before);
      writeHead(before.point(tombstoneWritten), tagger);
      changeTo = null;
    }
    active =
        ActiveSegment.begin(
            position.header(config.get().writer(), now),
            fresh,
            position.chain(),
            config.get().vouching());
    active.follow(before);
    lastCheckpoint = now;
    try {
      active.putHeader();
      active.flush();
    } catch (IOException e) {
      // No room: the line waits for the first event that can be written.
      failures.report(config.get().file() + ": can't be written (" + Reason.of(e) + ")", e);
    }
  }

  /** Puts all on the disk up to the end of that segment; where that fails, the next tick does. */
  private void forceUpTo(ActiveSegment segment) {
    try {
      for (AppendFile file : sealedUnforced) {
        file.force();
      }
      segment.file().force();
    } catch (IOException e) {
      failures.report(config.get().file() + ": flushing failed (" + Reason.of(e) + ")", e);
    }
  }

  /**
   * Puts right what somebody else did to the files, so that writing can go on; a segment that was
   * touched is followed by a new one. What it found is told, and written down as soon as there is
   * room.
   */
  void lookAfterFiles() throws IOException {
    switch (guard.look(active, config.get())) {
      case SOUND -> {
        return;
      }
      case MENDED -> {
        // The segment goes on.
      }
      case SEGMENT_OVER -> rollFrom(active);
      case SEGMENT_CUT ->
          beginAfter(
              active, AppendFile.create(config.get().file()), config.get().clock().instant());
    }
    RecoveryReport report = guard.done();
    threads.tell(() -> listener.disturbed(report));
    untold.add(report.line(config.get().clock().instant()));
    writeUntold();
  }

  /** Writes lines that had no room yet. */
  void writeUntold() throws IOException {
    if (!untold.isEmpty()) {
      untold.forEach(active::putRecord);
      active.flush();
      untold.clear();
    }
  }

  /** When the last checkpoint was written; before the first, when the journal was opened. */
  Instant lastCheckpoint() {
    return lastCheckpoint;
  }

  /** The last checkpoint that is as durable as the settings ask, as a line; null for none yet. */
  @Nullable String durableCheckpoint() {
    return durableCheckpoint;
  }

  /** Has somebody hear how long writing takes. */
  synchronized void addTimes(WriteTimes listener) {
    times = Stream.concat(times.stream(), Stream.of(listener)).toList();
  }

  /** The contrary. */
  synchronized void removeTimes(WriteTimes listener) {
    times = times.stream().filter(each -> !each.equals(listener)).toList();
  }

  private void written(long nanos) {
    // By position, as each event would pay for an iterator.
    List<WriteTimes> all = times;
    for (int i = 0; i < all.size(); i++) {
      all.get(i).written(nanos);
    }
  }

  private void forced(long nanos) {
    for (WriteTimes each : times) {
      each.forced(nanos);
    }
  }

  /** How much is known to be on the disk; comes back at once. */
  DurablePoint.Seen durable() {
    return durablePoint.last();
  }

  /**
   * Writes a checkpoint if the last one is old enough. While writing fails one is always due: it
   * finds out when writing works again.
   *
   * @return whether there was one
   */
  boolean checkpointIfDue(Instant now) throws IOException {
    Duration since = Duration.between(lastCheckpoint, now).abs();
    if (!failures.isFailing() && since.compareTo(config.get().checkpointInterval()) < 0) {
      return false;
    }
    active.putCheckpoint(now);
    active.flush();
    lastCheckpoint = now;
    return true;
  }

  /**
   * Moves the durable point to what the kernel has now. Runs beside appends, without the lead.
   *
   * @param force whether the disk is waited for
   * @return whether sealed segments became durable
   */
  boolean flushToDisk(boolean force) throws IOException {
    flushing.lock();
    try {
      List<AppendFile> sealed;
      AppendFile current;
      HeadFile.Point point;
      Tagger tagger;
      @Nullable String checkpoint;
      lead.take();
      try {
        checkpoint = active.flushedCheckpoint();
        sealed = List.copyOf(sealedUnforced);
        current = active.file();
        point = active.point(tombstoneWritten);
        tagger = active.flushedChain().tagger();
      } finally {
        lead.release();
      }
      if (force || (config.get().evolve() && durablePoint.isKeyBehind(tagger))) {
        long begun = System.nanoTime();
        for (AppendFile file : sealed) {
          file.force();
        }
        current.force();
        forced(System.nanoTime() - begun);
      }
      writeHead(point, tagger);
      durableCheckpoint = checkpoint;
      lead.take();
      try {
        sealedUnforced.removeAll(sealed);
      } finally {
        lead.release();
      }
      sealed.forEach(AppendFile::close);
      return !sealed.isEmpty();
    } finally {
      flushing.unlock();
    }
  }

  /**
   * Writes a tombstone and puts it on the disk; only then may the segment's file go. One that was
   * written and could not be put on the disk is not written a second time. Without the lead.
   */
  void bury(RecordLine tombstone, long segment) throws IOException {
    lead.take();
    try {
      requireOpen();
      guard.requireSound();
      if (segment > tombstoneWritten) {
        active.putRecord(tombstone);
        active.flush();
        tombstoneWritten = segment;
      }
    } finally {
      lead.release();
    }
    if (flushToDisk(true)) {
      // The tick finds nothing more to flush, so nobody else would call for compressing.
      threads.housekeepSoon();
    }
    tombstoned = segment;
  }

  /** Writes the last checkpoint. Nothing is put from then on. */
  void end() throws IOException {
    try {
      guard.requireSound();
      active.putCheckpoint(config.get().clock().instant());
      active.flush();
    } finally {
      closed = true;
    }
  }

  /** Closes the files; the last thing done with them. */
  void closeFiles() {
    active.file().close();
    sealedUnforced.forEach(AppendFile::close);
  }
}

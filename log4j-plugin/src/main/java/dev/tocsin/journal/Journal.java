package dev.tocsin.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The writer of an audit file. Any number of threads append at once; each call returns when its
 * line is recorded as the {@link Durability} says, or throws.
 *
 * <p>Threads that arrive while another one writes do not wait their turn at the lock: one of them
 * leads, and hashes and writes the lines of all in one go (see {@link Lead}). The same step is the
 * group commit of {@link Durability#ALWAYS}. The chain needs one order of all lines; this gives it
 * at the price of one write for many.
 *
 * <p>A journal has one writer: opening one that another process has open fails.
 */
public final class Journal implements Closeable {
  private final WriterLock writerLock;
  private final TagKeys keys;
  private final JournalListener listener;
  private final RecoveryReport recovery;
  private final String journalId;
  private final JournalThreads threads;
  private final Lead lead;
  private final Failures failures;
  private final JournalSegments segments;
  private final BatchWriter batches;
  private volatile JournalConfig config;

  private Journal(
      JournalConfig config,
      JournalListener listener,
      WriterLock writerLock,
      DurablePoint durablePoint,
      TagKeys keys,
      Recovery.Outcome start) {
    String name = config.file().getFileName().toString();
    this.config = config;
    this.listener = listener;
    this.writerLock = writerLock;
    this.keys = keys;
    this.journalId = start.segment().header().journal();
    this.recovery = start.report();
    this.threads = new JournalThreads(name);
    this.lead = new Lead(name);
    this.failures = new Failures(this::config, listener, threads);
    this.segments =
        new JournalSegments(
            this::config,
            new JournalSegments.Telling(listener, threads, failures),
            lead,
            new FileGuard(config.file(), writerLock),
            durablePoint,
            start);
    this.batches = new BatchWriter(this::config, segments, failures, lead::progressed);
  }

  /**
   * Makes the folder of a journal, with mode 0700; one that is there is left as it is.
   *
   * @param file the active file
   * @throws JournalException if it can't be made
   */
  public static void createFolder(Path file) throws JournalException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new JournalException(file + ": is not a file name; name a file in fileName");
    }
    AuditPaths.createFolder(folder);
  }

  /**
   * Opens a journal, creating it and its folder if need be, and takes it up where it was left.
   *
   * @param listener hears of what happens beside writing; see {@link JournalListener} for threads
   * @throws JournalException one line that names the file, what is wrong and the way out: another
   *     writer, missing rights, a symbolic link, a file that is no journal, a full disk
   */
  public static Journal open(JournalConfig config, JournalListener listener)
      throws JournalException {
    Path file = config.file();
    createFolder(file);
    // A channel that is used by a thread with a pending interrupt closes.
    boolean interrupted = Thread.interrupted();
    try {
      return openLocked(config, listener);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Journal openLocked(JournalConfig config, JournalListener listener)
      throws JournalException {
    Path file = config.file();
    WriterLock writerLock = WriterLock.acquire(file, config.writer(), config.clock().instant());
    boolean begun = false;
    try {
      TagKeyFile keyFile = TagKeyFile.of(file);
      WriterKeys keys = WriterKeys.of(config, keyFile.kept().orElse(null));
      HeadFile headFile = new HeadFile(HeadFile.beside(file));
      Recovery.Outcome start = new Recovery(config, keys, headFile).run();
      DurablePoint durablePoint = new DurablePoint(headFile, keyFile, config.clock());
      // Keys that move on must not stay in memory: old tags are then not checked by the writer.
      TagKeys readingKeys = config.evolve() ? TagKeys.NONE : keys;
      Journal journal = new Journal(config, listener, writerLock, durablePoint, readingKeys, start);
      journal.begin();
      begun = true;
      return journal;
    } catch (JournalException e) {
      throw e;
    } catch (IOException e) {
      throw new JournalException(
          file
              + ": the audit file can't be opened ("
              + Reason.of(e)
              + "); check the rights and the free space of its folder",
          e);
    } finally {
      if (!begun) {
        writerLock.close();
      }
    }
  }

  private void begin() throws IOException {
    segments.begin();
    threads.start(this::tick, new Housekeeper(this, listener, System::nanoTime));
  }

  /** What opening found amiss. */
  public RecoveryReport recovery() {
    return recovery;
  }

  /** The journal's id, 32 hexadecimal digits. */
  public String id() {
    return journalId;
  }

  /** The settings in force. */
  public JournalConfig config() {
    return config;
  }

  /**
   * Replaces the settings while the journal is in use. Another tag key begins a new segment.
   *
   * @throws IllegalArgumentException if they name another file
   * @throws JournalException one line, if they would have a journal under a key go on without one,
   *     or a write hangs; the settings are then as they were
   */
  public void reconfigure(JournalConfig newConfig) throws JournalException {
    if (!newConfig.file().equals(config.file())) {
      throw new IllegalArgumentException(
          newConfig.file() + ": is not the file of this journal, " + config.file());
    }
    if (!lead.takeWithin(config.writeTimeout())) {
      throw failures.hanging();
    }
    try {
      Tagger now = segments.active().chain().tagger();
      Tagger wanted = WriterKeys.of(newConfig, now).current();
      if (now.keyId() != null && wanted.keyId() == null) {
        throw WriterKeys.of(newConfig, null).missing(now.keyId());
      }
      config = newConfig;
      batches.reconfigured();
      segments.active().vouch(newConfig.vouching());
      if (segments.changeKey(wanted)) {
        batches.tryRoll();
      }
    } finally {
      lead.release();
    }
    threads.housekeepSoon();
  }

  /** What is asked of the segments where nothing changes them. */
  private <T> T underTheLead(Supplier<T> question) {
    lead.take();
    try {
      return question.get();
    } finally {
      lead.release();
    }
  }

  /** Number of the last event recorded; 0 before the first. */
  public long lastSeq() {
    return underTheLead(() -> segments.active().flushedLastSeq());
  }

  /**
   * How many events are in the journal whose calls had given up waiting, and were told that they
   * are not recorded.
   */
  public long writtenLate() {
    return batches.writtenLate();
  }

  /** How it stands; comes back at once, whatever hangs. */
  public JournalState state() {
    Failures.Failing failing = failures.failing();
    DurablePoint.Seen durable = segments.durable();
    return new JournalState(
        failing == null ? null : failing.since(),
        failing == null ? null : failing.why(),
        segments.lastCheckpoint(),
        durable.seq(),
        durable.time());
  }

  /**
   * The last checkpoint that is on the disk, or with the kernel under {@link Durability#NO}, as it
   * stands in the file, without LF; empty before the first. It may leave the host.
   */
  public Optional<String> durableCheckpoint() {
    return Optional.ofNullable(segments.durableCheckpoint());
  }

  /** Has somebody hear how long writing takes. */
  public void addTimes(WriteTimes listener) {
    segments.addTimes(listener);
  }

  /** The contrary. */
  public void removeTimes(WriteTimes listener) {
    segments.removeTimes(listener);
  }

  /** Bytes in the active segment. */
  public long size() {
    return underTheLead(() -> segments.active().size());
  }

  /** When the active segment began. */
  public Instant segmentBegan() {
    return underTheLead(() -> segments.active().header().time());
  }

  /**
   * Appends an event's line.
   *
   * @param entry holds the line; the caller may use it again afterwards, but for a write that hangs
   * @return the event's number, counted up by one over all segments and restarts
   * @throws JournalException if the line is not in the file; the file is as it was before. If the
   *     write hangs, the line may come to be in it later: {@link JournalException#isHanging}
   */
  public long append(JournalEntry entry) throws JournalException {
    entry.enlist();
    if (lead.isMine()) {
      throw new JournalException(
          config.file() + ": a roll trigger can't log to the journal that it decides for");
    }
    long limit = config.writeTimeout().toNanos();
    if (limit <= 0) {
      lead.serve(entry, batches);
    } else if (!lead.handOver(entry, limit, batches)) {
      throw failures.hanging();
    }
    return entry.outcome();
  }

  /** Seals the active segment and begins a new one, whatever the trigger says. */
  public void roll(String reason) throws JournalException {
    lead.take();
    try {
      segments.roll();
    } catch (IOException | RuntimeException e) {
      throw new JournalException(
          config.file() + ": can't be rolled for " + reason + " (" + Reason.of(e) + ")", e);
    } finally {
      lead.release();
    }
  }

  /** Once a second: roll if due, checkpoint if due, flush to the disk. */
  private void tick() {
    try {
      boolean rolled;
      boolean checkpointed;
      lead.take();
      try {
        if (segments.isClosed()) {
          return;
        }
        segments.lookAfterFiles();
        segments.writeUntold();
        rolled = batches.rollIfDue();
        checkpointed = segments.checkpointIfDue(config.clock().instant());
      } finally {
        lead.release();
      }
      if (segments.flushToDisk(config.durability() != Durability.NO) || rolled) {
        threads.housekeepSoon();
      }
      if (checkpointed) {
        failures.over();
      }
      if (!failures.isFailing()) {
        listener.working();
      }
    } catch (IOException e) {
      var unused = failures.writing(e);
    } catch (RuntimeException | Error e) {
      report(config.file() + ": flushing failed (" + e + "); tried again in a second", e);
    }
  }

  /** Whether another process took the journal, so that this one may touch none of its files. */
  boolean isTaken() {
    return underTheLead(segments::isTaken);
  }

  /** Writes a segment's tombstone and puts it on the disk; only then may its file go. */
  void bury(RecordLine tombstone, long segment) throws IOException {
    segments.bury(tombstone, segment);
  }

  /** The newest segment that has a tombstone; 0 for none. */
  long tombstoned() {
    return segments.tombstoned();
  }

  /** The tag keys that this writer has. */
  TagKeys keys() {
    return keys;
  }

  /** Number that the first event of the active segment has, or would have. */
  long activeFirstSeq() {
    return underTheLead(() -> segments.active().header().firstSeq());
  }

  /**
   * The oldest segment whose file this writer may still use; those before it are complete and
   * flushed.
   */
  long oldestOpenSegment() {
    return underTheLead(segments::oldestOpen);
  }

  /** Tells the listener, where no lock is held. */
  void report(String message, Throwable cause) {
    failures.report(message, cause);
  }

  /**
   * Writes a checkpoint, puts everything on the disk and gives up the lock. Calls of {@link
   * #append} from then on fail. Does nothing the second time.
   *
   * @throws JournalException if that fails. If it is a write that hangs, the journal is closed when
   *     that comes back
   */
  @Override
  public void close() throws JournalException {
    Duration limit = config.writeTimeout();
    if (limit.isZero()) {
      closeNow();
      return;
    }
    FutureTask<@Nullable Void> closing =
        new FutureTask<>(
            () -> {
              closeNow();
              return null;
            });
    Thread closer = new Thread(closing, "tocsin-closer-" + config.file().getFileName());
    closer.setDaemon(true);
    closer.start();
    // Beside a write, closing may wait for the clockwork.
    await(closing, limit.plus(JournalThreads.LONGEST_WAIT));
  }

  private void await(FutureTask<@Nullable Void> closing, Duration limit) throws JournalException {
    boolean interrupted = Thread.interrupted();
    try {
      long end = System.nanoTime() + limit.toNanos();
      while (true) {
        try {
          closing.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      throw failures.hanging();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof JournalException told
          ? told
          : new JournalException(config.file() + ": can't be closed (" + e.getCause() + ")", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeNow() throws JournalException {
    IOException failure = null;
    lead.take();
    try {
      if (!segments.isClosed()) {
        // Once more, since the last second may have brought something; it is told before the end.
        segments.lookAfterFiles();
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      lead.release();
    }
    threads.stopTicking();
    lead.take();
    try {
      if (segments.isClosed()) {
        return;
      }
      segments.end();
    } catch (IOException e) {
      failure = e;
    } finally {
      lead.release();
    }
    lead.end();
    try {
      segments.flushToDisk(true);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    } finally {
      threads.stop();
      segments.closeFiles();
      writerLock.close();
    }
    if (failure != null) {
      throw new JournalException(
          config.file() + ": can't be closed with a checkpoint (" + Reason.of(failure) + ")",
          failure);
    }
  }
}

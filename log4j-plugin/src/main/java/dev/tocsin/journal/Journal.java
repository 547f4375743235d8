package dev.tocsin.journal;

import dev.tocsin.keys.KeySet;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writer of an audit file. Any number of threads append at once; each call returns when its
 * line is recorded as the {@link Durability} says, or throws.
 *
 * <p>Threads that arrive while another one writes do not wait their turn at the lock: they leave
 * their line in a queue, and the one that holds the lock, the leader, hashes and writes all of them
 * in one go. The same step is the group commit of {@link Durability#ALWAYS}. The chain needs one
 * order of all lines; this gives it at the price of one write for many.
 *
 * <p>A journal has one writer: opening one that another process has open fails.
 */
public final class Journal implements Closeable {
  /** Rounds that one leader serves before it returns to its own work. */
  private static final int MAX_ROUNDS = 8;

  private static final int SPINS = 64;

  /** What the writer's own thread leaves to those who queue at the lock. */
  private static final long CLOCKWORK_NANOS = 50_000;

  private final WriterLock writerLock;
  private final DurablePoint durablePoint;
  private final TagKeys keys;
  private final JournalListener listener;
  private final RecoveryReport recovery;
  private final String journalId;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock flushing = new ReentrantLock();
  private final AtomicReference<@Nullable JournalEntry> queue = new AtomicReference<>();
  private final List<AppendFile> sealedUnforced = new ArrayList<>();
  private final JournalThreads threads;
  private final FileGuard guard;
  private final List<RecordLine> untold = new ArrayList<>();
  private final AtomicReference<@Nullable WriterThread> writer = new AtomicReference<>();
  private final AtomicBoolean hangTold = new AtomicBoolean();
  private final AtomicLong writtenLate = new AtomicLong();
  private volatile JournalConfig config;
  private volatile long tombstoned;
  private long tombstoneWritten;
  private volatile @Nullable Instant failingSince;
  private ActiveSegment active;
  private Instant lastCheckpoint;
  private boolean rollWanted;
  private boolean rollTroubleTold;
  private volatile boolean headTroubleTold;
  private @Nullable Tagger changeTo;
  private boolean closed;

  private Journal(
      JournalConfig config,
      JournalListener listener,
      WriterLock writerLock,
      DurablePoint durablePoint,
      TagKeys keys,
      Recovery.Outcome start) {
    this.config = config;
    this.listener = listener;
    this.writerLock = writerLock;
    this.durablePoint = durablePoint;
    this.keys = keys;
    this.active = start.segment();
    this.journalId = start.segment().header().journal();
    this.recovery = start.report();
    this.tombstoned = start.tombstoned();
    this.tombstoneWritten = start.tombstoned();
    this.lastCheckpoint = config.clock().instant();
    this.guard = new FileGuard(config.file(), writerLock);
    this.threads = new JournalThreads(config.file().getFileName().toString());
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
    SecureFiles.createFolder(folder);
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
      DurablePoint durablePoint = new DurablePoint(headFile, keyFile);
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
    boolean begun = false;
    try {
      active.putHeader();
      if (!config.keys().equals(KeySet.NONE)) {
        // Vouched for from the first line on, and K(0) is needed here no longer.
        active.putCheckpoint(config.clock().instant());
      }
      active.flush();
      flushToDisk(true);
      begun = true;
    } finally {
      if (!begun) {
        active.file().close();
      }
    }
    Housekeeper housekeeper = new Housekeeper(this, listener, System::nanoTime);
    threads.start(this::tick, housekeeper);
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
    if (!lockWithin(config.writeTimeout())) {
      throw hanging();
    }
    try {
      Tagger now = active.chain().tagger();
      Tagger wanted = WriterKeys.of(newConfig, now).current();
      if (now.keyId() != null && wanted.keyId() == null) {
        throw WriterKeys.of(newConfig, null).missing(now.keyId());
      }
      config = newConfig;
      rollTroubleTold = false;
      active.vouch(newConfig.vouching());
      if (!Objects.equals(now.keyId(), wanted.keyId())) {
        changeTo = wanted;
        tryRoll();
      }
    } finally {
      release();
    }
    threads.housekeepSoon();
  }

  /** Number of the last event recorded; 0 before the first. */
  public long lastSeq() {
    lock.lock();
    try {
      return active.flushedLastSeq();
    } finally {
      release();
    }
  }

  /**
   * How many events are in the journal whose calls had given up waiting, and were told that they
   * are not recorded.
   */
  public long writtenLate() {
    return writtenLate.get();
  }

  /** Bytes in the active segment. */
  public long size() {
    lock.lock();
    try {
      return active.size();
    } finally {
      release();
    }
  }

  /** When the active segment began. */
  public Instant segmentBegan() {
    lock.lock();
    try {
      return active.header().time();
    } finally {
      release();
    }
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
    if (lock.isHeldByCurrentThread()) {
      throw new JournalException(
          config.file() + ": a roll trigger can't log to the journal that it decides for");
    }
    long limit = config.writeTimeout().toNanos();
    if (limit > 0) {
      handOver(entry, limit);
      return entry.outcome();
    }
    push(entry);
    for (int i = 0; i < SPINS && entry.isWaiting(); i++) {
      if (tryLead()) {
        leadAndRelease();
      } else {
        Thread.onSpinWait();
      }
    }
    if (entry.isWaiting()) {
      await(entry);
    }
    return entry.outcome();
  }

  /** Lets the writer's own thread write, and waits for it. */
  private void handOver(JournalEntry entry, long limit) throws JournalException {
    WriterThread handed = writer();
    if (handed.isHanging(limit)) {
      throw hanging();
    }
    push(entry);
    handed.wake();
    if (handed.isEnded()) {
      // The journal is closed: no write is tried any more, and nobody else is there to say so.
      lock.lock();
      leadAndRelease();
    }
    if (!entry.await(limit)) {
      throw hanging();
    }
  }

  private WriterThread writer() {
    WriterThread there = writer.get();
    return there != null ? there : beginWriter();
  }

  private WriterThread beginWriter() {
    synchronized (writer) {
      WriterThread there = writer.get();
      if (there == null) {
        there =
            new WriterThread(
                "tocsin-writer-" + config.file().getFileName(),
                () -> queue.get() != null,
                this::leadForOthers);
        writer.set(there);
      }
      return there;
    }
  }

  private void leadForOthers() {
    if (lock.hasQueuedThreads()) {
      // The clockwork goes first, see tryLead, unless what it waits for is hanging.
      LockSupport.parkNanos(this, CLOCKWORK_NANOS);
    }
    lock.lock();
    try {
      leadAndRelease();
    } catch (RuntimeException | Error e) {
      // Those whose lines it had were told.
      report(config.file() + ": the writer failed (" + e + ")", e);
    }
  }

  /** Takes the lock; false if it can't be had for that long, because a write hangs. */
  private boolean lockWithin(Duration limit) {
    if (limit.isZero()) {
      lock.lock();
      return true;
    }
    boolean interrupted = Thread.interrupted();
    try {
      long end = System.nanoTime() + limit.toNanos();
      while (true) {
        try {
          return lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Told at once, and by the caller: the journal's own threads may hang as well. */
  private JournalException hanging() {
    JournalException failure =
        JournalException.hanging(
            config.file()
                + ": a write does not come back within "
                + config.writeTimeout().toMillis()
                + " ms");
    if (hangTold.compareAndSet(false, true)) {
      if (failingSince == null) {
        failingSince = config.clock().instant();
      }
      listener.failed(String.valueOf(failure.getMessage()), failure);
    }
    return failure;
  }

  private void await(JournalEntry entry) {
    boolean interrupted = false;
    entry.announce();
    try {
      while (entry.isWaiting()) {
        if (tryLead()) {
          leadAndRelease();
        } else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      entry.withdraw();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Takes the lock if it is free, after those who queue at the lock itself. That is the clockwork,
   * a few times a second; calls that never end would keep it from flushing.
   */
  private boolean tryLead() {
    return !lock.hasQueuedThreads() && lock.tryLock();
  }

  private void push(JournalEntry entry) {
    JournalEntry newest;
    do {
      newest = queue.get();
      entry.next = newest;
    } while (!queue.compareAndSet(newest, entry));
  }

  /** All that waits, in the order of arrival. */
  private @Nullable JournalEntry takeAll() {
    JournalEntry newest = queue.getAndSet(null);
    JournalEntry ordered = null;
    while (newest != null) {
      JournalEntry older = newest.next;
      if (newest.take()) {
        newest.next = ordered;
        ordered = newest;
      }
      newest = older;
    }
    return ordered;
  }

  private void leadAndRelease() {
    try {
      for (int round = 0; round < MAX_ROUNDS; round++) {
        JournalEntry batch = takeAll();
        if (batch == null) {
          return;
        }
        progressed();
        write(batch);
      }
    } finally {
      release();
    }
  }

  /**
   * Gives up the lead. Whoever came too late to be served and too early to get the lock itself has
   * announced itself, and is woken to lead.
   */
  private void release() {
    lock.unlock();
    JournalEntry left = queue.get();
    if (left != null) {
      left.nudge();
    }
  }

  private void write(JournalEntry batch) {
    JournalEntry unsettled = batch;
    try {
      for (JournalEntry entry = batch; entry != null; entry = entry.next) {
        if (rollDue(entry.origin())) {
          unsettled = settle(unsettled, entry);
          tryRoll();
        }
        if (unsettled != entry && !active.fits(entry.length())) {
          unsettled = settle(unsettled, entry);
        }
        entry.number(put(entry));
      }
      unsettled = settle(unsettled, null);
    } finally {
      // Only a fault of the program leads here with entries left; nobody may wait for ever, and
      // what a caller is told is not recorded must not be in the file.
      if (unsettled != null) {
        active.discard();
        finish(unsettled, null, new JournalException(config.file() + ": the writer failed"));
      }
    }
  }

  private long put(JournalEntry entry) {
    return closed ? 0 : active.putEvent(entry.bytes(), entry.length());
  }

  /** Writes what is in the buffer, and tells those from {@code from} to before {@code to}. */
  private @Nullable JournalEntry settle(@Nullable JournalEntry from, @Nullable JournalEntry to) {
    if (from == null || from == to) {
      return to;
    }
    try {
      commit();
      finish(from, to, null);
      succeeded();
    } catch (DisturbedException e) {
      settleAnew(from, to);
    } catch (IOException e) {
      if (from.next == to) {
        finish(from, to, failure(e));
      } else {
        settleSingly(from, to);
      }
    }
    return to;
  }

  /** Once the file that somebody else changed is put right, the lines are written again. */
  private void settleAnew(JournalEntry from, @Nullable JournalEntry to) {
    try {
      lookAfterFiles();
    } catch (IOException e) {
      finish(from, to, failure(e));
      return;
    }
    settleSingly(from, to);
  }

  /** A disk with no room for all lines may have room for some. */
  private void settleSingly(JournalEntry from, @Nullable JournalEntry to) {
    JournalEntry entry = from;
    while (entry != null && entry != to) {
      JournalEntry next = entry.next;
      try {
        entry.number(put(entry));
        commit();
        finish(entry, next, null);
      } catch (IOException e) {
        finish(entry, next, failure(e));
      }
      entry = next;
    }
  }

  private void commit() throws IOException {
    try {
      commitNow();
    } finally {
      progressed();
    }
  }

  /** What hung, if anything did, hangs no longer: told before anybody hears of the outcome. */
  private void progressed() {
    WriterThread own = writer.get();
    if (own != null) {
      own.progress();
    }
  }

  private void commitNow() throws IOException {
    if (closed) {
      throw new IOException("the journal is closed");
    }
    requireSound();
    if (config.durability() != Durability.ALWAYS) {
      active.flush();
      return;
    }
    ActiveSegment.Mark before = active.mark();
    active.flush();
    try {
      for (AppendFile file : sealedUnforced) {
        file.force();
      }
      active.file().force();
    } catch (IOException e) {
      active.takeBack(before);
      throw e;
    }
    writeHead(active.point(tombstoned), active.flushedChain().tagger());
  }

  /** Keeps the durable point. Without it the lines are no less on the disk, so nobody fails. */
  private void writeHead(HeadFile.Point point, Tagger tagger) {
    if (guard.isTaken()) {
      return;
    }
    try {
      durablePoint.moveTo(point, tagger, config.evolve());
      headTroubleTold = false;
    } catch (IOException e) {
      if (!headTroubleTold) {
        headTroubleTold = true;
        report(
            HeadFile.beside(config.file())
                + ": can't be written ("
                + Reason.of(e)
                + "); after a crash the journal can't tell all that was on the disk",
            e);
      }
    }
  }

  private void finish(
      JournalEntry from, @Nullable JournalEntry to, @Nullable JournalException failure) {
    JournalEntry entry = from;
    while (entry != null && entry != to) {
      JournalEntry next = entry.next;
      entry.next = null;
      if (failure == null) {
        if (!entry.succeed()) {
          writtenLate.incrementAndGet();
        }
      } else {
        entry.fail(failure);
      }
      entry = next;
    }
  }

  private boolean rollDue(@Nullable Object origin) {
    // A roll that failed is tried again by the tick, not by every event.
    if (closed || rollWanted || active.size() == 0) {
      return false;
    }
    try {
      return config.trigger().shouldRoll(active.size(), origin);
    } catch (RuntimeException | Error e) {
      tellRollTrouble("the roll trigger failed (" + e + ")", e);
      return false;
    }
  }

  /** Rolls; where that fails the old segment goes on and the roll is tried again a second later. */
  private void tryRoll() {
    try {
      roll();
      rollWanted = false;
    } catch (IOException | RuntimeException e) {
      rollWanted = true;
      tellRollTrouble("can't be rolled (" + Reason.of(e) + ")", e);
    }
  }

  /** Once, until a roll succeeds: it may go wrong with every event. */
  private void tellRollTrouble(String what, Throwable cause) {
    if (!rollTroubleTold) {
      rollTroubleTold = true;
      report(config.file() + ": " + what + "; it goes on growing", cause);
    }
  }

  private void roll() throws IOException {
    if (closed) {
      throw new IOException("the journal is closed");
    }
    requireSound();
    if (!active.file().isAt(config.file())) {
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
    Path file = config.file();
    Path next = nextFile(file);
    ActiveSegment.Mark before = sealed.mark();
    Instant now = config.clock().instant();
    Files.deleteIfExists(next);
    AppendFile fresh = AppendFile.create(next);
    boolean done = false;
    try {
      sealed.putSeal(now);
      sealed.flush();
      Path source = sealed.file().path();
      Path target = source.equals(file) ? freeName(config, sealed.header().time()) : source;
      if (!target.equals(source)) {
        Files.move(source, target);
      }
      try {
        Files.move(next, file);
      } catch (IOException e) {
        if (!target.equals(source)) {
          Files.move(target, source);
        }
        throw e;
      }
      sealed.file().moved(target);
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
    rollTroubleTold = false;
    sealedUnforced.add(before.file());
    Tagger tagger = changeTo == null ? before.flushedChain().tagger() : changeTo;
    Position position =
        new Position(
                journalId,
                before.header().segment() + 1,
                before.flushedChain(),
                before.flushedLastSeq() + 1)
            .under(tagger);
    if (changeTo != null) {
      // The head file goes first: under neither key in use, it would be somebody else's.
      forceUpTo(before);
      writeHead(before.point(tombstoned), tagger);
      changeTo = null;
    }
    active =
        ActiveSegment.begin(
            position.header(config.writer(), now), fresh, position.chain(), config.vouching());
    lastCheckpoint = now;
    try {
      active.putHeader();
      active.flush();
    } catch (IOException e) {
      // No room: the line waits for the first event that can be written.
      report(config.file() + ": can't be written (" + Reason.of(e) + ")", e);
    }
  }

  private void requireSound() throws IOException {
    guard.requireSound();
  }

  /**
   * Puts right what somebody else did to the files, so that writing can go on; a segment that was
   * touched is followed by a new one.
   */
  private void lookAfterFiles() throws IOException {
    switch (guard.look(active, config)) {
      case SOUND -> {
        return;
      }
      case MENDED -> {
        // The segment goes on.
      }
      case SEGMENT_OVER -> rollFrom(active);
      case SEGMENT_CUT ->
          beginAfter(active, AppendFile.create(config.file()), config.clock().instant());
    }
    RecoveryReport report = guard.done();
    threads.tell(() -> listener.disturbed(report));
    untold.add(report.line(config.clock().instant()));
    writeUntold();
  }

  /** Lines that had no room yet. */
  private void writeUntold() throws IOException {
    if (!untold.isEmpty()) {
      untold.forEach(active::putRecord);
      active.flush();
      untold.clear();
    }
  }

  /** Whether another process took the journal, so that this one may touch none of its files. */
  boolean isTaken() {
    lock.lock();
    try {
      return guard.isTaken();
    } finally {
      release();
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
      report(config.file() + ": flushing failed (" + Reason.of(e) + ")", e);
    }
  }

  /** Seals the active segment and begins a new one, whatever the trigger says. */
  public void roll(String reason) throws JournalException {
    lock.lock();
    try {
      roll();
    } catch (IOException | RuntimeException e) {
      throw new JournalException(
          config.file() + ": can't be rolled for " + reason + " (" + Reason.of(e) + ")", e);
    } finally {
      release();
    }
  }

  /** Once a second: roll if due, checkpoint if due, flush to the disk. */
  private void tick() {
    try {
      boolean rolled = false;
      boolean checkpointed;
      lock.lock();
      try {
        if (closed) {
          return;
        }
        lookAfterFiles();
        writeUntold();
        if (rollWanted || rollDue(null)) {
          tryRoll();
          rolled = true;
        }
        checkpointed = checkpointIfDue(config.clock().instant());
      } finally {
        release();
      }
      if (flushToDisk(forces()) || rolled) {
        threads.housekeepSoon();
      }
      if (checkpointed) {
        succeeded();
      }
      if (failingSince == null) {
        listener.working();
      }
    } catch (IOException e) {
      failure(e);
    } catch (RuntimeException | Error e) {
      report(config.file() + ": flushing failed (" + e + "); tried again in a second", e);
    }
  }

  /** While writing fails a checkpoint is always due: it finds out when writing works again. */
  private boolean checkpointIfDue(Instant now) throws IOException {
    Duration since = Duration.between(lastCheckpoint, now).abs();
    if (failingSince == null && since.compareTo(config.checkpointInterval()) < 0) {
      return false;
    }
    active.putCheckpoint(now);
    active.flush();
    lastCheckpoint = now;
    return true;
  }

  /**
   * Moves the durable point to what the kernel has now. Runs beside appends.
   *
   * @return whether sealed segments became durable
   */
  private boolean flushToDisk(boolean force) throws IOException {
    flushing.lock();
    try {
      List<AppendFile> sealed;
      AppendFile current;
      HeadFile.Point point;
      Tagger tagger;
      lock.lock();
      try {
        sealed = List.copyOf(sealedUnforced);
        current = active.file();
        point = active.point(tombstoned);
        tagger = active.flushedChain().tagger();
      } finally {
        release();
      }
      if (force || (config.evolve() && durablePoint.isKeyBehind(tagger))) {
        for (AppendFile file : sealed) {
          file.force();
        }
        current.force();
      }
      writeHead(point, tagger);
      lock.lock();
      try {
        sealedUnforced.removeAll(sealed);
      } finally {
        release();
      }
      sealed.forEach(AppendFile::close);
      return !sealed.isEmpty();
    } finally {
      flushing.unlock();
    }
  }

  private boolean forces() {
    return config.durability() != Durability.NO;
  }

  /**
   * Writes a tombstone and puts it on the disk; only then may the segment's file go. One that was
   * written and could not be put on the disk is not written a second time.
   */
  void bury(RecordLine tombstone, long segment) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the journal is closed");
      }
      requireSound();
      if (segment > tombstoneWritten) {
        active.putRecord(tombstone);
        active.flush();
        tombstoneWritten = segment;
      }
    } finally {
      release();
    }
    if (flushToDisk(true)) {
      // The tick finds nothing more to flush, so nobody else would call for compressing.
      threads.housekeepSoon();
    }
    tombstoned = segment;
  }

  long tombstoned() {
    return tombstoned;
  }

  /** The tag keys that this writer has. */
  TagKeys keys() {
    return keys;
  }

  /** Number that the first event of the active segment has, or would have. */
  long activeFirstSeq() {
    lock.lock();
    try {
      return active.header().firstSeq();
    } finally {
      release();
    }
  }

  /**
   * The oldest segment whose file this writer may still use; those before it are complete and
   * flushed.
   */
  long oldestOpenSegment() {
    lock.lock();
    try {
      return active.header().segment() - sealedUnforced.size();
    } finally {
      release();
    }
  }

  /** Tells the listener once that writing fails, and makes the exception for the caller. */
  private JournalException failure(IOException e) {
    String message = config.file() + ": can't be written (" + Reason.of(e) + ")";
    if (failingSince == null && !closed) {
      failingSince = config.clock().instant();
      report(message, e);
    }
    return new JournalException(message, e);
  }

  private void succeeded() {
    Instant since = failingSince;
    if (since != null) {
      failingSince = null;
      hangTold.set(false);
      threads.tell(() -> listener.recovered(since));
    }
  }

  void report(String message, Throwable cause) {
    threads.tell(() -> listener.failed(message, cause));
  }

  /** The name a new segment has until the old one has given up its own. */
  static Path nextFile(Path active) {
    return active.resolveSibling(active.getFileName() + ".next");
  }

  /** The first name for a sealed segment that no file has, plain or compressed. */
  static Path freeName(JournalConfig config, Instant began) {
    for (int index = 1; ; index++) {
      Path name = config.file().resolveSibling(config.naming().name(began, index));
      if (!Files.exists(name, LinkOption.NOFOLLOW_LINKS)
          && !Files.exists(SegmentFile.compressedName(name), LinkOption.NOFOLLOW_LINKS)) {
        return name;
      }
    }
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
      throw hanging();
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
    lock.lock();
    try {
      if (!closed) {
        // Once more, since the last second may have brought something; it is told before the end.
        lookAfterFiles();
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      release();
    }
    threads.stopTicking();
    lock.lock();
    try {
      if (closed) {
        return;
      }
      requireSound();
      active.putCheckpoint(config.clock().instant());
      active.flush();
    } catch (IOException e) {
      failure = e;
    } finally {
      closed = true;
      release();
    }
    WriterThread own = writer.get();
    if (own != null) {
      own.end();
    }
    try {
      flushToDisk(true);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    } finally {
      threads.stop();
      active.file().close();
      sealedUnforced.forEach(AppendFile::close);
      writerLock.close();
    }
    if (failure != null) {
      throw new JournalException(
          config.file() + ": can't be closed with a checkpoint (" + Reason.of(failure) + ")",
          failure);
    }
  }
}

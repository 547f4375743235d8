package dev.tocsin.journal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who may write, and the lines of those who wait. Threads that arrive while another one writes do
 * not wait their turn at the lock: they leave their line in a queue, and the one that holds the
 * lock, the leader, writes all of them in one go. Thread-safe.
 */
final class Lead {
  /** Rounds that one leader serves before it returns to its own work. */
  private static final int MAX_ROUNDS = 8;

  private static final int SPINS = 64;

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  /** What the writer's own thread leaves to those who queue at the lock. */
  private static final long CLOCKWORK_NANOS = 50_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<@Nullable JournalEntry> queue = new AtomicReference<>();
  private final AtomicReference<@Nullable WriterThread> writer = new AtomicReference<>();
  private final Patience patience = new Patience();

  /**
   * Callers that have handed over an entry; who comes when there are more than cores only sleeps.
   */
  private final AtomicInteger handing = new AtomicInteger();

  private final String name;

  /** What a leader does. */
  interface Work {
    /** Writes these entries, linked by their order, and tells each its outcome. */
    void write(JournalEntry batch);

    /** The writer's own thread met a fault of the program; the entries it had were told. */
    void failed(Throwable fault);
  }

  /**
   * @param name of the file, for the name of the writer's own thread
   */
  Lead(String name) {
    this.name = name;
  }

  /** Whether this thread is the leader, or has the lock for another reason. */
  boolean isMine() {
    return lock.isHeldByCurrentThread();
  }

  /** Takes the lock, ahead of those who wait with a line. */
  void take() {
    lock.lock();
  }

  /** Takes the lock; false if it can't be had for that long, because a write hangs. */
  boolean takeWithin(Duration limit) {
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

  /**
   * Gives up the lead. Whoever came too late to be served and too early to get the lock itself has
   * announced itself, and is woken to lead.
   */
  void release() {
    lock.unlock();
    JournalEntry left = queue.get();
    if (left != null) {
      left.nudge();
    }
  }

  /**
   * Has an entry written, by this thread or by another one, and waits for its outcome.
   *
   * @param work the same for all entries
   */
  void serve(JournalEntry entry, Work work) {
    push(entry);
    for (int i = 0; i < SPINS && entry.isWaiting(); i++) {
      if (tryLead()) {
        leadAndRelease(work);
      } else {
        Thread.onSpinWait();
      }
    }
    if (entry.isWaiting()) {
      await(entry, work);
    }
  }

  /**
   * Has an entry written by the writer's own thread, and waits for its outcome.
   *
   * @param limit nanoseconds, more than 0
   * @param work the same for all entries
   * @return false if a write hangs for longer than that; the entry is then abandoned, or was never
   *     taken
   */
  boolean handOver(JournalEntry entry, long limit, Work work) {
    WriterThread handed = writer(work);
    if (handed.isHanging(limit)) {
      return false;
    }
    boolean crowded = handing.incrementAndGet() > CORES;
    try {
      push(entry);
      handed.wake();
      if (handed.isEnded()) {
        // The journal is closed: no write is tried any more, and nobody else is there to say so.
        lock.lock();
        leadAndRelease(work);
      }
      return (!crowded && patience.look(entry.settled)) || entry.await(limit);
    } finally {
      handing.decrementAndGet();
    }
  }

  /** What hung, if anything did, hangs no longer: told before anybody hears of the outcome. */
  void progressed() {
    WriterThread own = writer.get();
    if (own != null) {
      own.progress();
    }
  }

  /** Ends the writer's own thread, if there is one. */
  void end() {
    WriterThread own = writer.get();
    if (own != null) {
      own.end();
    }
  }

  private WriterThread writer(Work work) {
    WriterThread there = writer.get();
    return there != null ? there : beginWriter(work);
  }

  private WriterThread beginWriter(Work work) {
    synchronized (writer) {
      WriterThread there = writer.get();
      if (there == null) {
        there =
            new WriterThread(
                "tocsin-writer-" + name, () -> queue.get() != null, () -> leadForOthers(work));
        writer.set(there);
      }
      return there;
    }
  }

  private void leadForOthers(Work work) {
    if (lock.hasQueuedThreads()) {
      // The clockwork goes first, see tryLead, unless what it waits for is hanging.
      LockSupport.parkNanos(this, CLOCKWORK_NANOS);
    }
    lock.lock();
    try {
      leadAndRelease(work);
    } catch (RuntimeException | Error e) {
      work.failed(e);
    }
  }

  private void await(JournalEntry entry, Work work) {
    boolean interrupted = false;
    entry.announce();
    try {
      while (entry.isWaiting()) {
        if (tryLead()) {
          leadAndRelease(work);
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

  private void leadAndRelease(Work work) {
    try {
      for (int round = 0; round < MAX_ROUNDS; round++) {
        JournalEntry batch = takeAll();
        if (batch == null) {
          return;
        }
        progressed();
        work.write(batch);
      }
    } finally {
      release();
    }
  }
}

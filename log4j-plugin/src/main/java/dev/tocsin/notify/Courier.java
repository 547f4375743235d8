package dev.tocsin.notify;

import dev.tocsin.notify.NotifyListener.Trouble;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings notifications to one receiver, on a thread of its own, so that one that is down delays no
 * other. Thread-safe.
 */
final class Courier implements AutoCloseable {
  private final Receiver receiver;
  private final Path folder;
  private final Pace pace;
  private final Clock clock;
  private final NotifyListener listener;
  private final Post post;
  private final Backoff backoff;
  private final Tally tally;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private final Set<Trouble> told = EnumSet.noneOf(Trouble.class);

  /** Only under the lock. */
  private final Outbox outbox;

  private volatile boolean closed;
  private int failuresInARow;
  private long notBefore;

  private Courier(
      Receiver receiver,
      Path folder,
      Pace pace,
      Clock clock,
      HttpClient client,
      RandomGenerator random,
      NotifyListener listener,
      Tally tally) {
    this.receiver = receiver;
    this.folder = folder;
    this.pace = pace;
    this.clock = clock;
    this.listener = listener;
    this.tally = tally;
    this.post = new Post(client, receiver, pace.timeout(), clock);
    this.backoff = new Backoff(pace.firstRetry(), pace.maxRetry(), random);
    this.outbox = Outbox.of(receiver.kind(), new Spool(folder), pace, tally);
    this.notBefore = System.nanoTime();
    this.thread = new Thread(this::run, "tocsin-notify-" + receiver.name());
    thread.setDaemon(true);
  }

  /**
   * Takes up what waits in the folder, and begins to deliver.
   *
   * @throws IOException if the folder can't be made or read
   */
  static Courier start(
      Receiver receiver,
      Path folder,
      Pace pace,
      Clock clock,
      HttpClient client,
      RandomGenerator random,
      NotifyListener listener,
      Tally tally)
      throws IOException {
    Courier courier = new Courier(receiver, folder, pace, clock, client, random, listener, tally);
    courier.lock.lock();
    try {
      courier.outbox.load(System.nanoTime(), clock.millis());
      tally.waiting = courier.outbox.pending();
    } finally {
      courier.lock.unlock();
    }
    courier.thread.start();
    return courier;
  }

  Receiver receiver() {
    return receiver;
  }

  Tally tally() {
    return tally;
  }

  /** Keeps a notification until it is delivered. Waits for the disk. */
  void accept(Notification notification) {
    change(now -> outbox.add(notification, now, clock.millis()));
  }

  /** Ends what the receiver takes for an alert that goes on, but for these. */
  void endAllBut(Set<UUID> active) {
    change(now -> outbox.endAllBut(active, now));
  }

  private void change(LongConsumer change) {
    String problem;
    long dropped = tally.dropped.sum();
    lock.lock();
    try {
      change.accept(System.nanoTime());
      tally.waiting = outbox.pending();
      problem = outbox.takeProblem().orElse(null);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    tellProblem(problem);
    tellDropped(dropped);
  }

  private void tellProblem(@Nullable String problem) {
    if (problem != null) {
      tell(
          Trouble.NOT_SAVED,
          "notifications can't be kept in "
              + folder
              + " ("
              + problem
              + "): make room or give back the rights; what is lost by a restart stands in the"
              + " audit file");
    }
  }

  private void tellDropped(long before) {
    if (tally.dropped.sum() > before) {
      tell(
          Trouble.DROPPED,
          "more than "
              + pace.maxEntries()
              + " notifications or "
              + (pace.maxBytes() >> 20)
              + " MB wait in "
              + folder
              + ", and the oldest go: see why the receiver takes none; the alerts stand in the audit"
              + " file");
    }
  }

  private void run() {
    while (true) {
      Entry entry = awaitDue();
      if (entry == null) {
        return;
      }
      try {
        attempt(entry);
      } catch (RuntimeException e) {
        // Nothing that one notification brings about may end the delivery of the others.
        failed(entry, new Answer(Answer.Kind.BUSY, e.getClass().getName(), Duration.ZERO));
      }
    }
  }

  /** The next entry, once it is due; null when this is closed. */
  private @Nullable Entry awaitDue() {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        Entry entry = outbox.next(now);
        if (entry == null) {
          changed.await();
          continue;
        }
        long wait = Math.max(entry.dueNanos - now, notBefore - now);
        if (wait <= 0) {
          return entry;
        }
        var unused = changed.awaitNanos(wait);
      }
      outbox.saveUnsaved();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void attempt(Entry entry) {
    byte @Nullable [] body = null;
    lock.lock();
    try {
      if (!outbox.has(entry)) {
        return;
      }
      body = outbox.body(entry, clock.instant());
    } catch (IOException e) {
      outbox.remove(entry);
      tally.failed.increment();
      tally.waiting = outbox.pending();
    } finally {
      lock.unlock();
    }
    if (body == null) {
      tell(
          Trouble.GIVEN_UP,
          "a notification in "
              + folder
              + " can't be read back, and is lost: look after the disk; its alert stands in the"
              + " audit file");
      return;
    }
    Answer answer = post.send(body);
    if (closed && answer.kind() == Answer.Kind.SILENT) {
      return;
    }
    switch (answer.kind()) {
      case DELIVERED -> delivered(entry);
      case REFUSED -> refused(entry, answer);
      case BUSY, SILENT -> failed(entry, answer);
    }
  }

  private void delivered(Entry entry) {
    change(now -> outbox.delivered(entry, now));
    failuresInARow = 0;
    boolean wasDown;
    synchronized (told) {
      wasDown = told.contains(Trouble.UNREACHABLE);
      told.clear();
    }
    if (wasDown) {
      listener.told(
          Trouble.RECOVERED,
          receiver.name(),
          "receiver " + receiver + ": takes notifications again: nothing is left to do");
    }
  }

  private void refused(Entry entry, Answer answer) {
    change(
        now -> {
          if (outbox.has(entry)) {
            outbox.refused(entry, now);
          }
        });
    failuresInARow = 0;
    tell(
        Trouble.REFUSED,
        "refused a notification: "
            + answer.text()
            + ": correct the receiver's address, credentials or secret; the alert stands in the"
            + " audit file");
  }

  private void failed(Entry entry, Answer answer) {
    failuresInARow++;
    long pause = backoff.after(failuresInARow, answer.pause()).toNanos();
    notBefore = System.nanoTime() + pause;
    long before = tally.failed.sum();
    change(
        now -> {
          tally.retried.increment();
          // One that the receiver can't take is not to keep the others back.
          if (answer.kind() == Answer.Kind.BUSY) {
            entry.failures++;
            entry.dueNanos = now + backoff.after(entry.failures, Duration.ZERO).toNanos();
          }
          outbox.giveUpOld(now);
        });
    tell(
        Trouble.UNREACHABLE,
        answer.text()
            + ": see to it; "
            + tally.waiting
            + " notifications wait in "
            + folder
            + " and are sent when it is back");
    if (tally.failed.sum() > before) {
      tell(
          Trouble.GIVEN_UP,
          "notifications were given up after "
              + pace.giveUpAfter().toHours()
              + " hours without success: see to the receiver; the alerts stand in the audit file");
    }
  }

  /** Tells it, unless that was told already. */
  private void tell(Trouble trouble, String message) {
    boolean isNew;
    synchronized (told) {
      isNew = told.add(trouble);
    }
    if (isNew) {
      listener.told(trouble, receiver.name(), "receiver " + receiver + ": " + message);
    }
  }

  /** Begins to end. */
  void stop() {
    closed = true;
    post.cancel();
    try {
      // Who holds the lock may wait for the disk; this does not.
      if (lock.tryLock(200, TimeUnit.MILLISECONDS)) {
        try {
          changed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for its end, up to so long. What was not delivered stays on the disk. */
  void awaitEnd(Duration limit) {
    try {
      thread.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    awaitEnd(Duration.ofSeconds(1));
  }
}

package dev.tocsin.otel;

import dev.tocsin.journal.ConsumerCursor;
import dev.tocsin.journal.ConsumerCursor.Position;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalRecord;
import dev.tocsin.outlet.OutletFigures;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.EOFException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.ZipException;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Brings a journal's events to a receiver, each at least once: the journal is the queue, and the
 * cursor moves only when the receiver has confirmed. What can't be sent now is tried again for
 * ever; a batch that is refused is halved until the record is found that the receiver does not
 * want, and that one is set aside in a file. Checkpoints go ahead of everything else. Memory holds
 * one batch, however much waits on the disk.
 *
 * <p>One thread calls {@link #run}; the other methods are thread-safe.
 */
final class Outbox implements Runnable, JournalTap.Gaps {
  /** Between two looks at the journal while there is nothing new. */
  private static final Duration IDLE = Duration.ofMillis(200);

  /** Tries that fail before it is asked whether the receiver does well all the same. */
  private static final int PATIENCE = 5;

  /** How often in a row it must do well then: one that comes back between two tries is no judge. */
  private static final int TIMES_WELL = 3;

  /** Pauses in a row that are asked for, before less is sent at a time: it may allow no more. */
  private static final int MANY_PAUSES = PATIENCE + TIMES_WELL - 1;

  private final OutboxSource source;
  private final ConsumerCursor cursor;
  private final Transport transport;
  private final LogRecords records;
  private final Options options;
  private final Clock clock;
  private final RefusedFile refused;
  private final Retries retries = new Retries();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong setAside = new AtomicLong();
  private final AtomicLong deleted = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong checkpoints = new AtomicLong();
  private volatile Position confirmed;
  private volatile @Nullable Instant oldestWaiting;
  private volatile String trouble = "";
  private volatile long stopAtNanos;
  private volatile boolean stopping;
  private volatile boolean drain;
  private String sentCheckpoint = "";
  private volatile long stopSeq = Long.MAX_VALUE;
  private boolean cursorTroubleTold;
  private boolean taken;
  private int readsInVain;
  private boolean fresh;
  private long toldUpTo;

  /**
   * How it sends.
   *
   * @param name of the outlet
   * @param maxRecords in a batch, at least 1
   * @param maxBytes of journal lines in a batch
   * @param maxEventsPerSecond 0 for no limit
   */
  record Options(String name, int maxRecords, int maxBytes, int maxEventsPerSecond) {
    /** Large enough to be fast, and below the 4 MiB that receivers of gRPC take at most. */
    static Options of(String name, int maxEventsPerSecond) {
      return new Options(name, 4_096, 2 * 1024 * 1024, maxEventsPerSecond);
    }
  }

  /** An outbox that goes on from its cursor, or from the oldest event that is there. */
  Outbox(
      OutboxSource source,
      ConsumerCursor cursor,
      Transport transport,
      LogRecords records,
      Options options,
      Clock clock) {
    this.source = source;
    this.cursor = cursor;
    this.transport = transport;
    this.records = records;
    this.options = options;
    this.clock = clock;
    this.refused = new RefusedFile(source.file(), options.name());
    this.confirmed = startingPoint();
  }

  private Position startingPoint() {
    Position start = Position.start(source.id());
    try {
      Optional<Position> kept = cursor.read();
      if (kept.isPresent() && !kept.get().journal().equals(source.id())) {
        warn(
            cursor.path()
                + ": is of another journal: everything that is there is sent from the beginning");
        return start;
      }
      // What retention took before anybody followed the journal is nobody's loss.
      fresh = kept.isEmpty();
      return kept.orElse(start);
    } catch (JournalException e) {
      warn(
          cursor.path()
              + ": "
              + e.getMessage()
              + ": everything that is there is sent again, from the beginning");
      return start;
    } catch (IOException e) {
      warn(cursor.path() + ": can't be read (" + e + "): sending begins anew");
      return start;
    }
  }

  private void warn(String what) {
    StatusLogger.getLogger().warn("tocsin: {}: {}", options.name(), what);
  }

  /** Checkpoints that the receiver has confirmed. */
  long checkpoints() {
    return checkpoints.get();
  }

  /** Lines that hold no event, among those that are gone. */
  long damaged() {
    return damaged.get();
  }

  /** How far the receiver has confirmed. */
  Position confirmed() {
    return confirmed;
  }

  /** How it does. */
  OutletFigures figures() {
    long lag = Math.max(0, source.sendableSeq() - confirmed.seq());
    Instant oldest = oldestWaiting;
    double seconds =
        oldest == null || lag == 0
            ? 0
            : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1_000.0);
    return new OutletFigures(
        options.name(),
        sent.get(),
        repeated.get(),
        failures.get(),
        setAside.get(),
        deleted.get() + damaged.get(),
        lag,
        seconds,
        trouble);
  }

  /**
   * Has it end once it has sent everything up to an event, or nothing more can be sent, or the time
   * is over.
   */
  void stop(long upToSeq, Duration within) {
    lock.lock();
    try {
      stopSeq = upToSeq;
      stopAtNanos = System.nanoTime() + within.toNanos();
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Has it end when there is nothing left to send. */
  void drain() {
    drain = true;
  }

  private boolean isOver() {
    return stopping && (confirmed.seq() >= stopSeq || System.nanoTime() - stopAtNanos >= 0);
  }

  @Override
  public void run() {
    // From now on the journal knows that somebody follows it.
    moveTo(confirmed);
    try (JournalTap tap = new JournalTap(source, records, confirmed, this)) {
      while (!isOver() && !Thread.currentThread().isInterrupted()) {
        if (!stepOrGoBack(tap)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      failed("the outbox ended with a fault of the program: " + e);
      StatusLogger.getLogger().error("tocsin: {}: the outbox ended", options.name(), e);
    }
  }

  /** Whatever goes wrong on this side is tried again as well: no event waits for a restart. */
  private boolean stepOrGoBack(JournalTap tap) throws InterruptedException {
    try {
      boolean goesOn = step(tap);
      readsInVain = 0;
      return goesOn;
    } catch (IOException | RuntimeException e) {
      String reason = "they can't be read or set aside: " + e;
      if (e instanceof RuntimeException && !reason.equals(trouble)) {
        StatusLogger.getLogger().error("tocsin: {}: a fault of the program", options.name(), e);
      }
      tap.goBack(confirmed);
      if ((e instanceof ZipException || e instanceof EOFException) && ++readsInVain >= PATIENCE) {
        // It will not get better, and what is behind it is good.
        warn("a compressed file is damaged and passed over: " + e);
        tap.passOverSegment();
        readsInVain = 0;
        return true;
      }
      return again(Answer.later(reason)) && !drain;
    }
  }

  /** Sends what there is; false to end. */
  private boolean step(JournalTap tap) throws IOException, InterruptedException {
    if (!sendCheckpoint(tap)) {
      return false;
    }
    Batch.Builder builder = new Batch.Builder(options.maxRecords(), options.maxBytes());
    boolean more = tap.fill(builder);
    if (builder.isEmpty()) {
      oldestWaiting = null;
      if (drain && !more) {
        return false;
      }
      passOver(tap);
      pause(IDLE);
      return true;
    }
    Batch batch = builder.build();
    oldestWaiting = batch.oldest();
    long begun = System.nanoTime();
    boolean delivered = deliver(batch);
    if (delivered) {
      if (!more) {
        passOver(tap);
      }
      keepPace(batch.events(), System.nanoTime() - begun, more);
    }
    return delivered;
  }

  /** What holds nothing to send needs no reading again, and no keeping. */
  private void passOver(JournalTap tap) {
    if (!tap.position().equals(confirmed)) {
      moveTo(tap.position());
    }
  }

  private void keepPace(int events, long tookNanos, boolean more) throws InterruptedException {
    if (options.maxEventsPerSecond() > 0) {
      long due = events * 1_000_000_000L / options.maxEventsPerSecond();
      if (due > tookNanos) {
        pause(Duration.ofNanos(due - tookNanos));
      }
    } else if (!more) {
      // A moment's events go together.
      pause(IDLE);
    }
  }

  /** Sends the newest checkpoint if it is a new one; false to end. */
  private boolean sendCheckpoint(JournalTap tap) throws InterruptedException {
    String line = source.checkpoint().orElse("");
    if (line.equals(sentCheckpoint)) {
      return true;
    }
    Optional<JournalRecord> checkpoint = parsed(line);
    if (checkpoint.isPresent()) {
      Answer answer = send(List.of(records.ofCheckpoint(line, checkpoint.get())));
      if (answer.kind() == Answer.Kind.LATER) {
        return again(answer);
      }
      if (answer.kind() == Answer.Kind.TAKEN) {
        checkpoints.incrementAndGet();
      } else {
        warn("the receiver refuses the checkpoint: " + answer.reason());
      }
      tap.checkpointSent(checkpoint.get());
    }
    sentCheckpoint = line;
    return true;
  }

  /** A checkpoint as a record; one that can't be read, which is told, is none. */
  private Optional<JournalRecord> parsed(String line) {
    try {
      return Optional.of(JournalRecord.parse(line));
    } catch (JournalException e) {
      warn("a checkpoint can't be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether the receiver has the batch now, but for what is set aside; false to end. */
  private boolean deliver(Batch whole) throws IOException, InterruptedException {
    Deque<Batch> left = new ArrayDeque<>();
    left.push(whole);
    Undelivered undelivered = new Undelivered();
    Stuck stuck = new Stuck();
    int pauses = 0;
    try {
      while (!left.isEmpty()) {
        Batch batch = left.pop();
        Answer answer = send(batch.records());
        if (answer.kind() == Answer.Kind.TAKEN) {
          stuck = new Stuck();
          pauses = 0;
          sent.addAndGet(batch.events());
          checkpoints.addAndGet(batch.size() - batch.events());
          undelivered.passed(batch.after());
        } else if (answer.asksForPause() || (answer.kind() == Answer.Kind.LATER && !stuck.isSo())) {
          if (answer.asksForPause() && batch.size() > 1 && ++pauses >= MANY_PAUSES) {
            stuck = new Stuck();
            pauses = 0;
            pushHalves(batch, left);
          } else {
            left.push(batch);
          }
          undelivered.tell();
          if (!again(answer)) {
            return false;
          }
        } else if (batch.size() > 1) {
          stuck = new Stuck();
          if (answer.kind() == Answer.Kind.PARTLY) {
            repeated.addAndGet(Math.max(0, batch.events() - answer.rejected()));
          }
          pushHalves(batch, left);
        } else if (answer.kind() == Answer.Kind.LATER || isWelcome()) {
          stuck = new Stuck();
          setAside(batch.first(), answer.reason(), undelivered);
          undelivered.passed(batch.after());
        } else {
          left.push(batch);
          undelivered.tell();
          if (!again(Answer.later("refuses everything: " + answer.reason()))) {
            return false;
          }
        }
      }
      return true;
    } finally {
      undelivered.tell();
    }
  }

  private static void pushHalves(Batch batch, Deque<Batch> left) {
    List<Batch> halves = batch.halves();
    left.push(halves.get(1));
    left.push(halves.get(0));
  }

  /**
   * Whether the receiver does well, and yet can't take a batch: then it is what is in the batch at
   * which it fails. Of one batch.
   */
  private final class Stuck {
    private int tries;
    private int timesWell;

    /** After one more try that failed. */
    boolean isSo() throws InterruptedException {
      if (++tries >= PATIENCE) {
        timesWell = probe().orElse(false) ? timesWell + 1 : 0;
      }
      return timesWell >= TIMES_WELL;
    }
  }

  /**
   * Whether a receiver that refuses a record is one to judge it: it takes the newest checkpoint, or
   * where there is none yet, has taken anything before.
   */
  private boolean isWelcome() throws InterruptedException {
    return probe().orElse(taken);
  }

  /** Whether it takes the newest checkpoint now; empty where there is none. */
  private Optional<Boolean> probe() throws InterruptedException {
    Optional<String> line = source.checkpoint();
    Optional<JournalRecord> checkpoint = line.flatMap(this::parsed);
    if (line.isEmpty() || checkpoint.isEmpty()) {
      return Optional.empty();
    }
    Answer answer = send(List.of(records.ofCheckpoint(line.get(), checkpoint.get())));
    return Optional.of(answer.kind() == Answer.Kind.TAKEN);
  }

  /**
   * Events that were set aside, told together: at the end of the batch, or before a wait, which may
   * be long. Until then the cursor stands before them, lest a process that is killed leaves them
   * untold. Of one batch.
   */
  private final class Undelivered {
    private long count;
    private long first;
    private long last;
    private String reason = "";
    private @Nullable Position reached;

    void add(long seq, String why) {
      first = count == 0 ? seq : first;
      last = seq;
      reason = why;
      count++;
    }

    /** The batch is done with up to here. */
    void passed(Position position) {
      if (count == 0) {
        moveTo(position);
      } else {
        reached = position;
      }
    }

    void tell() {
      if (count == 0) {
        return;
      }
      // Whoever takes it may look at it later.
      long all = count;
      long firstSeq = first;
      long lastSeq = last;
      String said = reason;
      source.tellUndelivered(
          draft ->
              draft
                  .putDetail("outlet", options.name())
                  .putDetail("reason", "refused")
                  .putDetail("count", all)
                  .putDetail("first_seq", firstSeq)
                  .putDetail("last_seq", lastSeq)
                  .putDetail("said", said)
                  .putDetail("file", String.valueOf(refused.path().getFileName())));
      count = 0;
      if (reached != null) {
        moveTo(reached);
        reached = null;
      }
    }
  }

  private void setAside(Batch.Item item, String why, Undelivered undelivered) throws IOException {
    refused.add(item.line().bytes());
    if (item.seq() > 0) {
      setAside.incrementAndGet();
      // One that tells of another would have the next one written, for ever.
      if (!item.tellsOfOthers()) {
        undelivered.add(item.seq(), why);
      }
    }
    warn("the receiver refuses event " + item.seq() + " (" + why + "), see " + refused.path());
  }

  private Answer send(List<LogRecordData> batch) throws InterruptedException {
    Answer answer = transport.send(batch);
    retries.heard(answer);
    if (answer.kind() == Answer.Kind.LATER) {
      failures.incrementAndGet();
    } else {
      retries.succeeded();
      taken |= answer.kind() == Answer.Kind.TAKEN;
      if (!trouble.isEmpty()) {
        trouble = "";
        warn("events are sent again");
      }
    }
    return answer;
  }

  /**
   * Waits before the next try; false if there will be none. A stop ends the wait, but not the pause
   * that the receiver asked for.
   */
  private boolean again(Answer answer) throws InterruptedException {
    failed(answer.reason());
    if (stopping) {
      return false;
    }
    pause(retries.next());
    return !isOver() && !(stopping && retries.isAskedToWait());
  }

  private void failed(String reason) {
    if (!reason.equals(trouble)) {
      trouble = reason;
      warn("events wait on the disk: " + reason);
    }
  }

  /** Where the cursor can't be kept, what follows is sent twice after a restart, and not now. */
  private void moveTo(Position position) {
    confirmed = position;
    try {
      cursor.moveTo(position, clock.instant());
      cursorTroubleTold = false;
    } catch (IOException e) {
      if (!cursorTroubleTold) {
        cursorTroubleTold = true;
        warn(cursor.path() + ": can't be written (" + e + "): a restart would send events again");
      }
    }
  }

  /** Waits, no longer than until it is stopped. */
  private void pause(Duration time) throws InterruptedException {
    long nanos = time.toNanos();
    lock.lockInterruptibly();
    try {
      boolean wasStopping = stopping;
      while (nanos > 0 && stopping == wasStopping) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void gone(long fromSeq, long toSeq, boolean wereDamaged) {
    boolean nobodysLoss = fresh && fromSeq == 1 && !wereDamaged;
    if (toSeq <= toldUpTo) {
      return;
    }
    toldUpTo = toSeq;
    if (!nobodysLoss) {
      (wereDamaged ? damaged : deleted).addAndGet(toSeq - fromSeq + 1);
      String what = wereDamaged ? " are damaged" : " were deleted before they were sent";
      warn("events " + fromSeq + " to " + toSeq + what);
      tellUndelivered(wereDamaged ? "damaged" : "deleted", fromSeq, toSeq);
    }
  }

  @Override
  public void unreadable(JournalLine line, String why) {
    warn(line + ": is damaged and can't be sent (" + why + "); tocsin verify tells more");
    if (line.isEvent() && line.seq() > toldUpTo) {
      toldUpTo = line.seq();
      damaged.incrementAndGet();
      tellUndelivered("damaged", line.seq(), line.seq());
    }
  }

  private void tellUndelivered(String reason, long fromSeq, long toSeq) {
    source.tellUndelivered(
        draft ->
            draft
                .putDetail("outlet", options.name())
                .putDetail("reason", reason)
                .putDetail("count", toSeq - fromSeq + 1)
                .putDetail("first_seq", fromSeq)
                .putDetail("last_seq", toSeq));
  }
}

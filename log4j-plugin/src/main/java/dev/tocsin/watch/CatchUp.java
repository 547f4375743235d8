package dev.tocsin.watch;

import dev.tocsin.event.EventView;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reads the journal into a watch until it has caught up with those who write. Up to a number the
 * events only fill the windows; those after it may alert.
 */
final class CatchUp implements Runnable {
  private static final long WAIT_NANOS = 5_000_000;
  private static final long LONGEST_WAIT_NANOS = 5_000_000_000L;

  /** What a catch-up asks of its owner. */
  interface Owner {
    /** The windows are filled; from now on alerts are told. */
    void filled(Watch watch);

    /** An event that comes after that was evaluated. */
    void evaluated(Turn turn, EventView event, long seq, long now);

    /** The moment before the watch takes events from those who record them. */
    void goingLive(Watch watch, long lastSeq);

    /** Whether it is not wanted any more. */
    boolean isStopped(Watch watch);
  }

  private final Journal journal;
  private final Watch watch;
  private final StoredEvents events;
  private final Instant since;
  private final long silentUpTo;
  private final Owner owner;
  private final Turn ignored = new Turn();
  private long last;
  private long lastRead = System.nanoTime();
  private boolean filled;

  /**
   * @param since the time from which on the journal is read
   * @param silentUpTo number of the last event that fills windows only
   */
  CatchUp(
      Journal journal,
      Watch watch,
      StoredEvents events,
      Instant since,
      long silentUpTo,
      Owner owner) {
    this.journal = journal;
    this.watch = watch;
    this.events = events;
    this.since = since;
    this.silentUpTo = silentUpTo;
    this.owner = owner;
  }

  @Override
  public void run() {
    Path folder = Objects.requireNonNull(journal.config().file().getParent());
    try (JournalReader reader = JournalReader.openSince(folder, journal.id(), since)) {
      while (!owner.isStopped(watch) && !readToEnd(reader)) {
        // Somebody has recorded an event that can't be seen in the file yet.
        LockSupport.parkNanos(WAIT_NANOS);
        if (System.nanoTime() - lastRead > LONGEST_WAIT_NANOS) {
          goOnWithout();
        }
      }
    } catch (IOException e) {
      StatusLogger.getLogger()
          .error(
              "tocsin: {}: what rules counted before can't be read back ({}); they begin anew",
              journal.config().file(),
              e.toString());
      startAnew();
    }
  }

  /** Events are not where they were recorded: somebody has moved, cut or deleted the file. */
  private void goOnWithout() {
    long passed = watch.highestPassed();
    StatusLogger.getLogger()
        .error(
            "tocsin: {}: events {} to {} can't be read back for the rules; they go on without them",
            journal.config().file(),
            last + 1,
            passed);
    last = passed;
    lastRead = System.nanoTime();
  }

  private void startAnew() {
    long from = journal.lastSeq();
    while (!owner.isStopped(watch) && !goLive(from)) {
      from = Math.max(from, journal.lastSeq());
    }
  }

  /** Whether the watch is live. */
  private boolean readToEnd(JournalReader reader) throws IOException {
    for (JournalLine line = reader.next(); line != null; line = reader.next()) {
      if (line.isEvent()) {
        take(line);
      }
      if (owner.isStopped(watch)) {
        return false;
      }
    }
    return goLive(last);
  }

  private void take(JournalLine line) {
    if (line.seq() > silentUpTo) {
      fill();
    }
    last = line.seq();
    lastRead = System.nanoTime();
    EventView event = events.read(line);
    if (event == null) {
      return;
    }
    long now = event.recordedMicros();
    if (filled) {
      Turn turn = new Turn();
      watch.read(event, now, turn);
      owner.evaluated(turn, event, last, now);
    } else {
      watch.read(event, now, ignored);
      ignored.clear();
    }
  }

  private void fill() {
    if (!filled) {
      filled = true;
      owner.filled(watch);
    }
  }

  private boolean goLive(long lastRead) {
    return watch.goLive(
        lastRead,
        () -> {
          fill();
          owner.goingLive(watch, lastRead);
        });
  }
}

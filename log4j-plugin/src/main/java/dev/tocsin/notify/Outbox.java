package dev.tocsin.notify;

import dev.tocsin.event.Severity;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one receiver, in the order of arrival, bounded in number and size, on the disk.
 * What it is told and what comes of it depends on the receiver's kind. Not thread-safe: its {@link
 * Courier} holds a lock. Times are of the monotonic clock.
 */
abstract class Outbox {
  /** Notifications that are kept in memory when the disk does not take them. */
  private static final int MAX_UNSAVED = 100;

  final Pace pace;
  private final Spool spool;
  private final Tally tally;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private long nextNumber = 1;
  private long bytes;
  private int pending;
  private int unsaved;
  private @Nullable String problem;

  Outbox(Spool spool, Pace pace, Tally tally) {
    this.spool = spool;
    this.pace = pace;
    this.tally = tally;
  }

  /** The outbox for a receiver of that kind. */
  static Outbox of(Receiver.Kind kind, Spool spool, Pace pace, Tally tally) {
    return switch (kind) {
      case ALERTMANAGER -> new AlertmanagerOutbox(spool, pace, tally);
      case WEBHOOK -> new WebhookOutbox(spool, pace, tally);
    };
  }

  /**
   * Takes up what waited when the last process ended.
   *
   * @param wallMillis the time of day in milliseconds since 1970
   */
  void load(long now, long wallMillis) throws IOException {
    spool.open();
    for (Slip slip : Spool.list(spool.folder())) {
      long age = Math.max(0, wallMillis - slip.queuedMillis()) * 1_000_000;
      Entry entry = new Entry(slip, spool.size(slip), now - age, now);
      makeRoom(entry.size);
      insert(entry);
      nextNumber = Math.max(nextNumber, slip.number() + 1);
    }
    afterLoad();
  }

  /** Brings what was loaded into order. */
  void afterLoad() {}

  /** Takes a notification. */
  abstract void add(Notification notification, long now, long wallMillis);

  /** Ends what the receiver takes for an alert that goes on, but for these. */
  void endAllBut(Set<UUID> active, long now) {}

  /** The request's body of an entry. */
  abstract byte[] body(Entry entry, Instant time) throws IOException;

  /** The receiver has taken it. */
  abstract void delivered(Entry entry, long now);

  /** The receiver does not want it: it is not sent again. */
  void refused(Entry entry, long now) {
    remove(entry);
    countRefused(entry);
  }

  /** Whether an entry may be sent only when those of its alert that came before are gone. */
  abstract boolean keepsOrder();

  /** Whether it is given up at all. */
  boolean mayBeGivenUp(Entry entry) {
    return entry.pending;
  }

  /**
   * The next one to send, be it due or not; null if there is none. What is told again and again
   * comes in the order in which it is due, or the first ones would keep the last ones back for
   * ever.
   */
  @Nullable Entry next(long now) {
    Entry best = null;
    Set<UUID> before = new HashSet<>();
    for (Entry entry : entries.values()) {
      if (keepsOrder()) {
        if (!before.add(entry.slip.alertId())) {
          continue;
        }
        if (entry.dueNanos - now <= 0) {
          return entry;
        }
      }
      if (best == null || entry.dueNanos - best.dueNanos < 0) {
        best = entry;
      }
    }
    return best;
  }

  /** Whether it is still here, and was not replaced. */
  boolean has(Entry entry) {
    return entries.get(entry.slip.number()) == entry;
  }

  /** Forgets what waits for longer than is worth while. */
  void giveUpOld(long now) {
    for (Entry entry : all()) {
      if (mayBeGivenUp(entry) && now - entry.bornNanos > pace.giveUpAfter().toNanos()) {
        remove(entry);
        tally.failed.increment();
      }
    }
  }

  /** Tries once more to get onto the disk what it did not take. */
  void saveUnsaved() {
    for (Entry entry : all()) {
      byte[] content = entry.unsaved;
      if (content != null) {
        try {
          spool.put(entry.slip, content);
          entry.unsaved = null;
          unsaved--;
        } catch (IOException e) {
          complain(e);
          return;
        }
      }
    }
  }

  /** Notifications that the receiver lacks. */
  int pending() {
    return pending;
  }

  /** What went wrong on the disk since it was last asked. */
  Optional<String> takeProblem() {
    Optional<String> taken = Optional.ofNullable(problem);
    problem = null;
    return taken;
  }

  final List<Entry> all() {
    return new ArrayList<>(entries.values());
  }

  /** A slip for what comes now. */
  final Slip slip(
      Notification notification,
      long wallMillis,
      Severity severity,
      boolean escalated,
      boolean resolved) {
    return new Slip(
        nextNumber++,
        Math.max(0, wallMillis),
        notification.alertId(),
        severity,
        escalated,
        resolved,
        false);
  }

  /** Keeps it, on the disk if that takes it. */
  final Optional<Entry> store(Slip slip, byte[] content, long now) {
    tally.queued.increment();
    makeRoom(content.length);
    Entry entry = new Entry(slip, content.length, now, now);
    try {
      spool.put(slip, content);
    } catch (IOException e) {
      complain(e);
      if (unsaved >= MAX_UNSAVED) {
        tally.dropped.increment();
        return Optional.empty();
      }
      entry.unsaved = content;
      unsaved++;
    }
    insert(entry);
    return Optional.of(entry);
  }

  final byte[] content(Entry entry) throws IOException {
    byte[] content = entry.unsaved;
    return content != null ? content : spool.read(entry.slip);
  }

  final void remove(Entry entry) {
    if (!has(entry)) {
      return;
    }
    entries.remove(entry.slip.number());
    setPending(entry, false);
    bytes -= entry.size;
    if (entry.unsaved != null) {
      unsaved--;
      return;
    }
    try {
      spool.remove(entry.slip);
    } catch (IOException e) {
      complain(e);
    }
  }

  /** Notes something in the name of its file. */
  final void rename(Entry entry, Slip slip) {
    if (entry.unsaved == null && !slip.equals(entry.slip)) {
      try {
        spool.rename(entry.slip, slip);
      } catch (IOException e) {
        complain(e);
        return;
      }
    }
    entry.slip = slip;
  }

  final void setPending(Entry entry, boolean wanted) {
    if (entry.pending != wanted) {
      entry.pending = wanted;
      pending += wanted ? 1 : -1;
    }
  }

  /** Counts a delivery, once for each notification. */
  final void countDelivered(Entry entry) {
    if (entry.pending) {
      setPending(entry, false);
      tally.delivered.increment();
    }
  }

  /** Counts a refusal, once for each notification. */
  final void countRefused(Entry entry) {
    if (!entry.refused) {
      entry.refused = true;
      tally.refused.increment();
    }
  }

  private void insert(Entry entry) {
    entries.put(entry.slip.number(), entry);
    bytes += entry.size;
    pending++;
  }

  /** The oldest that tells of an end goes first, as it is the least that anybody has to act on. */
  private void makeRoom(int more) {
    while (!entries.isEmpty()
        && (entries.size() >= pace.maxEntries() || bytes + more > pace.maxBytes())) {
      Entry victim = entries.firstEntry().getValue();
      for (Entry entry : entries.values()) {
        if (entry.slip.resolved()) {
          victim = entry;
          break;
        }
      }
      if (victim.pending) {
        tally.dropped.increment();
      }
      remove(victim);
    }
  }

  private void complain(IOException e) {
    String message = e.getMessage();
    problem = e.getClass().getSimpleName() + (message == null ? "" : " " + message);
  }
}

package dev.tocsin.notify;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What Alertmanager has to know: the state of each alert, told again as long as it lasts, as the
 * contract with its clients asks. A newer notification of an alert takes the place of the older
 * one.
 *
 * <p>To Alertmanager an alert is what has the same labels, and one with another severity is another
 * one. So an alert whose severity rises is ended under the old one.
 *
 * <p>An alert that was over before Alertmanager heard of it would never be told to anybody: it is
 * shown as firing for a while first.
 */
final class AlertmanagerOutbox extends Outbox {
  AlertmanagerOutbox(Spool spool, Pace pace, Tally tally) {
    super(spool, pace, tally);
  }

  /** A sudden end between writing the newer one and removing the older one leaves both. */
  @Override
  void afterLoad() {
    List<Entry> all = all();
    for (int i = 0; i < all.size(); i++) {
      Entry older = all.get(i);
      for (int j = i + 1; j < all.size(); j++) {
        Entry newer = all.get(j);
        if (older.slip.isSameAs(newer.slip)) {
          if (older.slip.heard()) {
            rename(newer, newer.slip.asHeard());
          }
          remove(older);
          break;
        }
      }
    }
  }

  @Override
  void add(Notification notification, long now, long wallMillis) {
    List<Entry> known =
        all().stream().filter(e -> e.slip.alertId().equals(notification.alertId())).toList();
    byte[] content = NotificationJson.write(notification);
    if (notification.status() == Notification.Status.RESOLVED) {
      // Of an alert that it does not know there is no end to tell.
      for (Entry entry : known) {
        Slip there = entry.slip;
        Slip fresh = slip(notification, wallMillis, there.severity(), there.escalated(), true);
        replace(entry, fresh, content, now);
      }
      return;
    }
    boolean escalated =
        notification.status() == Notification.Status.ESCALATED
            || known.stream().anyMatch(e -> e.slip.escalated() && !e.slip.resolved());
    Slip fresh = slip(notification, wallMillis, notification.severity(), escalated, false);
    Entry same = null;
    for (Entry entry : known) {
      if (entry.slip.isSameAs(fresh)) {
        same = entry;
      } else {
        end(entry, now);
      }
    }
    if (same == null) {
      var unused = store(fresh, content, now);
    } else {
      replace(same, fresh, content, now);
    }
  }

  private void replace(Entry old, Slip fresh, byte[] content, long now) {
    store(old.slip.heard() ? fresh.asHeard() : fresh, content, now)
        .ifPresent(
            entry -> {
              entry.heardHere = old.heardHere;
              entry.heardNanos = old.heardNanos;
              entry.dueNanos = fresh.resolved() ? endDue(entry, now) : now;
              remove(old);
            });
  }

  /** When the end may be told: not before it was firing for long enough to be noticed. */
  private long endDue(Entry entry, long now) {
    if (!entry.heardHere) {
      return now;
    }
    long earliest = entry.heardNanos + pace.firingFor().toNanos();
    return earliest - now > 0 ? earliest : now;
  }

  private void end(Entry entry, long now) {
    if (!entry.slip.resolved()) {
      rename(entry, entry.slip.asResolved());
      setPending(entry, true);
      entry.dueNanos = endDue(entry, now);
    }
  }

  @Override
  void endAllBut(Set<UUID> active, long now) {
    all().stream()
        .filter(entry -> !active.contains(entry.slip.alertId()))
        .forEach(entry -> end(entry, now));
  }

  @Override
  byte[] body(Entry entry, Instant time) throws IOException {
    Notification notification = NotificationJson.read(content(entry));
    Slip slip = entry.slip;
    Instant endsAt =
        slip.resolved() && slip.heard()
            ? notification.resolvedAt().orElse(time)
            : time.plus(pace.validFor());
    return AlertmanagerJson.write(notification, slip.severity(), slip.escalated(), endsAt);
  }

  @Override
  void delivered(Entry sent, long now) {
    boolean toldEnd = sent.slip.resolved() && sent.slip.heard();
    if (!has(sent)) {
      all().stream()
          .filter(entry -> entry.slip.isSameAs(sent.slip) && !entry.slip.heard())
          .forEach(entry -> hear(entry, now));
      return;
    }
    if (!toldEnd) {
      hear(sent, now);
      if (sent.slip.resolved()) {
        sent.dueNanos = now + pace.firingFor().toNanos();
      } else {
        countDelivered(sent);
        sent.dueNanos = now + pace.resend().toNanos();
      }
      return;
    }
    countDelivered(sent);
    if (!sent.endTold) {
      sent.endTold = true;
      sent.endToldNanos = now;
    }
    sent.dueNanos = now + pace.resend().toNanos();
    if (sent.dueNanos - sent.endToldNanos > pace.resolvedFor().toNanos()) {
      remove(sent);
    }
  }

  /** An alert that goes on is told again as ever: a password may be mended meanwhile. */
  @Override
  void refused(Entry entry, long now) {
    if (entry.slip.resolved()) {
      super.refused(entry, now);
    } else {
      countRefused(entry);
      entry.dueNanos = now + pace.resend().toNanos();
    }
  }

  private void hear(Entry entry, long now) {
    if (!entry.slip.heard()) {
      rename(entry, entry.slip.asHeard());
    }
    if (!entry.heardHere) {
      entry.heardHere = true;
      entry.heardNanos = now;
    }
  }

  @Override
  boolean keepsOrder() {
    return false;
  }

  /** An alert that goes on is as new as ever. */
  @Override
  boolean mayBeGivenUp(Entry entry) {
    return entry.pending && entry.slip.resolved();
  }
}

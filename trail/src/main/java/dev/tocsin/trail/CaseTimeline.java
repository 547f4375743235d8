package dev.tocsin.trail;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.watch.AlertEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events around a case, in order of time: those that it was linked to, and what is related to
 * them. Immutable.
 *
 * @param entries in order of time
 * @param moreDirect how many events of the case there are beside these
 * @param moreRelated how many related events there are beside these
 * @param gone ids of events and alerts of the case that are not in the journals, or not any more
 * @param scanned how many events were looked at
 */
public record CaseTimeline(
    List<Entry> entries, long moreDirect, long moreRelated, List<String> gone, long scanned) {

  /** How an event belongs to a case. */
  public enum Relation {
    /** It tells of an alert that the case was linked to. */
    ALERT,
    /** The case was linked to it, or to an alert that names it. */
    DIRECT,
    /** It led to one of the case's events. */
    PARENT,
    /** One of the case's events led to it. */
    CHILD,
    /** It has the correlation id of one of the case's events. */
    CORRELATED
  }

  /**
   * One event.
   *
   * @param at when it happened
   * @param line where it is recorded
   */
  public record Entry(Instant at, Relation relation, JournalLine line) {}

  public CaseTimeline {
    entries = List.copyOf(entries);
    gone = List.copyOf(gone);
  }

  /**
   * Reads it: once over all journals for the events of the case, their alerts and children, and, if
   * these events name parents or correlation ids, once more for what these lead to.
   *
   * @param folders where to look
   * @param types the built-in ones and your own
   * @param limit how many events of the case, and how many related ones, are kept at most: the
   *     first of each in the order of the journals
   * @param damage what can't be read, and is left out
   * @throws IOException if a folder can't be read
   */
  public static CaseTimeline read(
      List<Path> folders, SecurityCase of, EventTypes types, int limit, AuditTrail.Damage damage)
      throws IOException {
    Own own = new Own(of, limit);
    long scanned = EventScan.over(folders, types, damage, own);
    Around around = new Around(own, limit);
    if (!own.parents.isEmpty() || !own.correlations.isEmpty()) {
      EventScan.over(folders, types, what -> {}, around);
    }
    List<Entry> entries = new ArrayList<>(own.kept);
    entries.addAll(own.children);
    entries.addAll(around.kept);
    entries.sort(Comparator.comparing(Entry::at));
    return new CaseTimeline(
        entries, own.more, own.moreChildren + around.more, own.gone(of), scanned);
  }

  private static Entry entry(EventView event, Relation relation, JournalLine line) {
    return new Entry(Timestamps.instant(event.timestampMicros()), relation, line);
  }

  private static String id(EventView event) {
    return String.valueOf(event.get(EventField.EVENT_ID));
  }

  /** Finds the case's own events, and those that they led to. */
  private static final class Own implements EventScan.Visitor {
    final List<Entry> kept = new ArrayList<>();
    final List<Entry> children = new ArrayList<>();
    final Set<String> parents = new HashSet<>();
    final Set<String> correlations = new HashSet<>();

    /** Ids of all that are entries, or would be. */
    final Set<String> seen = new HashSet<>();

    long more;
    long moreChildren;
    private final Set<String> alerts;
    private final Set<String> foundAlerts = new HashSet<>();
    private final Set<String> events;
    private final int limit;

    Own(SecurityCase of, int limit) {
      this.alerts = Set.copyOf(of.alertIds());
      this.events = new HashSet<>(of.eventIds());
      this.events.addAll(of.alertEventIds());
      this.limit = limit;
    }

    @Override
    public boolean wants(EventScan.Glance line) {
      return events.contains(line.eventId())
          || events.contains(line.parentId())
          || (!alerts.isEmpty() && line.mayNameAlert());
    }

    @Override
    public void take(EventDraft event, JournalLine line) {
      String id = id(event);
      boolean ofAlert = isOfAlert(event);
      if (events.contains(id) || ofAlert) {
        takeOwn(event, events.contains(id) ? Relation.DIRECT : Relation.ALERT, line);
      } else if (isChild(event) && seen.add(id)) {
        if (children.size() < limit) {
          children.add(entry(event, Relation.CHILD, line));
        } else {
          moreChildren++;
        }
      }
    }

    /** Whether it tells of one of the case's alerts; an {@code alert} itself is noted. */
    private boolean isOfAlert(EventView event) {
      UUID alert = CaseHistory.isOfCase(event) ? null : AlertEvents.alertId(event);
      if (alert == null || !alerts.contains(alert.toString())) {
        return false;
      }
      if (event.type().equals(EventType.ALERT)) {
        foundAlerts.add(alert.toString());
      }
      return true;
    }

    private boolean isChild(EventView event) {
      CharSequence parent = event.text(EventField.PARENT_EVENT_ID);
      return parent != null && events.contains(parent.toString());
    }

    private void takeOwn(EventView event, Relation relation, JournalLine line) {
      if (!seen.add(id(event))) {
        return;
      }
      if (relation == Relation.DIRECT) {
        add(event.text(EventField.PARENT_EVENT_ID), parents);
        add(event.text(EventField.CORRELATION_ID), correlations);
      }
      if (kept.size() < limit) {
        kept.add(entry(event, relation, line));
      } else {
        more++;
      }
    }

    private static void add(@Nullable CharSequence id, Set<String> to) {
      if (id != null) {
        to.add(id.toString());
      }
    }

    List<String> gone(SecurityCase of) {
      List<String> gone = new ArrayList<>();
      of.alertIds().stream().filter(id -> !foundAlerts.contains(id)).forEach(gone::add);
      events.stream().filter(id -> !seen.contains(id)).sorted().forEach(gone::add);
      return gone;
    }
  }

  /** Finds what the case's events name. */
  private static final class Around implements EventScan.Visitor {
    final List<Entry> kept = new ArrayList<>();
    long more;
    private final Own own;
    private final int room;

    Around(Own own, int limit) {
      this.own = own;
      this.room = limit - own.children.size();
    }

    @Override
    public boolean wants(EventScan.Glance line) {
      String id = line.eventId();
      if (own.seen.contains(id)) {
        return false;
      }
      if (own.parents.contains(id)) {
        return true;
      }
      String correlation = line.correlationId();
      // With escapes only reading tells.
      return correlation.indexOf('\\') >= 0 || own.correlations.contains(correlation);
    }

    @Override
    public void take(EventDraft event, JournalLine line) {
      String id = id(event);
      CharSequence correlation = event.text(EventField.CORRELATION_ID);
      boolean parent = own.parents.contains(id);
      boolean correlated = correlation != null && own.correlations.contains(correlation.toString());
      if ((parent || correlated) && own.seen.add(id)) {
        if (kept.size() < room) {
          kept.add(entry(event, parent ? Relation.PARENT : Relation.CORRELATED, line));
        } else {
          more++;
        }
      }
    }
  }
}

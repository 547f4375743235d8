package dev.tocsin.servlet;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.encode.JsonWriter;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is amiss with the recording of events, for those who may know. What was lost is amiss for an
 * hour after it was seen to grow, as its figure never falls again. Thread-safe.
 */
final class HealthReasons {
  /** Events that may wait for a receiver that takes them: less is of course. */
  static final long MOST_WAITING = 10_000;

  static final Duration LOSS_IS_NEWS = Duration.ofHours(1);

  private static final String PROCESS = "";

  private final Clock clock;
  private final Map<Figure, Growth> growths = new HashMap<>();

  /** What can be amiss; {@code docs/web.md} says what to do. */
  enum Kind {
    NO_JOURNAL,
    JOURNAL_NOT_WRITABLE,
    EVENTS_DROPPED,
    OUTBOX_BEHIND,
    EVENTS_UNDELIVERED,
    NOTIFICATIONS_LOST;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something that is amiss.
   *
   * @param journal its id, or empty if it is the whole process
   * @param count of how many events or notifications; 0 for none
   * @param since null if that is not known
   * @param why one line, or null
   */
  record Reason(
      Kind kind, String journal, long count, @Nullable String since, @Nullable String why) {
    void write(JsonWriter json) {
      json.beginObject().member("reason", kind.text());
      if (!journal.isEmpty()) {
        json.member("journal", journal);
      }
      if (count > 0) {
        json.member("count", count);
      }
      if (since != null) {
        json.member("since", since);
      }
      if (why != null) {
        json.member("why", why);
      }
      json.endObject();
    }
  }

  private record Figure(Kind kind, String journal) {}

  private record Growth(long value, Instant seen) {}

  HealthReasons(Clock clock) {
    this.clock = clock;
  }

  /** What is amiss with these journals now. */
  synchronized List<Reason> of(List<AuditHealth> open) {
    List<Reason> reasons = new ArrayList<>();
    Set<String> journals = new HashSet<>();
    if (open.isEmpty()) {
      reasons.add(new Reason(Kind.NO_JOURNAL, PROCESS, 0, null, null));
    }
    addLoss(reasons, Kind.EVENTS_DROPPED, PROCESS, AuditRegistry.unserved());
    journals.add(PROCESS);
    for (AuditHealth health : open) {
      String id = health.getJournalId();
      journals.add(id);
      if (!health.isWritable()) {
        reasons.add(
            new Reason(Kind.JOURNAL_NOT_WRITABLE, id, 0, health.getFailingSince(), why(health)));
      }
      addLoss(reasons, Kind.EVENTS_DROPPED, id, health.getNotRecorded());
      long waiting = health.getUnsentEvents();
      boolean failing = health.getOutletTrouble() != null;
      if (waiting > (failing ? 0 : MOST_WAITING)) {
        reasons.add(new Reason(Kind.OUTBOX_BEHIND, id, waiting, null, null));
      }
      addLoss(reasons, Kind.EVENTS_UNDELIVERED, id, health.getUndeliveredEvents());
      addLoss(reasons, Kind.NOTIFICATIONS_LOST, id, health.getNotificationsLost());
    }
    growths.keySet().removeIf(figure -> !journals.contains(figure.journal()));
    return reasons;
  }

  /** Without the folder that the journal is in. */
  private static @Nullable String why(AuditHealth health) {
    String failure = health.getFailure();
    Path folder = Path.of(health.getJournal()).getParent();
    return failure == null || folder == null
        ? failure
        : failure.replace(folder + File.separator, "");
  }

  private void addLoss(List<Reason> reasons, Kind kind, String journal, long value) {
    if (value == 0) {
      return;
    }
    Instant now = clock.instant();
    Figure figure = new Figure(kind, journal);
    Growth before = growths.get(figure);
    Instant seen = before != null && value <= before.value() ? before.seen() : now;
    growths.put(figure, new Growth(value, seen));
    if (now.isBefore(seen.plus(LOSS_IS_NEWS))) {
      reasons.add(new Reason(kind, journal, value, null, null));
    }
  }
}

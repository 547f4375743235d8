package dev.tocsin.trail;

import dev.tocsin.event.Change;
import dev.tocsin.event.Entries;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.event.Timestamps;
import dev.tocsin.trail.SecurityCase.Escalation;
import dev.tocsin.trail.SecurityCase.Note;
import dev.tocsin.trail.SecurityCase.Remediation;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A case being read from its records, the oldest first: what it is follows from the new values of
 * their changes alone. A value that makes no sense is passed over. Not thread-safe.
 */
final class CaseHistory {
  static final String TARGET = "case";

  /** Fields that records change. */
  static final String TITLE = "title";

  static final String SEVERITY = "severity";
  static final String STATUS = "status";
  static final String ASSIGNEE = "assignee";
  static final String NOTES = "investigation_notes";
  static final String REMEDIATIONS = "remediation_actions";
  static final String LEVEL = "escalation_level";
  static final String DUE = "escalation_due";
  static final String ALERTS = "alert_ids";
  static final String EVENTS = "event_ids";
  static final String ALERT_EVENTS = "alert_event_ids";

  /** Parts of a remediation. */
  static final String NUMBER = "number";

  static final String ACTION = "action";
  static final String STATE = "state";
  static final String DONE = "done";
  static final String PLANNED = "planned";

  /** Details of a record. */
  static final String CASE_ID = "case_id";

  static final String CASE_SEVERITY = "case_severity";
  static final String REASON = "reason";
  static final String DETECTED_AT = "detected_at";
  static final String SUDO_USER = "sudo_user";

  private static final Set<EventType> TYPES =
      Set.of(
          EventType.CASE_OPENED,
          EventType.CASE_NOTED,
          EventType.CASE_ASSIGNED,
          EventType.CASE_STATUS,
          EventType.CASE_REMEDIATION,
          EventType.CASE_ESCALATED);

  private final Path folder;
  private final String id;
  private String title;
  private Severity severity = Severity.MEDIUM;
  private Status status = Status.DETECTED;
  private @Nullable String assignee;
  private @Nullable Instant detectedAt;
  private @Nullable Instant respondedAt;
  private @Nullable Instant containedAt;
  private @Nullable Instant closedAt;
  private @Nullable Escalation escalation;
  private final List<Note> notes = new ArrayList<>();
  private final Map<Integer, Remediation> remediations = new TreeMap<>();
  private final Set<String> alertIds = new LinkedHashSet<>();
  private final Set<String> eventIds = new LinkedHashSet<>();
  private final Set<String> alertEventIds = new LinkedHashSet<>();
  private final List<CaseRecord> records = new ArrayList<>();

  CaseHistory(Path folder, String id) {
    this.folder = folder;
    this.id = id;
    this.title = id;
  }

  static boolean isOfCase(EventView event) {
    return TYPES.contains(event.type());
  }

  /** The case that a record is of; null if it names none. */
  static @Nullable String caseId(EventView event) {
    return detail(event, CASE_ID) instanceof String id && !id.isEmpty() ? id : null;
  }

  private static @Nullable Object detail(EventView event, String name) {
    return event.get(EventField.DETAILS) instanceof Entries details ? details.get(name) : null;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof CharSequence text ? text.toString() : null;
  }

  /** Takes the case's next record. */
  void take(EventView event) {
    CaseRecord record = record(event);
    records.add(record);
    takeDetails(event);
    if (!record.type().equals(EventType.CASE_OPENED) && respondedAt == null && !isLink(record)) {
      respondedAt = record.at();
    }
    record.changes().forEach(change -> take(change, record));
    if (record.type().equals(EventType.CASE_ESCALATED)) {
      takeEscalation(record);
    }
  }

  private static CaseRecord record(EventView event) {
    List<Change> changes = new ArrayList<>();
    if (event.get(EventField.CHANGES) instanceof List<?> list) {
      list.forEach(each -> changes.add((Change) each));
    }
    return new CaseRecord(
        String.valueOf(event.get(EventField.EVENT_ID)),
        event.seq(),
        event.type(),
        Timestamps.instant(event.timestampMicros()),
        Objects.requireNonNullElse(text(event.get(EventField.USER_ID)), "unknown"),
        text(detail(event, SUDO_USER)),
        changes,
        text(detail(event, REASON)));
  }

  /** Links come as notes without a text. */
  private static boolean isLink(CaseRecord record) {
    return record.type().equals(EventType.CASE_NOTED)
        && record.changes().stream().noneMatch(change -> change.field().equals(NOTES));
  }

  /** What every record repeats, so that it is known without the opening too. */
  private void takeDetails(EventView event) {
    String told = text(detail(event, TITLE));
    title = told == null ? title : told;
    takeSeverity(detail(event, CASE_SEVERITY));
    Instant detected = time(detail(event, DETECTED_AT));
    detectedAt = detectedAt == null ? detected : detectedAt;
  }

  private void takeSeverity(@Nullable Object value) {
    String text = text(value);
    Severity told = text == null ? null : Severity.find(text);
    severity = told == null ? severity : told;
  }

  private void take(Change change, CaseRecord record) {
    Object value = change.newValue();
    switch (change.field()) {
      case SEVERITY -> takeSeverity(value);
      case STATUS -> takeStatus(text(value), record.at());
      case ASSIGNEE -> assignee = text(value);
      case NOTES -> {
        String text = text(value);
        if (text != null) {
          notes.add(new Note(record.at(), record.by(), text));
        }
      }
      case REMEDIATIONS -> takeRemediation(value, record);
      case ALERTS -> addAll(value, alertIds);
      case EVENTS -> addAll(value, eventIds);
      case ALERT_EVENTS -> addAll(value, alertEventIds);
      default -> {
        // The title is in the details, the escalation is taken as a whole.
      }
    }
  }

  private void takeStatus(@Nullable String text, Instant at) {
    Status told = text == null ? null : Status.find(text);
    if (told == null) {
      return;
    }
    status = told;
    containedAt = told == Status.CONTAINED && containedAt == null ? at : containedAt;
    closedAt = CaseTransitions.isOpen(told) ? null : at;
  }

  private void takeRemediation(@Nullable Object value, CaseRecord record) {
    if (value instanceof Map<?, ?> map && map.get(NUMBER) instanceof Number number) {
      String action = text(map.get(ACTION));
      boolean done = DONE.equals(text(map.get(STATE)));
      remediations.put(
          number.intValue(),
          new Remediation(
              number.intValue(), action == null ? "" : action, done, record.at(), record.by()));
    }
  }

  private void takeEscalation(CaseRecord record) {
    Integer level = null;
    Instant due = null;
    for (Change change : record.changes()) {
      if (change.field().equals(LEVEL) && change.newValue() instanceof Number number) {
        level = number.intValue();
      } else if (change.field().equals(DUE)) {
        due = time(change.newValue());
      }
    }
    if (level != null && due != null) {
      escalation = new Escalation(level, due, record.at(), record.by());
    }
  }

  private static void addAll(@Nullable Object value, Set<String> to) {
    if (value instanceof List<?> list) {
      list.forEach(each -> to.add(String.valueOf(each)));
    }
  }

  private static @Nullable Instant time(@Nullable Object value) {
    String text = text(value);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The case as it is after the records that were taken, of which there is one at least. */
  SecurityCase result() {
    CaseRecord first = records.get(0);
    return new SecurityCase(
        folder,
        id,
        title,
        severity,
        status,
        assignee,
        detectedAt == null ? first.at() : detectedAt,
        first.at(),
        first.by(),
        respondedAt,
        containedAt,
        closedAt,
        escalation,
        notes,
        List.copyOf(remediations.values()),
        List.copyOf(alertIds),
        List.copyOf(eventIds),
        List.copyOf(alertEventIds),
        records);
  }
}

package dev.tocsin.trail;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.watch.AlertEvents;
import dev.tocsin.watch.CaseFiles;
import dev.tocsin.watch.StoredEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cases of some folders as of one moment, read from {@value CaseJournal#FILE} in each and its
 * older segments. Immutable. A case is of an event if it was linked to the event, or to an alert
 * that names the event.
 */
public final class Cases {
  private static final List<String> TYPES = List.of("case_");
  private static final int LEAST_OF_ID = 4;

  private final List<SecurityCase> all;
  private final Map<String, List<SecurityCase>> byEvent = new HashMap<>();
  private final Map<String, List<SecurityCase>> byAlert = new HashMap<>();

  private Cases(List<SecurityCase> all) {
    this.all = List.copyOf(all);
    for (SecurityCase each : byLastChange(all)) {
      Stream.concat(each.eventIds().stream(), each.alertEventIds().stream())
          .distinct()
          .forEach(id -> byEvent.computeIfAbsent(id, key -> new ArrayList<>()).add(each));
      each.alertIds()
          .forEach(id -> byAlert.computeIfAbsent(id, key -> new ArrayList<>()).add(each));
    }
  }

  private static List<SecurityCase> byLastChange(List<SecurityCase> cases) {
    return cases.stream().sorted(Comparator.comparing(SecurityCase::changedAt).reversed()).toList();
  }

  /**
   * Reads them; of events nothing else is read. Leaves no trace by itself.
   *
   * @param folders those of the journals; one without a case is as good as any
   * @param damage what can't be read, and is left out
   * @throws IOException if a folder or file can't be read
   */
  public static Cases read(List<Path> folders, AuditTrail.Damage damage) throws IOException {
    List<SecurityCase> all = new ArrayList<>();
    for (Path folder : folders) {
      all.addAll(read(folder, damage));
    }
    all.sort(Comparator.comparing(SecurityCase::openedAt).thenComparing(SecurityCase::id));
    return new Cases(all);
  }

  private static List<SecurityCase> read(Path folder, AuditTrail.Damage damage) throws IOException {
    Map<String, CaseHistory> histories = new LinkedHashMap<>();
    StoredEvents events =
        new StoredEvents(
            EventTypes.builtIn(), null, (line, why) -> damage.leftOut(line.place() + ": " + why));
    for (String journal : CaseFiles.idsIn(folder)) {
      try (JournalReader reader = JournalReader.openAt(folder, journal, 1)) {
        for (JournalLine line = reader.next(); line != null; line = reader.next()) {
          boolean worth = AuditTrail.isEvent(line, damage) && StoredEvents.mayBe(line, TYPES);
          EventView event = worth ? events.read(line) : null;
          if (event != null && CaseHistory.isOfCase(event)) {
            String id = CaseHistory.caseId(event);
            if (id == null) {
              damage.leftOut(line.place() + ": names no case");
            } else {
              histories.computeIfAbsent(id, key -> new CaseHistory(folder, key)).take(event);
            }
          }
        }
      }
    }
    return histories.values().stream().map(CaseHistory::result).toList();
  }

  /** All of them, by when they were opened. */
  public List<SecurityCase> all() {
    return all;
  }

  /**
   * The case of an id, or of the beginning of one, of 4 characters or more.
   *
   * @throws CaseException if there is none, or more than one
   */
  public SecurityCase require(String id) throws CaseException {
    List<SecurityCase> found = all.stream().filter(each -> each.id().equals(id)).toList();
    if (found.isEmpty() && id.length() >= LEAST_OF_ID) {
      found = all.stream().filter(each -> each.id().startsWith(id)).toList();
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new CaseException(
        "case \""
            + id
            + (found.isEmpty()
                ? "\": there is no such case: tocsin case list shows those that there are"
                : "\": " + found.size() + " cases begin so: give the whole id, or one folder"));
  }

  /** The cases of an event, the one that was changed last first. */
  public List<SecurityCase> ofEvent(String eventId) {
    return byEvent.getOrDefault(eventId, List.of());
  }

  /** The cases that were linked to an alert, the one that was changed last first. */
  public List<SecurityCase> ofAlert(String alertId) {
    return byAlert.getOrDefault(alertId, List.of());
  }

  /** Ids of all events that have a case; some of the events may be deleted by now. */
  public Set<String> eventIds() {
    return Set.copyOf(byEvent.keySet());
  }

  /** What the cases of an event say of it; null if it has none. */
  public @Nullable EventCases joined(String eventId) {
    List<SecurityCase> cases = ofEvent(eventId);
    return cases.isEmpty() ? null : CaseText.joined(cases);
  }

  /** The same, where an {@code alert} has the cases of its alert too. */
  public @Nullable EventCases joined(EventView event) {
    List<SecurityCase> cases = ofEvent(String.valueOf(event.get(EventField.EVENT_ID)));
    UUID alert = event.type().equals(EventType.ALERT) ? AlertEvents.alertId(event) : null;
    if (alert != null) {
      cases =
          byLastChange(
              Stream.concat(cases.stream(), ofAlert(alert.toString()).stream())
                  .distinct()
                  .toList());
    }
    return cases.isEmpty() ? null : CaseText.joined(cases);
  }
}

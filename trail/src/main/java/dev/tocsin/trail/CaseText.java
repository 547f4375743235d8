package dev.tocsin.trail;

import dev.tocsin.event.Change;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Timestamps;
import dev.tocsin.trail.SecurityCase.Note;
import dev.tocsin.trail.SecurityCase.Remediation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cases in words. What people wrote stands in them as it is: whoever shows it has to escape it. */
public final class CaseText {
  private static final String PLANNED = "planned: ";

  private CaseText() {}

  /**
   * What a record says was done, in some words.
   *
   * <p>As in {@code status from detected to investigating}, {@code note: the address is a scanner}.
   */
  public static String of(CaseRecord record) {
    List<String> said = new ArrayList<>();
    boolean opened = record.type().equals(EventType.CASE_OPENED);
    for (Change change : record.changes()) {
      said.add(opened ? opening(change) : of(change));
    }
    said.removeIf(String::isEmpty);
    String what = String.join(", ", said);
    if (opened) {
      what = what.isEmpty() ? "opened" : "opened: " + what;
    }
    return record.reason() == null ? what : what + ": " + record.reason();
  }

  private static String opening(Change change) {
    return switch (change.field()) {
      case CaseHistory.TITLE -> String.valueOf(change.newValue());
      case CaseHistory.STATUS -> "";
      case CaseHistory.SEVERITY -> "severity " + change.newValue();
      case CaseHistory.ALERTS -> "alert " + list(change.newValue());
      case CaseHistory.EVENTS -> "event " + list(change.newValue());
      default -> of(change);
    };
  }

  private static String of(Change change) {
    Object value = change.newValue();
    return switch (change.field()) {
      case CaseHistory.NOTES -> "note: " + value;
      case CaseHistory.REMEDIATIONS -> remediation(change.oldValue() != null, value);
      case CaseHistory.ALERTS -> "linked alert " + list(value);
      case CaseHistory.EVENTS -> "linked event " + list(value);
      case CaseHistory.ALERT_EVENTS -> "";
      case CaseHistory.LEVEL -> "escalated to level " + value;
      case CaseHistory.DUE -> "due " + value;
      case CaseHistory.ASSIGNEE -> value == null ? "assigned to nobody" : "assigned to " + value;
      default -> change.field() + " from " + change.oldValue() + " to " + value;
    };
  }

  private static String remediation(boolean known, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return "";
    }
    return (known ? "action " : "new action ")
        + map.get(CaseHistory.NUMBER)
        + " "
        + map.get(CaseHistory.STATE)
        + ": "
        + map.get(CaseHistory.ACTION);
  }

  private static String list(@Nullable Object value) {
    return value instanceof List<?> list
        ? String.join(" ", list.stream().map(String::valueOf).toList())
        : "";
  }

  /** What several cases of one event say of it together, the first one's status included. */
  static EventCases joined(List<SecurityCase> cases) {
    return new EventCases(
        cases.stream().map(SecurityCase::id).toList(),
        cases.get(0).status(),
        inOrder(cases.stream().flatMap(each -> each.notes().stream()), Note::at)
            .map(Note::text)
            .toList(),
        inOrder(cases.stream().flatMap(each -> each.remediations().stream()), Remediation::at)
            .map(each -> (each.done() ? "" : PLANNED) + each.action())
            .toList(),
        inOrder(
                cases.stream()
                    .flatMap(each -> each.records().stream().map(record -> trail(each, record))),
                TrailLine::at)
            .map(TrailLine::text)
            .toList());
  }

  private record TrailLine(Instant at, String text) {}

  private static TrailLine trail(SecurityCase of, CaseRecord record) {
    return new TrailLine(
        record.at(),
        Timestamps.text(Timestamps.micros(record.at()))
            + " "
            + who(record)
            + " "
            + of.id()
            + ": "
            + of(record));
  }

  /** Who made a record, with whoever is behind {@code sudo}. */
  public static String who(CaseRecord record) {
    return record.sudoUser() == null ? record.by() : record.by() + " (" + record.sudoUser() + ")";
  }

  private static <T> Stream<T> inOrder(Stream<T> all, Function<T, Instant> time) {
    return all.sorted(Comparator.comparing(time));
  }
}

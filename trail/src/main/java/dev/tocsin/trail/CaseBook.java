package dev.tocsin.trail;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.JournalException;
import dev.tocsin.trail.CaseTransitions.Demand;
import dev.tocsin.trail.SecurityCase.Escalation;
import dev.tocsin.trail.SecurityCase.Remediation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Opens cases in a folder and changes them, each time by one more record in its {@link
 * CaseJournal}; nothing that is recorded is ever changed. Who did it is the user of this process.
 * The journal is locked from reading how a case stands until the record is on the disk, so what two
 * processes do at a time is done one after the other. Thread-safe.
 *
 * <p>Every method throws {@link CaseException} if the case is not there or can't be changed so,
 * {@link IllegalArgumentException} for a value that is out of its bounds, both with one line and
 * with nothing recorded, {@link JournalException} if it can't be recorded, and {@link IOException}
 * if the cases can't be read. A case is named by its id, or by the beginning of its id, if no other
 * case's begins so.
 */
public final class CaseBook {
  /** Characters of a title. */
  public static final int LONGEST_TITLE = 200;

  /** Characters of a note. */
  public static final int LONGEST_NOTE = 8_000;

  /** Characters of a reason or an action. */
  public static final int LONGEST_REASON = 2_000;

  /** Characters of an assignee. */
  public static final int LONGEST_NAME = 256;

  /** Alerts that one record links. */
  public static final int MOST_ALERTS = 10;

  /** Events that one record links. */
  public static final int MOST_EVENTS = 100;

  /** The latest end of an escalation's time. */
  public static final Duration LONGEST_DUE = Duration.ofDays(365);

  private static final int MOST_LINKS = 10_000;
  private static final int MOST_REMEDIATIONS = 1_000;
  private static final int IN_ONE_LIST = 100;

  private final Path folder;
  private final Clock clock;
  private final RandomGenerator random;
  private final AuditTrail.Damage damage;

  /**
   * What a case is about.
   *
   * @param alertIds at most {@value #MOST_ALERTS}; that they exist is for the caller to see
   * @param eventIds at most {@value #MOST_EVENTS}, the same
   * @param alertEventIds the events that those alerts name, at most 50 each
   */
  public record Links(List<String> alertIds, List<String> eventIds, List<String> alertEventIds) {
    /** Nothing. */
    public static final Links NONE = new Links(List.of(), List.of(), List.of());

    /** Checks the numbers. */
    public Links {
      alertIds = alertIds.stream().distinct().toList();
      eventIds = eventIds.stream().distinct().toList();
      alertEventIds = alertEventIds.stream().distinct().toList();
      if (alertIds.size() > MOST_ALERTS || alertEventIds.size() > MOST_ALERTS * 50) {
        throw new IllegalArgumentException(
            alertIds.size() + " alerts: link at most " + MOST_ALERTS + " at a time");
      }
      if (eventIds.size() > MOST_EVENTS) {
        throw new IllegalArgumentException(
            eventIds.size() + " events: link at most " + MOST_EVENTS + " at a time");
      }
    }
  }

  /**
   * A case that is to be opened.
   *
   * @param id letters, digits, {@code .}, {@code _} and {@code -}, at most 64, beginning with a
   *     letter or digit; null for one that is made
   * @param title 1 to {@value #LONGEST_TITLE} characters
   * @param detectedAt when the first of the alerts fired; null if it is of none
   */
  public record Opening(
      @Nullable String id,
      String title,
      Severity severity,
      @Nullable Instant detectedAt,
      Links links) {
    /** Checks id and title. */
    public Opening {
      if (id != null && !CaseIds.isGood(id)) {
        throw new IllegalArgumentException(
            "case id \""
                + id
                + "\": use at most "
                + CaseIds.LONGEST
                + " letters, digits and . _ -, as in SEC-42");
      }
      checkText("title", title, LONGEST_TITLE);
    }
  }

  /**
   * The book of a folder, which must be there.
   *
   * @param clock tells when things are done
   * @param random for ids that are made
   * @param damage what can't be read of the records that are there, and counts for nothing
   */
  public CaseBook(Path folder, Clock clock, RandomGenerator random, AuditTrail.Damage damage) {
    this.folder = folder.toAbsolutePath();
    this.clock = clock;
    this.random = random;
    this.damage = damage;
  }

  private static void checkText(String name, String text, int longest) {
    if (text.isBlank() || text.length() > longest) {
      throw new IllegalArgumentException(name + ": use 1 to " + longest + " characters");
    }
  }

  private static void checkReason(@Nullable String reason) {
    if (reason != null) {
      checkText("reason", reason, LONGEST_REASON);
    }
  }

  /**
   * Opens a case.
   *
   * @return its id
   */
  public String open(Opening opening) throws CaseException, IOException {
    try (CaseJournal journal = CaseJournal.open(folder, clock)) {
      Cases cases = Cases.read(List.of(folder), damage);
      String id = opening.id();
      if (id != null && isTaken(id, cases)) {
        throw new CaseException("case " + id + ": is there already: give it another id");
      }
      while (id == null || isTaken(id, cases)) {
        id = CaseIds.next(clock.instant(), random);
      }
      String chosen = id;
      journal.record(
          EventType.CASE_OPENED,
          draft -> {
            common(draft, chosen, opening.title(), opening.severity(), Status.DETECTED);
            draft.set(EventField.MESSAGE, "case " + chosen + " opened");
            if (opening.detectedAt() != null) {
              draft.putDetail(CaseHistory.DETECTED_AT, text(opening.detectedAt()));
            }
            draft
                .addChange(CaseHistory.TITLE, null, opening.title())
                .addChange(CaseHistory.SEVERITY, null, opening.severity().text())
                .addChange(CaseHistory.STATUS, null, Status.DETECTED.text());
            addLinks(draft, opening.links());
          });
      return chosen;
    }
  }

  private static boolean isTaken(String id, Cases cases) {
    return cases.all().stream().anyMatch(each -> each.id().equals(id));
  }

  /**
   * Adds a note.
   *
   * @param text 1 to {@value #LONGEST_NOTE} characters
   * @return the case as it was before, as all that follow
   */
  public SecurityCase note(String id, String text) throws CaseException, IOException {
    checkText("note", text, LONGEST_NOTE);
    return change(
        id,
        now ->
            new Step(
                EventType.CASE_NOTED,
                "note on",
                now.status(),
                draft -> draft.addChange(CaseHistory.NOTES, null, text)));
  }

  /**
   * Gives it to somebody.
   *
   * @param assignee 1 to {@value #LONGEST_NAME} characters; null for nobody
   * @param reason 1 to {@value #LONGEST_REASON} characters, or null, as in all that follow
   */
  public SecurityCase assign(String id, @Nullable String assignee, @Nullable String reason)
      throws CaseException, IOException {
    if (assignee != null) {
      checkText("assignee", assignee, LONGEST_NAME);
    }
    checkReason(reason);
    return change(
        id,
        now -> {
          String before = now.assignee();
          if (assignee == null ? before == null : assignee.equals(before)) {
            String whose = before == null ? "is nobody's" : "is " + before + "'s";
            throw refused(now, whose + " already: nothing to do");
          }
          return new Step(
              EventType.CASE_ASSIGNED,
              "assignment of",
              now.status(),
              draft -> {
                draft.addChange(CaseHistory.ASSIGNEE, before, assignee);
                putReason(draft, reason);
              });
        });
  }

  /** Brings it to another status, as the table in the guide allows. */
  public SecurityCase status(String id, Status status, @Nullable String reason)
      throws CaseException, IOException {
    checkReason(reason);
    return change(
        id,
        now -> {
          if (status == now.status() && status != Status.ESCALATED) {
            throw refused(now, "is " + status.text() + " already: nothing to do");
          }
          Demand demand = CaseTransitions.from(now.status()).get(status);
          if (demand == null) {
            throw refused(
                now,
                "can't become " + status.text() + " from " + now.status().text() + wayOut(now));
          }
          if (demand == Demand.ESCALATION) {
            throw refused(now, "escalate it, with a level and a time, and it is escalated");
          }
          if (demand == Demand.REASON && reason == null) {
            throw refused(
                now,
                "becomes "
                    + status.text()
                    + " from "
                    + now.status().text()
                    + " with a reason only: give one");
          }
          return new Step(
              EventType.CASE_STATUS,
              "status of",
              status,
              draft -> {
                draft.addChange(CaseHistory.STATUS, now.status().text(), status.text());
                putReason(draft, reason);
              });
        });
  }

  private static String wayOut(SecurityCase now) {
    List<String> allowed = new ArrayList<>();
    CaseTransitions.from(now.status())
        .forEach(
            (status, demand) -> {
              if (demand != Demand.ESCALATION) {
                allowed.add(status.text());
              }
            });
    String last = allowed.remove(allowed.size() - 1);
    return ": use " + (allowed.isEmpty() ? "" : String.join(", ", allowed) + " or ") + last;
  }

  /**
   * Tells something that is done or planned about it.
   *
   * @param action 1 to {@value #LONGEST_REASON} characters
   * @return the case as it was before: the action's number is one more than it had
   */
  public SecurityCase remediate(String id, String action, boolean done)
      throws CaseException, IOException {
    checkText("action", action, LONGEST_REASON);
    return change(
        id,
        now -> {
          if (now.remediations().size() >= MOST_REMEDIATIONS) {
            throw refused(now, "has " + MOST_REMEDIATIONS + " actions: open another case");
          }
          return remediation(null, remediation(nextNumber(now), action, done), now, null);
        });
  }

  /** The number that the next action of a case gets, as long as nobody adds one before. */
  public static int nextNumber(SecurityCase now) {
    List<Remediation> all = now.remediations();
    return all.isEmpty() ? 1 : all.get(all.size() - 1).number() + 1;
  }

  /** Says of an action that was planned that it is done. */
  public SecurityCase remediated(String id, int number, @Nullable String reason)
      throws CaseException, IOException {
    checkReason(reason);
    return change(
        id,
        now -> {
          Remediation before =
              now.remediations().stream()
                  .filter(each -> each.number() == number)
                  .findFirst()
                  .orElseThrow(
                      () ->
                          refused(
                              now,
                              "has no action " + number + ": tocsin case show lists its actions"));
          if (before.done()) {
            throw refused(now, "action " + number + " is done already: nothing to do");
          }
          return remediation(
              remediation(number, before.action(), false),
              remediation(number, before.action(), true),
              now,
              reason);
        });
  }

  private static Map<String, Object> remediation(int number, String action, boolean done) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(CaseHistory.NUMBER, number);
    told.put(CaseHistory.ACTION, action);
    told.put(CaseHistory.STATE, done ? CaseHistory.DONE : CaseHistory.PLANNED);
    return told;
  }

  private static Step remediation(
      @Nullable Object before, Object after, SecurityCase now, @Nullable String reason) {
    return new Step(
        EventType.CASE_REMEDIATION,
        "remediation of",
        now.status(),
        draft -> {
          draft.addChange(CaseHistory.REMEDIATIONS, before, after);
          putReason(draft, reason);
        });
  }

  /**
   * Calls for others to look at it.
   *
   * @param level 1 to 3, not lower than before; null for the next one
   * @param due until when they have to; later than now, by a year at most
   */
  public SecurityCase escalate(
      String id, @Nullable Integer level, Instant due, @Nullable String reason)
      throws CaseException, IOException {
    checkReason(reason);
    if (level != null && (level < 1 || level > Escalation.HIGHEST)) {
      throw new IllegalArgumentException("level " + level + ": use 1 to " + Escalation.HIGHEST);
    }
    Instant instant = clock.instant();
    if (!due.isAfter(instant) || due.isAfter(instant.plus(LONGEST_DUE))) {
      throw new IllegalArgumentException(
          "due " + text(due) + ": use a time to come, by 365 days at most");
    }
    return change(
        id,
        now -> {
          Escalation before = now.escalation();
          int wanted = level != null ? level : Escalation.next(before);
          if (CaseTransitions.from(now.status()).get(Status.ESCALATED) == null) {
            throw refused(
                now, "is " + now.status().text() + ": bring it back to investigating first");
          }
          if (before != null && wanted < before.level()) {
            throw refused(
                now,
                "was at level "
                    + before.level()
                    + " already: use that or a higher one, up to "
                    + Escalation.HIGHEST);
          }
          return new Step(
              EventType.CASE_ESCALATED,
              "escalation of",
              Status.ESCALATED,
              draft -> {
                draft
                    .addChange(CaseHistory.LEVEL, before == null ? null : before.level(), wanted)
                    .addChange(
                        CaseHistory.DUE, before == null ? null : text(before.due()), text(due));
                if (now.status() != Status.ESCALATED) {
                  draft.addChange(CaseHistory.STATUS, now.status().text(), Status.ESCALATED.text());
                }
                putReason(draft, reason);
              });
        });
  }

  /** Adds alerts and events that it is about; those that it has already are left out. */
  public SecurityCase link(String id, Links links) throws CaseException, IOException {
    return change(
        id,
        now -> {
          Links added =
              new Links(
                  without(now.alertIds(), links.alertIds()),
                  without(now.eventIds(), links.eventIds()),
                  without(now.alertEventIds(), links.alertEventIds()));
          if (added.alertIds().isEmpty() && added.eventIds().isEmpty()) {
            throw refused(now, "has all of these already: nothing to do");
          }
          if (now.alertIds().size() + now.eventIds().size() >= MOST_LINKS) {
            throw refused(now, "has " + MOST_LINKS + " links: open another case");
          }
          return new Step(
              EventType.CASE_NOTED, "link of", now.status(), draft -> addLinks(draft, added));
        });
  }

  private static List<String> without(List<String> known, List<String> all) {
    return all.stream().filter(each -> !known.contains(each)).toList();
  }

  private static void addLinks(EventDraft draft, Links links) {
    addList(draft, CaseHistory.ALERTS, links.alertIds());
    addList(draft, CaseHistory.EVENTS, links.eventIds());
    addList(draft, CaseHistory.ALERT_EVENTS, links.alertEventIds());
  }

  /** An event's lists are bounded, so a longer one is written as several. */
  private static void addList(EventDraft draft, String field, List<String> ids) {
    for (int from = 0; from < ids.size(); from += IN_ONE_LIST) {
      draft.addChange(field, null, ids.subList(from, Math.min(ids.size(), from + IN_ONE_LIST)));
    }
  }

  private static String text(Instant time) {
    return Timestamps.text(Timestamps.micros(time));
  }

  private static void putReason(EventDraft draft, @Nullable String reason) {
    if (reason != null) {
      draft.putDetail(CaseHistory.REASON, reason);
    }
  }

  /** What every record tells, so that it can be understood by itself. */
  private static void common(
      EventDraft draft, String id, String title, Severity severity, Status status) {
    draft.set(EventField.TARGET_TYPE, CaseHistory.TARGET);
    draft.set(EventField.TARGET_ID, id);
    draft.setStatus(status);
    draft
        .putDetail(CaseHistory.CASE_ID, id)
        .putDetail(CaseHistory.TITLE, title)
        .putDetail(CaseHistory.CASE_SEVERITY, severity.text());
  }

  /** One record to be made. */
  private record Step(EventType type, String what, Status status, Consumer<EventDraft> fields) {}

  /** Decides what to record of a case that stands so. */
  private interface Decision {
    Step on(SecurityCase now) throws CaseException;
  }

  private SecurityCase change(String id, Decision decision) throws CaseException, IOException {
    try (CaseJournal journal = CaseJournal.open(folder, clock)) {
      SecurityCase now = Cases.read(List.of(folder), damage).require(id);
      Step step = decision.on(now);
      journal.record(
          step.type(),
          draft -> {
            common(draft, now.id(), now.title(), now.severity(), step.status());
            draft.set(EventField.MESSAGE, step.what() + " case " + now.id());
            step.fields().accept(draft);
          });
      return now;
    }
  }

  private static CaseException refused(SecurityCase now, String why) {
    return new CaseException("case " + now.id() + ": " + why);
  }
}

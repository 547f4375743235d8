package dev.tocsin.trail;

import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An investigation: what all records of a case come to. Immutable.
 *
 * @param folder of the journal that has its records
 * @param id unique in its folder
 * @param title in a few words; the id, where retention has deleted the opening
 * @param severity how grave it is
 * @param status where it stands
 * @param assignee whose it is, or null
 * @param detectedAt when the first of the alerts fired that it was opened from; else {@code
 *     openedAt}
 * @param openedAt when it was opened; its oldest record's time, where retention has deleted that
 * @param openedBy who opened it
 * @param respondedAt when something was first done about it after the opening: a note, an
 *     assignment, a status, a remedy or an escalation; or null
 * @param containedAt when it was first contained, or null
 * @param closedAt when it was resolved or found to be a false positive; null while it is open
 * @param escalation the last one, or null
 * @param notes in their order
 * @param remediations by their number
 * @param alertIds the alerts that it is about
 * @param eventIds the events that it is about, each by its own
 * @param alertEventIds the events that those alerts name
 * @param records all of its records, the oldest first
 */
public record SecurityCase(
    Path folder,
    String id,
    String title,
    Severity severity,
    Status status,
    @Nullable String assignee,
    Instant detectedAt,
    Instant openedAt,
    String openedBy,
    @Nullable Instant respondedAt,
    @Nullable Instant containedAt,
    @Nullable Instant closedAt,
    @Nullable Escalation escalation,
    List<Note> notes,
    List<Remediation> remediations,
    List<String> alertIds,
    List<String> eventIds,
    List<String> alertEventIds,
    List<CaseRecord> records) {

  /**
   * What somebody found.
   *
   * @param text as it was given, but for secrets in it
   */
  public record Note(Instant at, String by, String text) {}

  /**
   * Something that is done about the cause or the damage.
   *
   * @param number in the case, from 1
   * @param action what
   * @param done whether it is done, else it is planned
   * @param at when that was said
   * @param by who said it
   */
  public record Remediation(int number, String action, boolean done, Instant at, String by) {}

  /**
   * A call for others to look at it.
   *
   * @param level 1 to 3
   * @param due until when they have to
   * @param at when it was made
   * @param by who made it
   */
  public record Escalation(int level, Instant due, Instant at, String by) {
    /** The highest level. */
    public static final int HIGHEST = 3;

    /** The level that comes after one; 1 after none. */
    public static int next(@Nullable Escalation before) {
      return before == null ? 1 : Math.min(before.level() + 1, HIGHEST);
    }
  }

  public SecurityCase {
    notes = List.copyOf(notes);
    remediations = List.copyOf(remediations);
    alertIds = List.copyOf(alertIds);
    eventIds = List.copyOf(eventIds);
    alertEventIds = List.copyOf(alertEventIds);
    records = List.copyOf(records);
  }

  /** Whether it is neither resolved nor a false positive. */
  public boolean isOpen() {
    return CaseTransitions.isOpen(status);
  }

  /** Whether it still waits, at a time, for whom it was escalated to by then. */
  public boolean isOverdue(Instant at) {
    return status == Status.ESCALATED && escalation != null && escalation.due().isBefore(at);
  }

  /** When its last record was made. */
  public Instant changedAt() {
    return records.get(records.size() - 1).at();
  }
}

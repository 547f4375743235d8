package dev.tocsin.trail;

import dev.tocsin.event.Change;
import dev.tocsin.event.EventType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did to a case, as it is recorded. Immutable.
 *
 * @param eventId of the record itself
 * @param seq its number in the journal of cases
 * @param type one of {@code case_opened}, {@code case_noted}, {@code case_assigned}, {@code
 *     case_status}, {@code case_remediation}, {@code case_escalated}
 * @param at when
 * @param by the user of the operating system who did it
 * @param sudoUser the user behind {@code sudo}, or null
 * @param changes each with the old value and the new one; of what is added to a list, such as
 *     notes, the new value is what is added
 * @param reason why, or null
 */
public record CaseRecord(
    String eventId,
    long seq,
    EventType type,
    Instant at,
    String by,
    @Nullable String sudoUser,
    List<Change> changes,
    @Nullable String reason) {
  public CaseRecord {
    changes = List.copyOf(changes);
  }
}

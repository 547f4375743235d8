package dev.tocsin.trail;

import dev.tocsin.event.Status;
import java.util.List;

/**
 * What the cases of an event say of it: the fields of an event that its own line can't have.
 * Immutable.
 *
 * @param caseIds the cases, the one that was changed last first
 * @param status that of the first of them
 * @param investigationNotes all notes, in order of time
 * @param remediationActions what is done, in order of time; what is only planned begins with {@code
 *     planned: }
 * @param auditTrail who did what when, a line each, in order of time
 */
public record EventCases(
    List<String> caseIds,
    Status status,
    List<String> investigationNotes,
    List<String> remediationActions,
    List<String> auditTrail) {
  public EventCases {
    caseIds = List.copyOf(caseIds);
    investigationNotes = List.copyOf(investigationNotes);
    remediationActions = List.copyOf(remediationActions);
    auditTrail = List.copyOf(auditTrail);
  }
}

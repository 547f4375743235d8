package dev.tocsin.trail;

import dev.tocsin.event.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** From which status a case may come to which. */
final class CaseTransitions {
  /** To be given beside a change. */
  enum Demand {
    NOTHING,
    REASON,
    /** Level and time of an escalation. */
    ESCALATION
  }

  private static final Set<Status> CLOSED = Set.of(Status.RESOLVED, Status.FALSE_POSITIVE);
  private static final Map<Status, Map<Status, Demand>> ALLOWED = new EnumMap<>(Status.class);

  static {
    allow(Status.DETECTED, Status.INVESTIGATING, Demand.NOTHING);
    allow(Status.DETECTED, Status.CONTAINED, Demand.NOTHING);
    allow(Status.DETECTED, Status.FALSE_POSITIVE, Demand.REASON);
    allow(Status.DETECTED, Status.ESCALATED, Demand.ESCALATION);
    allow(Status.INVESTIGATING, Status.CONTAINED, Demand.NOTHING);
    allow(Status.INVESTIGATING, Status.RESOLVED, Demand.REASON);
    allow(Status.INVESTIGATING, Status.FALSE_POSITIVE, Demand.REASON);
    allow(Status.INVESTIGATING, Status.ESCALATED, Demand.ESCALATION);
    // It broke out again.
    allow(Status.CONTAINED, Status.INVESTIGATING, Demand.REASON);
    allow(Status.CONTAINED, Status.RESOLVED, Demand.REASON);
    allow(Status.CONTAINED, Status.FALSE_POSITIVE, Demand.REASON);
    allow(Status.CONTAINED, Status.ESCALATED, Demand.ESCALATION);
    // Whoever it was escalated to takes it on.
    allow(Status.ESCALATED, Status.INVESTIGATING, Demand.NOTHING);
    allow(Status.ESCALATED, Status.CONTAINED, Demand.NOTHING);
    allow(Status.ESCALATED, Status.RESOLVED, Demand.REASON);
    allow(Status.ESCALATED, Status.FALSE_POSITIVE, Demand.REASON);
    allow(Status.ESCALATED, Status.ESCALATED, Demand.ESCALATION);
    // Opened again.
    allow(Status.RESOLVED, Status.INVESTIGATING, Demand.REASON);
    allow(Status.FALSE_POSITIVE, Status.INVESTIGATING, Demand.REASON);
  }

  private CaseTransitions() {}

  private static void allow(Status from, Status to, Demand demand) {
    ALLOWED.computeIfAbsent(from, status -> new EnumMap<>(Status.class)).put(to, demand);
  }

  /** What a case may come to, and what has to be given for it; in the order of the statuses. */
  static Map<Status, Demand> from(Status status) {
    return ALLOWED.getOrDefault(status, Map.of());
  }

  static boolean isOpen(Status status) {
    return !CLOSED.contains(status);
  }
}

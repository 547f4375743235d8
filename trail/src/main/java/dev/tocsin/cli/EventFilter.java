package dev.tocsin.cli;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which events a reading command is to show. Two names of one type count as the same.
 *
 * @param types canonical types, or none for all
 * @param severities severities, or none for all
 * @param routine whether events are shown that tell of the audit system's ordinary life: starts,
 *     stops, settings and reads; they are if their type was asked for
 */
record EventFilter(Set<EventType> types, Set<Severity> severities, boolean routine) {
  /** Of the audit system's ordinary life. */
  static final Set<EventType> ROUTINE =
      Set.of(
          EventType.AUDIT_STARTED,
          EventType.AUDIT_STOPPED,
          EventType.AUDIT_CONFIGURED,
          EventType.AUDIT_ACCESSED);

  /**
   * From what was written on the command line.
   *
   * @throws CliException with code 2 if a name is unknown
   */
  static EventFilter parse(
      EventTypes known,
      Collection<String> typeNames,
      Collection<String> severityNames,
      boolean routine) {
    Set<EventType> types = new HashSet<>();
    Set<Severity> severities = new HashSet<>();
    try {
      for (String name : typeNames) {
        types.add(known.require(name, OwnTypes.NAMED).canonical());
      }
      for (String name : severityNames) {
        severities.add(Severity.parse(name));
      }
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
    return new EventFilter(types, severities, routine);
  }

  boolean isEmpty() {
    return types.isEmpty() && severities.isEmpty() && routine;
  }

  boolean accepts(SecurityEvent event) {
    boolean typed =
        types.isEmpty()
            ? routine || !ROUTINE.contains(event.type())
            : types.contains(event.type().canonical());
    return typed && (severities.isEmpty() || severities.contains(event.severity()));
  }
}

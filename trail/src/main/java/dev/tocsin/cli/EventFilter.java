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
 */
record EventFilter(Set<EventType> types, Set<Severity> severities) {
  /**
   * From what was written on the command line.
   *
   * @throws CliException with code 2 if a name is unknown
   */
  static EventFilter parse(
      EventTypes known, Collection<String> typeNames, Collection<String> severityNames) {
    Set<EventType> types = new HashSet<>();
    Set<Severity> severities = new HashSet<>();
    try {
      for (String name : typeNames) {
        types.add(known.require(name).canonical());
      }
      for (String name : severityNames) {
        severities.add(Severity.parse(name));
      }
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
    return new EventFilter(types, severities);
  }

  boolean isEmpty() {
    return types.isEmpty() && severities.isEmpty();
  }

  boolean accepts(SecurityEvent event) {
    return (types.isEmpty() || types.contains(event.type().canonical()))
        && (severities.isEmpty() || severities.contains(event.severity()));
  }
}

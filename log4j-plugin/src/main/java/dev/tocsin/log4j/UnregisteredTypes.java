package dev.tocsin.log4j;

import dev.tocsin.audit.AuditTally;
import dev.tocsin.event.EventType;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Tells each type that nobody registered once in Log4j's status log, and of many only the first:
 * names may come from outside. Thread-safe.
 */
final class UnregisteredTypes {
  private static final int MOST_TOLD = 100;

  private final Path journal;
  private final AuditTally tally;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * Nothing told yet.
   *
   * @param tally counts the events whose type is not told
   */
  UnregisteredTypes(Path journal, AuditTally tally) {
    this.journal = journal;
    this.tally = tally;
  }

  /** Notes a recorded event's type. */
  void seen(EventType type) {
    if (type.origin() != EventType.Origin.UNREGISTERED) {
      return;
    }
    if (told.size() >= MOST_TOLD) {
      if (!told.contains(type.name())) {
        tally.untoldType();
      }
      return;
    }
    if (told.add(type.name())) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: event type \"{}\": {}{}",
              journal,
              type.name(),
              type.isOfReservedName()
                  ? "its marker's name is kept for the product; rename the marker"
                  : "nobody registered it, so its severity is medium; register it in a types file"
                      + " (types=\"FILE\")",
              told.size() >= MOST_TOLD ? "; further ones are counted, and not told" : "");
    }
  }
}

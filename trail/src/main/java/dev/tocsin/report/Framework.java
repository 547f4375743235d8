package dev.tocsin.report;

import dev.tocsin.event.EventType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A list of demands that auditors go by, as far as a log speaks to them.
 *
 * @param id one word
 * @param title its name with its edition
 * @param source where it is published
 * @param retentionDays how long a log is to be kept; 0 if it does not say
 * @param controls the demands, in its order
 */
public record Framework(
    String id, String title, String source, int retentionDays, List<Control> controls) {

  /**
   * A demand.
   *
   * @param id as the framework numbers it
   * @param title what it asks for, in a sentence
   * @param tags events with one of these compliance tags are evidence
   * @param types events of one of these types are evidence
   * @param checks what else of the log speaks to it
   * @param absent what it may mean that there is no evidence
   * @param outside why this log can't show it; then it has nothing else
   */
  public record Control(
      String id,
      String title,
      Set<String> tags,
      Set<EventType> types,
      Set<Check> checks,
      Optional<String> absent,
      Optional<String> outside) {}

  /** Something about the log itself. */
  public enum Check {
    /** Verification finds nothing changed, removed or added. */
    INTACT,
    /** No event was dropped, and no number is missing. */
    COMPLETE,
    /** Events have user, origin and object. */
    FIELDS,
    /** The oldest event is as old as the framework wants events kept. */
    RETENTION,
    /** Somebody reads the trail. */
    READS,
    /** Alerts are taken on or resolved by people. */
    ANSWERED
  }

  /** The list is copied. */
  public Framework {
    controls = List.copyOf(controls);
  }
}

package dev.tocsin.notify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a notifier does. Immutable.
 *
 * @param total of all receivers, with what found no receiver
 * @param receivers by their names, in the order of the configuration
 */
public record NotifierHealth(Counts total, Map<String, Counts> receivers) {
  /** The map is copied and keeps its order. */
  public NotifierHealth {
    receivers = Collections.unmodifiableMap(new LinkedHashMap<>(receivers));
  }

  /** The figures of one receiver; zero if there is none of that name. */
  public Counts of(String receiver) {
    return receivers.getOrDefault(receiver, Counts.NONE);
  }

  /**
   * Figures since the process started; all but the last only grow. A notification for two receivers
   * counts twice.
   *
   * @param queued taken up
   * @param delivered taken by the receiver; what is told again counts once
   * @param retried attempts that failed and are made again
   * @param refused that the receiver did not want; Alertmanager is told of an alert that goes on
   *     all the same, once a minute
   * @param failed given up after a day, or lost on the disk
   * @param dropped that had to go as there were too many, or had no receiver
   * @param waiting now; those of the last process included
   */
  public record Counts(
      long queued,
      long delivered,
      long retried,
      long refused,
      long failed,
      long dropped,
      long waiting) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          queued + other.queued,
          delivered + other.delivered,
          retried + other.retried,
          refused + other.refused,
          failed + other.failed,
          dropped + other.dropped,
          waiting + other.waiting);
    }
  }
}

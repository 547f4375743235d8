package dev.tocsin.notify;

import java.time.Duration;

/**
 * Times and bounds of delivery.
 *
 * @param firstRetry shortest time before the second attempt
 * @param maxRetry longest time between attempts that the receiver did not ask for
 * @param timeout of a request, from its beginning to the end of its answer
 * @param resend how often Alertmanager is told of an alert that goes on
 * @param validFor how long it takes an alert to go on of which it hears nothing more
 * @param firingFor how long an alert that is over already is shown as firing to an Alertmanager
 *     that did not hear of it, which else would tell nobody
 * @param resolvedFor how long it is told again that an alert is over
 * @param giveUpAfter age at which what could not be delivered is given up
 * @param maxEntries that wait for one receiver
 * @param maxBytes of them together
 */
record Pace(
    Duration firstRetry,
    Duration maxRetry,
    Duration timeout,
    Duration resend,
    Duration validFor,
    Duration firingFor,
    Duration resolvedFor,
    Duration giveUpAfter,
    int maxEntries,
    long maxBytes) {
  /** In force unless a test asks for another one. */
  static final Pace DEFAULT =
      new Pace(
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofHours(24),
          10_000,
          64L << 20);
}

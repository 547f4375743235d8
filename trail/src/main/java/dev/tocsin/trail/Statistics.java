package dev.tocsin.trail;

import dev.tocsin.figures.Figures;
import java.util.List;
import java.util.Map;

/**
 * What the events of a time amount to. Every event line counts, those of the audit system too.
 *
 * @param totalEvents of the time that was asked for
 * @param recentActivity24h of the 24 hours before now, whatever was asked for
 * @param blockedIps clients that are shut out now
 * @param byType of the time asked for, by the name that is recorded; most first, as all that follow
 * @param bySeverity by its canonical text
 * @param byHour by the hour of the day in UTC in which they happened, all 24 from 0 on
 * @param successes with {@code success} true
 * @param topAddresses the clients with most events
 * @param topUsers the users with most events
 * @param leftOut events whose address or user is in neither list, as there were more than {@value
 *     #MOST_NAMES} of them
 * @param monitoring PLAN-06's figures as of now
 */
public record Statistics(
    long totalEvents,
    long recentActivity24h,
    long blockedIps,
    Map<String, Long> byType,
    Map<String, Long> bySeverity,
    List<Long> byHour,
    long successes,
    List<Top> topAddresses,
    List<Top> topUsers,
    long leftOut,
    Figures monitoring) {
  /** Addresses, and users, that are told apart. */
  public static final int MOST_NAMES = 1_000_000;

  /**
   * Somebody, and what of.
   *
   * @param name the address or user
   * @param events in all
   * @param failures those with {@code success} false
   */
  public record Top(String name, long events, long failures) {}
}

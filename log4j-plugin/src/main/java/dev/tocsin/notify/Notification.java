package dev.tocsin.notify;

import dev.tocsin.event.Severity;
import dev.tocsin.event.Values;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a receiver is told of an alert. Immutable. Every text is cut at a bound, and half characters
 * in it are replaced, so that what is sent is small and well formed whatever an event held.
 *
 * @param id of this notification, the same however often it is sent; receivers know by it what they
 *     have already
 * @param alertId of the alert, the same for all its notifications
 * @param status what is told
 * @param rule the rule's name
 * @param title of the rule, for people
 * @param description of the rule; may be empty
 * @param severity of the alert now
 * @param source the application
 * @param key what the rule groups by, names and values in order; at most 8 are kept
 * @param count events so far
 * @param bursts how often the condition turned true
 * @param firstEvent time of the oldest event
 * @param lastEvent time of the newest event
 * @param eventIds of the events; at most 50 are kept
 * @param firedAt when the alert began
 * @param resolvedAt when it was over; there if and only if the status is resolved
 * @param runbook address of a page that says what to do, if there is one
 */
public record Notification(
    UUID id,
    UUID alertId,
    Status status,
    String rule,
    String title,
    String description,
    Severity severity,
    String source,
    Map<String, String> key,
    long count,
    int bursts,
    Instant firstEvent,
    Instant lastEvent,
    List<String> eventIds,
    Instant firedAt,
    Optional<Instant> resolvedAt,
    Optional<String> runbook) {
  static final int MAX_KEYS = 8;
  static final int MAX_EVENT_IDS = 50;

  private static final int MAX_NAME = 128;
  private static final int MAX_LINE = 512;
  private static final int MAX_TEXT = 4_096;

  /** What is told of an alert. */
  public enum Status {
    /** It began, or its condition turned true again. */
    FIRING("firing"),
    /** Nobody acknowledged it in time. */
    ESCALATED("escalated"),
    /** It is over. */
    RESOLVED("resolved");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /** As it is sent. */
    public String text() {
      return text;
    }
  }

  /**
   * Bounds the texts, and copies map and list; the map keeps its order.
   *
   * @throws IllegalArgumentException if status and {@code resolvedAt} do not fit
   */
  public Notification {
    if (resolvedAt.isPresent() != (status == Status.RESOLVED)) {
      throw new IllegalArgumentException(
          "status " + status.text() + ": resolvedAt belongs to resolved, and to no other");
    }
    rule = bounded(rule, MAX_NAME);
    title = bounded(title, MAX_LINE);
    description = bounded(description, MAX_TEXT);
    source = bounded(source, MAX_LINE);
    runbook = runbook.map(text -> bounded(text, MAX_TEXT));
    Map<String, String> keys = new LinkedHashMap<>();
    key.entrySet().stream()
        .limit(MAX_KEYS)
        .forEach(
            each -> keys.put(bounded(each.getKey(), MAX_NAME), bounded(each.getValue(), MAX_LINE)));
    key = Collections.unmodifiableMap(keys);
    eventIds = eventIds.stream().limit(MAX_EVENT_IDS).map(each -> bounded(each, MAX_NAME)).toList();
  }

  /** At most so many characters, an ellipsis where some are missing, no half ones. */
  private static String bounded(String text, int max) {
    return Values.name(text.length() <= max ? text : text.substring(0, max - 1) + "…");
  }
}

package dev.tocsin.respond;

import dev.tocsin.event.Severity;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.Detector;
import dev.tocsin.rules.OpenAlert;
import dev.tocsin.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert and what has become of it. Immutable. It holds no rule, as it may outlive its rule.
 *
 * @param rule name of the rule
 * @param severity the rule's, or the one it escalated to
 * @param key as {@link Alert#key()}
 * @param trueUntil as {@link OpenAlert#trueUntil()}
 * @param status active, acknowledged or resolved
 * @param acknowledgedBy who acknowledged it; null if nobody did
 * @param escalateAt when it escalates unless somebody acknowledges it; null if it does not
 * @param escalated whether it has escalated
 */
public record AlertState(
    UUID id,
    String rule,
    String title,
    Severity severity,
    Map<String, String> key,
    long count,
    int bursts,
    Instant firstEvent,
    Instant lastEvent,
    List<String> eventIds,
    Instant firedAt,
    Instant trueUntil,
    Status status,
    @Nullable String acknowledgedBy,
    @Nullable Instant escalateAt,
    boolean escalated) {

  /** What has become of an alert. */
  public enum Status {
    ACTIVE,
    ACKNOWLEDGED,
    RESOLVED
  }

  /** Map and list are copied; the map keeps its order. */
  public AlertState {
    key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
    eventIds = List.copyOf(eventIds);
  }

  /** An alert that begins. */
  static AlertState begun(Alert alert) {
    Rule rule = alert.rule();
    return new AlertState(
        alert.id(),
        rule.name(),
        rule.title(),
        rule.severity(),
        alert.key(),
        alert.count(),
        alert.bursts(),
        alert.firstEvent(),
        alert.lastEvent(),
        alert.eventIds(),
        alert.firedAt(),
        alert.lastEvent(),
        Status.ACTIVE,
        null,
        rule.simulate()
            ? null
            : rule.response()
                .escalation()
                .map(each -> alert.firedAt().plus(each.after()))
                .orElse(null),
        false);
  }

  /** The same with the counts and times that a detector has by now. */
  AlertState counted(Alert alert, Instant until) {
    return new AlertState(
        id,
        rule,
        title,
        severity,
        key,
        alert.count(),
        alert.bursts(),
        alert.firstEvent(),
        alert.lastEvent(),
        alert.eventIds(),
        firedAt,
        until,
        status,
        acknowledgedBy,
        escalateAt,
        escalated);
  }

  /**
   * The same that begins now where it is to escalate and began while the clock ran ahead: it would
   * wait for as long as that was wrong.
   */
  AlertState settled(Instant now) {
    if (escalateAt == null || !firedAt.isAfter(now.plus(Detector.LATENESS))) {
      return this;
    }
    Duration after = Duration.between(firedAt, escalateAt);
    return become(status, severity, acknowledgedBy, now, now.plus(after), escalated);
  }

  private AlertState become(
      Status now,
      Severity level,
      @Nullable String by,
      @Nullable Instant escalate,
      boolean hasEscalated) {
    return become(now, level, by, firedAt, escalate, hasEscalated);
  }

  private AlertState become(
      Status now,
      Severity level,
      @Nullable String by,
      Instant begun,
      @Nullable Instant escalate,
      boolean hasEscalated) {
    return new AlertState(
        id,
        rule,
        title,
        level,
        key,
        count,
        bursts,
        firstEvent,
        lastEvent,
        eventIds,
        begun,
        trueUntil,
        now,
        by,
        escalate,
        hasEscalated);
  }

  AlertState acknowledged(String by) {
    return become(
        status == Status.RESOLVED ? status : Status.ACKNOWLEDGED, severity, by, null, escalated);
  }

  /**
   * @param byHand whether somebody said so, who then need not acknowledge it any more
   */
  AlertState resolved(boolean byHand) {
    return become(Status.RESOLVED, severity, acknowledgedBy, byHand ? null : escalateAt, escalated);
  }

  AlertState escalated(Severity level) {
    return become(status, level, acknowledgedBy, null, true);
  }

  /** What a detector goes on with. */
  public OpenAlert open(Rule of) {
    return new OpenAlert(
        new Alert(
            id, of, key, count, bursts, firstEvent, lastEvent, eventIds, firedAt, Optional.empty()),
        trueUntil);
  }

  /** The group as one text: the value, or {@code name=value} parts when there are several. */
  public String keyText() {
    return Alert.keyText(key);
  }
}

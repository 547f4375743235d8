package dev.tocsin.rules;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plays events to rules and keeps what the rules say, a line each. Seconds count from its start.
 */
final class Trace implements AlertListener {
  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  final List<String> said = new ArrayList<>();

  /** Rule and client of each time that a rule would block. */
  final List<String> blocks = new ArrayList<>();

  final Detector detector;
  private long number;

  /** By how much the clock is wrong, in seconds. */
  double clockAhead;

  Trace(String yaml) {
    this(rules(yaml));
  }

  Trace(RuleSet rules) {
    this(rules, Detector.MAX_FIRING);
  }

  Trace(RuleSet rules, int maxFiring) {
    detector = new Detector(rules, new Fingerprint(1, 2), maxFiring);
  }

  static RuleSet rules(String yaml) {
    try {
      return RuleFile.read(
          "r.yaml",
          new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
          EventTypes.builtIn());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static long micros(double seconds) {
    return Timestamps.micros(START) + Math.round(seconds * 1_000_000);
  }

  static double seconds(Instant instant) {
    return (Timestamps.micros(instant) - Timestamps.micros(START)) / 1_000_000.0;
  }

  /** An event with a number for its id. */
  EventDraft event(EventType type, double seconds, @Nullable String ip, @Nullable String user) {
    EventDraft event = new EventDraft();
    event.setType(type);
    event.setId(0x7000, 0x8000_0000_0000_0000L | ++number);
    event.setTimestampMicros(micros(seconds + clockAhead));
    if (ip != null) {
      event.setAddress(ClientAddress.parse(ip));
    }
    if (user != null) {
      event.set(EventField.USER_ID, user);
    }
    return event;
  }

  /** Plays an event that is recorded when it happens. */
  Trace play(EventType type, double seconds, @Nullable String ip, @Nullable String user) {
    return play(event(type, seconds, ip, user), seconds);
  }

  Trace play(EventDraft event, double now) {
    detector.offer(event, micros(now + clockAhead), this);
    return this;
  }

  Trace advance(double now) {
    detector.advance(micros(now + clockAhead), this);
    return this;
  }

  private void say(String what, Alert alert) {
    said.add(
        what
            + " "
            + alert.rule().name()
            + " "
            + alert.key()
            + " count "
            + alert.count()
            + " bursts "
            + alert.bursts()
            + " events "
            + seconds(alert.firstEvent())
            + " to "
            + seconds(alert.lastEvent())
            + " fired "
            + seconds(alert.firedAt())
            + alert.resolvedAt().map(at -> " over " + seconds(at)).orElse(""));
  }

  @Override
  public void fired(Alert alert) {
    say("fired", alert);
  }

  @Override
  public void again(Alert alert) {
    say("again", alert);
  }

  @Override
  public void blocks(Rule rule, EventView event) {
    blocks.add(rule.name() + " " + event.get(EventField.IP_ADDRESS));
  }

  @Override
  public void resolved(Alert alert) {
    say("resolved", alert);
  }
}

package dev.tocsin.notify;

import dev.tocsin.event.Severity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Notifications and receivers of the tests. */
final class Alerts {
  static final String SECRET = "correct horse battery staple";

  /** As in force, only faster. */
  static final Pace FAST =
      new Pace(
          Duration.ofMillis(5),
          Duration.ofMillis(40),
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          Duration.ofMinutes(5),
          Duration.ZERO,
          Duration.ofSeconds(1),
          Duration.ofHours(24),
          10_000,
          64L << 20);

  private Alerts() {}

  static Notification firing(UUID alert) {
    return of(alert, Notification.Status.FIRING, Severity.HIGH, Optional.empty());
  }

  static Notification resolved(UUID alert) {
    return of(alert, Notification.Status.RESOLVED, Severity.HIGH, Optional.of(Instant.now()));
  }

  static Notification escalated(UUID alert, Severity severity) {
    return of(alert, Notification.Status.ESCALATED, severity, Optional.empty());
  }

  private static Notification of(
      UUID alert, Notification.Status status, Severity severity, Optional<Instant> resolvedAt) {
    Instant fired = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MICROS);
    return new Notification(
        UUID.randomUUID(),
        alert,
        status,
        "high_failure_rate",
        "Many failed sign-ins from one address",
        "Somebody guesses passwords or PINs.",
        severity,
        "shop",
        Map.of("ip_address", "203.0.113.7"),
        5,
        1,
        fired.minusSeconds(30),
        fired,
        List.of("0190f0a0-0000-7000-8000-000000000001"),
        fired,
        resolvedAt.map(at -> at.truncatedTo(ChronoUnit.MICROS)),
        Optional.of("https://wiki.example/guessing"));
  }

  /** With another text in every place that takes one. */
  static Notification with(String text) {
    Notification n = firing(UUID.randomUUID());
    return new Notification(
        n.id(),
        n.alertId(),
        n.status(),
        text,
        text,
        text,
        n.severity(),
        text,
        Map.of(text, text),
        n.count(),
        n.bursts(),
        n.firstEvent(),
        n.lastEvent(),
        List.of(text),
        n.firedAt(),
        n.resolvedAt(),
        Optional.of(text));
  }

  static Notification withKey(Map<String, String> key) {
    return withKey(UUID.randomUUID(), key);
  }

  /** With a key of its own, as Alertmanager takes alerts with the same labels for one. */
  static Notification withKey(UUID alert, Map<String, String> key) {
    Notification n = firing(alert);
    return new Notification(
        n.id(),
        n.alertId(),
        n.status(),
        n.rule(),
        n.title(),
        n.description(),
        n.severity(),
        n.source(),
        key,
        n.count(),
        n.bursts(),
        n.firstEvent(),
        n.lastEvent(),
        n.eventIds(),
        n.firedAt(),
        n.resolvedAt(),
        n.runbook());
  }

  static Receiver webhook(String name, URI url) throws Exception {
    return new Receiver(
        name,
        Receiver.Kind.WEBHOOK,
        url,
        Optional.of(Secret.ofVariable("SECRET", SECRET)),
        Optional.empty());
  }

  static Receiver alertmanager(String name, URI url) {
    return new Receiver(name, Receiver.Kind.ALERTMANAGER, url, Optional.empty(), Optional.empty());
  }
}

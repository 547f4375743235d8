package dev.tocsin.spring;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down while events can't be recorded: a journal can't be written, or there is none. A collector
 * that is away, alerts and blocks leave it up. Thread-safe.
 */
final class TocsinHealthIndicator implements HealthIndicator {
  TocsinHealthIndicator() {}

  @Override
  public Health health() {
    List<AuditHealth> journals = AuditRegistry.health();
    if (journals.isEmpty()) {
      return Health.down().withDetail("failure", "there is no audit log").build();
    }
    Health.Builder health = Health.up();
    for (AuditHealth each : journals) {
      if (!each.isWritable()) {
        health
            .down()
            .withDetail("failure", each.getJournal() + ": " + each.getFailure())
            .withDetail("failing_since", String.valueOf(each.getFailingSince()));
      }
    }
    return health
        .withDetail("journals", journals.stream().map(AuditHealth::getJournal).toList())
        .build();
  }
}

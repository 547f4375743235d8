package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.Suppression;

/** Levels and filters that keep security events from the audit files. */
final class SuppressionCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "suppression";
  }

  @Override
  public void look(Application application, Report report) {
    application.configuration().suppressions().stream()
        .filter(each -> !each.noRoute())
        .map(Suppression::text)
        .forEach(report::error);
  }
}

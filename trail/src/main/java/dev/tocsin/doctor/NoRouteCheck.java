package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.Suppression;

/** Loggers from which no reference leads to an audit file. */
final class NoRouteCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "no-route";
  }

  @Override
  public void look(Application application, Report report) {
    application.configuration().suppressions().stream()
        .filter(Suppression::noRoute)
        .map(Suppression::text)
        .forEach(report::error);
  }
}

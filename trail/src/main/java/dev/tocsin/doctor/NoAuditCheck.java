package dev.tocsin.doctor;

/** A configuration that keeps no audit file at all. */
final class NoAuditCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "no-audit";
  }

  @Override
  public void look(Application application, Report report) {
    if (application.configuration().audits().isEmpty()) {
      report.error(
          "no SecurityAudit appender in the configuration: add one, as docs/configuration.md shows,"
              + " and an AppenderRef to it in the root logger");
    }
  }
}

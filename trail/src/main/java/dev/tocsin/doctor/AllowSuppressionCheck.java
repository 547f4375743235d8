package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.AuditFile;

/** Leave for levels and filters to keep security events back. */
final class AllowSuppressionCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "allow-suppression";
  }

  @Override
  public void look(Application application, Report report) {
    for (AuditFile audit : application.configuration().audits()) {
      if (audit.allowSuppression()) {
        report.warning(
            "SecurityAudit \""
                + audit.name()
                + "\": allowSuppression=\"true\": a level or filter that keeps security events back"
                + " does not stop the start: remove it");
      }
    }
  }
}

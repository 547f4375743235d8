package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.AuditFile;
import dev.tocsin.log4j.AuditInspection.OtherFile;

/** Another appender that writes into an audit file. */
final class ForeignWriterCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "foreign-writer";
  }

  @Override
  public void look(Application application, Report report) {
    for (AuditFile audit : application.configuration().audits()) {
      for (OtherFile other : application.configuration().otherFiles()) {
        if (other.file().equals(audit.file())) {
          report.error(
              audit.file()
                  + ": "
                  + other.appender()
                  + " writes it as well as SecurityAudit \""
                  + audit.name()
                  + "\": give it another fileName");
        }
      }
    }
  }
}

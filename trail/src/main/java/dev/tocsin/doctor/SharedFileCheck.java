package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.AuditFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Two audit appenders that write one file. */
final class SharedFileCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "shared-file";
  }

  @Override
  public void look(Application application, Report report) {
    Map<Path, String> first = new HashMap<>();
    for (AuditFile audit : application.configuration().audits()) {
      String other = first.putIfAbsent(audit.file(), audit.name());
      if (other != null) {
        report.error(
            audit.file()
                + ": SecurityAudit \""
                + other
                + "\" and \""
                + audit.name()
                + "\" both write it, and the settings of one hold for both: give each a file of its"
                + " own");
      }
    }
  }
}

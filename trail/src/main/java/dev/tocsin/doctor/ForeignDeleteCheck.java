package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.AuditFile;
import dev.tocsin.log4j.AuditInspection.Deletion;
import java.nio.file.Path;
import java.time.Instant;

/** Another appender's Delete that would take audit files. */
final class ForeignDeleteCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "foreign-delete";
  }

  @Override
  public void look(Application application, Report report) {
    for (AuditFile audit : application.configuration().audits()) {
      String sealed = audit.naming().name(Instant.EPOCH, 1);
      Path rolled =
          audit.file().resolveSibling(audit.naming().compress() ? sealed + ".gz" : sealed);
      for (Deletion deletion : application.configuration().deletions()) {
        if (deletion.mayTake(audit.file()) || deletion.mayTake(rolled)) {
          report.error(
              audit.file()
                  + ": Delete in "
                  + deletion.appender()
                  + " takes audit files too, and verification then fails for ever: name its own files"
                  + " with <IfFileName glob=\"…\"/>, and leave audit files to Retention");
        }
      }
    }
  }
}

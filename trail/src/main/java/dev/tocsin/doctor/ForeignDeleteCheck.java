package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.AuditFile;
import dev.tocsin.log4j.AuditInspection.Deletion;
import java.nio.file.Path;

/** Another appender's Delete that would take audit files. */
final class ForeignDeleteCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "foreign-delete";
  }

  @Override
  public void look(Application application, Report report) {
    for (AuditFile audit : application.configuration().audits()) {
      String name = audit.file().getFileName().toString();
      int dot = name.lastIndexOf('.');
      String base = dot <= 0 ? name : name.substring(0, dot);
      String ending = dot <= 0 ? "" : name.substring(dot);
      Path rolled = audit.file().resolveSibling(base + "-2026-01-10-1" + ending + ".gz");
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

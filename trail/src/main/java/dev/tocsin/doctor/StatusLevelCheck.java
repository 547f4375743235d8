package dev.tocsin.doctor;

import org.apache.logging.log4j.Level;

/** A status log in which warnings of the audit log do not appear. */
final class StatusLevelCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "status-level";
  }

  @Override
  public void look(Application application, Report report) {
    Level status = application.configuration().status();
    if (!status.isLessSpecificThan(Level.WARN)) {
      report.warning(
          "status \""
              + status
              + "\": Log4j keeps warnings about the audit log to itself: set status=\"warn\" on the"
              + " configuration");
    }
  }
}

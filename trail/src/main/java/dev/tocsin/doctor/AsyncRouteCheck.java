package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection.Queue;

/** A queue between a logger and an audit file. */
final class AsyncRouteCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "async-route";
  }

  @Override
  public void look(Application application, Report report) {
    for (Queue queue : application.configuration().queues()) {
      report.warning(
          queue.name()
              + ": stands before the audit file: a plain marked call returns before its event is"
              + " recorded, and a kill loses what is in the queue: refer to the SecurityAudit from a"
              + " synchronous logger, as in sample-config/async");
    }
  }
}

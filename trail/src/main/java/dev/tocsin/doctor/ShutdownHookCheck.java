package dev.tocsin.doctor;

/** Log4j that does not stop when the JVM ends. */
final class ShutdownHookCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "shutdown-hook";
  }

  @Override
  public void look(Application application, Report report) {
    boolean byProperty =
        application
            .jvm()
            .setting("log4j2.shutdownHookEnabled", "log4j.shutdownHookEnabled")
            .filter(value -> value.equalsIgnoreCase("false"))
            .isPresent();
    if (!byProperty && application.configuration().isShutdownHookEnabled()) {
      return;
    }
    String what =
        (byProperty ? "log4j2.shutdownHookEnabled false" : "shutdownHook=\"disable\"")
            + ": Log4j does not stop when the JVM ends, unless the application stops it";
    String wayOut = ": remove it, or call LogManager.shutdown() as the last thing";
    if (application.configuration().queues().isEmpty()) {
      report.warning(what + ", and the audit file has no checkpoint at its end" + wayOut);
    } else {
      report.error(what + ", and what is in a queue is lost" + wayOut);
    }
  }
}

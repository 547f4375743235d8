package dev.tocsin.doctor;

/** A context selector that makes all loggers asynchronous. */
final class AsyncSelectorCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "async-selector";
  }

  @Override
  public void look(Application application, Report report) {
    application
        .jvm()
        .setting("log4j2.contextSelector", "Log4jContextSelector")
        .filter(AsyncSelectorCheck::isAsync)
        .ifPresent(
            selector ->
                report.error(
                    "log4j2.contextSelector "
                        + selector
                        + ": plain marked calls are lost after Log4j has stopped, and in its queue"
                        + " when the process is killed: remove it and make single loggers"
                        + " asynchronous, or use SecurityLogger for what matters"));
  }

  /** Whether a selector has a queue before all loggers. */
  static boolean isAsync(String selector) {
    return selector.contains("AsyncLoggerContextSelector");
  }
}

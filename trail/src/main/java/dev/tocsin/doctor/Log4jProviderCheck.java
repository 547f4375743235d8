package dev.tocsin.doctor;

/** Log4j's API without Log4j behind it. */
final class Log4jProviderCheck implements ConfigurationCheck {
  private static final String CORE = "org.apache.logging.log4j.core.impl.Log4jProvider";

  @Override
  public String id() {
    return "log4j-provider";
  }

  @Override
  public void look(Application application, Report report) {
    application.jvm().classPath().ifPresent(classPath -> look(classPath, report));
  }

  private static void look(ClassPath classPath, Report report) {
    classPath
        .log4jProviders()
        .forEach(
            (provider, from) -> {
              if (!provider.equals(CORE)) {
                report.error(
                    from
                        + ": "
                        + provider
                        + " takes Log4j's calls to another library, and no event reaches the audit"
                        + " file: remove it from the class path");
              }
            });
    if (!classPath.log4jProviders().containsKey(CORE)) {
      report.error(
          "log4j-core is not on the class path, so nothing reads the configuration: add"
              + " tocsin-log4j, which brings it");
    }
  }
}

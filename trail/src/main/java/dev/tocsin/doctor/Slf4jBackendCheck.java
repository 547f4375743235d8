package dev.tocsin.doctor;

/** SLF4J calls that would go to another back end than Log4j, or nowhere. */
final class Slf4jBackendCheck implements ConfigurationCheck {
  private static final String LOG4J = "org.apache.logging.slf4j.SLF4JServiceProvider";

  @Override
  public String id() {
    return "slf4j-backend";
  }

  @Override
  public void look(Application application, Report report) {
    application.jvm().classPath().ifPresent(classPath -> look(classPath, report));
  }

  private static void look(ClassPath classPath, Report report) {
    classPath
        .slf4jProviders()
        .forEach(
            (provider, from) -> {
              if (!provider.equals(LOG4J)) {
                report.error(
                    from
                        + ": "
                        + provider
                        + " may take all SLF4J calls away from Log4j: remove it from the class path,"
                        + " and have log4j-slf4j2-impl there");
              }
            });
    if (classPath.hasSlf4j() && classPath.slf4jProviders().isEmpty()) {
      report.warning(
          "SLF4J has no back end on the class path, so its calls go nowhere: add"
              + " log4j-slf4j2-impl");
    }
  }
}

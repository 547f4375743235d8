package dev.tocsin.spring;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/** Where calls of Log4j and SLF4J go: they must go to Log4j Core, or no marked call is recorded. */
final class BackEnd {
  private static final String OWN_PACKAGE = "org.apache.logging.slf4j.";

  private BackEnd() {}

  /**
   * Log4j's context for an application.
   *
   * @param loader of the application's classes
   * @throws OtherBackEndException if Log4j's or SLF4J's calls go elsewhere
   */
  static LoggerContext require(ClassLoader loader) {
    if (!(LogManager.getContext(loader, false) instanceof LoggerContext context)) {
      throw new OtherBackEndException(
          "Calls of the Log4j API go to "
              + LogManager.getContext(loader, false).getClass().getName()
              + " and not to Log4j Core");
    }
    if (ClassUtils.isPresent("org.slf4j.LoggerFactory", loader)) {
      requireSlf4j();
    }
    return context;
  }

  private static void requireSlf4j() {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!factory.getClass().getName().startsWith(OWN_PACKAGE)) {
      throw new OtherBackEndException(
          "Calls of SLF4J go to " + factory.getClass().getName() + " and not to Log4j Core");
    }
  }
}

package dev.tocsin.spring;

import dev.tocsin.log4j.SecurityAuditAppender;
import java.util.Collection;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.status.StatusLogger;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Looks, once Spring Boot has configured Log4j, at which audit log there is, and lets it go when
 * the last application context of this process is closed.
 */
final class AuditContextInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final String BEAN = "tocsinJournalUse";

  AuditContextInitializer() {}

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ClassLoader loader = context.getClassLoader();
    if (!context.getEnvironment().getProperty("tocsin.enabled", Boolean.class, true)
        || loader == null
        || !(LogManager.getContext(loader, false) instanceof LoggerContext log4j)) {
      return;
    }
    Log4jVersion.warnIfOld();
    requireOneAuditLog(log4j);
    AuditSetup asked = AuditSetup.asked(log4j);
    AuditSetup running = AuditSetup.running(log4j);
    if (asked == null || running == null) {
      return;
    }
    if (asked.properties().journal().enabled() && !asked.makesSameAs(running)) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: another application context of this process has configured Log4j, and its"
                  + " audit log {} stays; {} is not written",
              running.properties().journal().file(),
              asked.properties().journal().file());
    }
    // The first one registered is the last one destroyed: so other beans can log to their end.
    if (context.getParent() == null
        && context.getBeanFactory() instanceof DefaultSingletonBeanRegistry beans) {
      JournalUse use = JournalUse.begin(log4j);
      beans.registerDisposableBean(BEAN, use);
      context.addApplicationListener(use);
    }
  }

  private static void requireOneAuditLog(LoggerContext log4j) {
    Collection<Appender> appenders = log4j.getConfiguration().getAppenders().values();
    boolean ours = appenders.stream().anyMatch(each -> each.getName().equals(AuditSetup.APPENDER));
    for (Appender each : appenders) {
      if (ours
          && each instanceof SecurityAuditAppender
          && !each.getName().equals(AuditSetup.APPENDER)) {
        AuditSetup.forget(log4j);
        log4j.reconfigure();
        throw new MissingPartException(
            "Log4j's configuration has the SecurityAudit appender \""
                + each.getName()
                + "\", and tocsin.* properties make another: each event would be recorded, and"
                + " counted by the rules, twice.",
            "Set tocsin.journal.enabled=false to keep the appender, or remove it from Log4j's"
                + " configuration.");
      }
    }
  }
}

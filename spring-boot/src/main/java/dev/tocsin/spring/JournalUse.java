package dev.tocsin.spring;

import org.apache.logging.log4j.core.LoggerContext;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * That an application context uses the audit log which properties made. Log4j belongs to the
 * process and outlives contexts; when the last one is closed, Log4j goes back to the configuration
 * that it had without Spring, and so the journal is closed. It is not when the JVM itself stops:
 * then Log4j is stopped after all contexts, and takes what still comes to the journal.
 */
final class JournalUse implements DisposableBean, ApplicationListener<ApplicationFailedEvent> {
  private static final String USES = JournalUse.class.getName();

  private final LoggerContext log4j;
  private boolean ended;

  private JournalUse(LoggerContext log4j) {
    this.log4j = log4j;
  }

  /** Whether a context uses it. */
  static boolean isOn(LoggerContext log4j) {
    synchronized (JournalUse.class) {
      return count(log4j) > 0;
    }
  }

  static JournalUse begin(LoggerContext log4j) {
    synchronized (JournalUse.class) {
      log4j.putObject(USES, count(log4j) + 1);
    }
    return new JournalUse(log4j);
  }

  /** A context that fails before it is refreshed destroys nothing. */
  @Override
  public void onApplicationEvent(ApplicationFailedEvent failed) {
    ConfigurableApplicationContext context = failed.getApplicationContext();
    if (context == null || !context.isActive()) {
      destroy();
    }
  }

  @Override
  public void destroy() {
    synchronized (JournalUse.class) {
      if (ended) {
        return;
      }
      ended = true;
      int left = count(log4j) - 1;
      log4j.putObject(USES, left);
      if (left == 0 && !isStopping()) {
        AuditSetup.forget(log4j);
        log4j.reconfigure();
      }
    }
  }

  private static int count(LoggerContext log4j) {
    return log4j.getObject(USES) instanceof Integer uses ? uses : 0;
  }

  /** Whether the JVM is on its way down, which it tells only by refusing to be given work. */
  private static boolean isStopping() {
    Thread nothing = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(nothing);
      return !Runtime.getRuntime().removeShutdownHook(nothing);
    } catch (IllegalStateException e) {
      return true;
    }
  }
}

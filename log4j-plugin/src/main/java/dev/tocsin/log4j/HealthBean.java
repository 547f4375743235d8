package dev.tocsin.log4j;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * A journal's health where others find it: in {@link AuditRegistry}, and as an MXBean where the
 * Java runtime has a server for them and lets us. Nothing that goes wrong there keeps a journal
 * from being written, and no start is held up by it: the server, where the application has not
 * asked for it yet, takes longer to begin than a journal, and cores are short while an application
 * starts. So it is asked for a second later.
 */
final class HealthBean {
  private static final long LATER_NANOS = 1_000_000_000;

  private final AuditHealth health;
  private final Thread thread = new Thread(this::registerLater, "tocsin-jmx");
  private @Nullable ObjectName registered;
  private volatile boolean removed;

  private HealthBean(AuditHealth health) {
    this.health = health;
    thread.setDaemon(true);
  }

  /** Makes it known, over JMX a second later, until {@link #remove}. */
  static HealthBean add(AuditHealth health) {
    AuditRegistry.register(health);
    HealthBean bean = new HealthBean(health);
    bean.thread.start();
    return bean;
  }

  private void registerLater() {
    long now = System.nanoTime();
    long end = now + LATER_NANOS;
    while (!removed && end - now > 0) {
      LockSupport.parkNanos(this, end - now);
      now = System.nanoTime();
    }
    register();
  }

  private synchronized void register() {
    if (removed) {
      return;
    }
    try {
      ObjectName name = name(health.getJournal());
      ManagementFactory.getPlatformMBeanServer().registerMBean(health, name);
      registered = name;
    } catch (JMException | RuntimeException | LinkageError e) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: its health can't be read over JMX ({}); AuditRegistry.health() has it",
              health.getJournal(),
              e.toString());
    }
  }

  /** By the file, quoted: a name may hold what has a meaning in names of beans. */
  static ObjectName name(String journal) throws JMException {
    return new ObjectName("dev.tocsin:type=AuditHealth,journal=" + ObjectName.quote(journal));
  }

  /** Ends it. */
  synchronized void remove() {
    removed = true;
    LockSupport.unpark(thread);
    AuditRegistry.unregister(health);
    ObjectName name = registered;
    if (name != null) {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException | RuntimeException e) {
        // Somebody else has taken it away.
        StatusLogger.getLogger().debug("tocsin: {}: {}", name, e.toString());
      }
    }
  }
}

package dev.tocsin.log4j;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * A journal's health where others find it: in {@link AuditRegistry}, and as an MXBean where the
 * Java runtime has a server for them and lets us. Nothing that goes wrong there keeps a journal
 * from being written.
 */
final class HealthBean {
  private final AuditHealth health;
  private final @Nullable ObjectName name;

  private HealthBean(AuditHealth health, @Nullable ObjectName name) {
    this.health = health;
    this.name = name;
  }

  /** Makes it known, until {@link #remove}. */
  static HealthBean add(AuditHealth health) {
    AuditRegistry.register(health);
    ObjectName registered = null;
    try {
      ObjectName name = name(health.getJournal());
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      server.registerMBean(health, name);
      registered = name;
    } catch (JMException | RuntimeException | LinkageError e) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: its health can't be read over JMX ({}); AuditRegistry.health() has it",
              health.getJournal(),
              e.toString());
    }
    return new HealthBean(health, registered);
  }

  /** By the file, quoted: a name may hold what has a meaning in names of beans. */
  static ObjectName name(String journal) throws JMException {
    return new ObjectName("dev.tocsin:type=AuditHealth,journal=" + ObjectName.quote(journal));
  }

  /** Ends it. */
  void remove() {
    AuditRegistry.unregister(health);
    ObjectName registered = name;
    if (registered != null) {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
      } catch (JMException | RuntimeException e) {
        // Somebody else has taken it away.
        StatusLogger.getLogger().debug("tocsin: {}: {}", registered, e.toString());
      }
    }
  }
}

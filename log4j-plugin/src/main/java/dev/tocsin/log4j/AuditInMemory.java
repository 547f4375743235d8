package dev.tocsin.log4j;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;

/**
 * Audit appenders that write no file, for a test kit: everything is as configured, from types and
 * redaction to the failure policy, but events go past the recording probe and nowhere else. Rules
 * are not evaluated, nothing follows the journal, and nothing tells of its health. Thread-safe.
 */
public final class AuditInMemory {
  /** The name of the appender that {@link #attach} adds. */
  public static final String NAME = "tocsin-test";

  private static final AtomicInteger ASKED_FOR = new AtomicInteger();

  private AuditInMemory() {}

  /** Every {@code SecurityAudit} that starts from now on in this JVM writes no file. */
  public static void begin() {
    ASKED_FOR.incrementAndGet();
  }

  /** The contrary, once for each {@link #begin}; what has started stays as it is. */
  public static void end() {
    ASKED_FOR.decrementAndGet();
  }

  static boolean isOn() {
    return ASKED_FOR.get() > 0;
  }

  /** Names of the audit appenders of a context that write files, in no order. */
  public static List<String> writingFiles(LoggerContext context) {
    return AuditRoutes.of(context.getConfiguration()).audits().stream()
        .filter(audit -> !audit.isInMemory())
        .map(SecurityAuditAppender::getName)
        .toList();
  }

  /**
   * Gives a context's configuration an audit appender that writes no file, unless it has an audit
   * appender. It stays until the context gets another configuration.
   *
   * @param failClosed its failure policy; all else is as by default
   * @return whether it was added
   */
  public static boolean attach(LoggerContext context, boolean failClosed) {
    Configuration configuration = context.getConfiguration();
    synchronized (configuration) {
      if (!configuration.isStarted() || !AuditRoutes.of(configuration).audits().isEmpty()) {
        return false;
      }
      SecurityAuditAppender appender =
          SecurityAuditAppender.newBuilder()
              .setName(NAME)
              .setFileName(NAME + ".log")
              .setFailurePolicy(failClosed ? "fail-closed" : "fail-open")
              .setConfiguration(configuration)
              .inMemory()
              .build();
      appender.startAttached();
    }
    context.updateLoggers();
    return true;
  }
}

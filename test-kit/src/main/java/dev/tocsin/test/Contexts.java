package dev.tocsin.test;

import dev.tocsin.log4j.AuditInMemory;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.impl.Log4jContextFactory;
import org.apache.logging.log4j.core.selector.ContextSelector;

/** Sees to it that every Log4j context of this JVM has an audit appender. Thread-safe. */
final class Contexts {
  private static final Set<LoggerContext> WATCHED =
      Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

  /** As the newest run wants it. */
  private static volatile boolean failClosed;

  private Contexts() {}

  /**
   * Gives an audit appender in memory to each context that has none, as soon as it starts, and
   * again after it has got another configuration.
   *
   * @throws IllegalStateException one line, if Log4j's calls do not go to log4j-core, or a file is
   *     written against the parameters
   */
  static void prepare(Parameters parameters) {
    failClosed = parameters.failClosed();
    for (LoggerContext context : all()) {
      if (WATCHED.add(context)) {
        context.addPropertyChangeListener(
            change -> {
              if (LoggerContext.PROPERTY_CONFIG.equals(change.getPropertyName())
                  && Kit.get().attribution().hasCaptures()) {
                attach(context);
              }
            });
      }
      attach(context);
      List<String> writing = AuditInMemory.writingFiles(context);
      if (parameters.inMemory() && !writing.isEmpty()) {
        throw new IllegalStateException(
            Parameters.JOURNAL
                + " \"memory\": SecurityAudit \""
                + writing.get(0)
                + "\" writes its file, as Log4j was started before the tests were; start it later,"
                + " or use file");
      }
    }
  }

  private static void attach(LoggerContext context) {
    var unused = AuditInMemory.attach(context, failClosed);
  }

  /**
   * All contexts, and the one that is the application's. That one is not started here: how, is up
   * to the application, which may do it with a configuration of its own.
   */
  private static Set<LoggerContext> all() {
    Object factory = LogManager.getFactory();
    if (!(factory instanceof Log4jContextFactory core)) {
      throw new IllegalStateException(
          "Log4j's calls go to "
              + factory.getClass().getName()
              + ": security events need log4j-core; take the other provider, such as"
              + " log4j-to-slf4j, off the class path");
    }
    ContextSelector selector = core.getSelector();
    Set<LoggerContext> contexts = new LinkedHashSet<>();
    contexts.add(
        selector.getContext(Contexts.class.getName(), Contexts.class.getClassLoader(), false));
    contexts.addAll(selector.getLoggerContexts());
    return contexts;
  }
}

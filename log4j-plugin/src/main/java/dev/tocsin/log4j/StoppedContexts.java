package dev.tocsin.log4j;

import dev.tocsin.audit.AuditMessage;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.AuditSink;
import java.lang.ref.WeakReference;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Records plain marked calls of contexts that were stopped. All of them have one configuration,
 * Log4j's null configuration, whose root logger is off and has no appender. This is a filter of
 * both: as the configuration's it lets security events pass, if their context had an audit
 * appender; as the root logger's it hands them to that appender's sinks. A call passes both on one
 * thread. All other events are dropped as before.
 *
 * <p>Holds contexts by weak references only. Thread-safe.
 */
final class StoppedContexts extends MarkedCallFilter {
  /** Of calls that passed the first filter and may never reach the second, the newest are kept. */
  private static final int MOST_UNDER_WAY = 16;

  /** Logger name and context of calls between the two filters; the newest is first. */
  private final ThreadLocal<Deque<Map.Entry<String, WeakReference<LoggerContext>>>> underWay =
      ThreadLocal.withInitial(ArrayDeque::new);

  private StoppedContexts() {}

  /** Made once; the null configuration is shared by the whole JVM. */
  private static final class Tap {
    static final Configuration NULL_CONFIGURATION = nullConfiguration();
    static final StoppedContexts FILTER = new StoppedContexts();

    private Tap() {}

    /** What a context that is stopped has for a configuration; Log4j gives it to nobody else. */
    private static Configuration nullConfiguration() {
      LoggerContext passing = new LoggerContext("tocsin-null-configuration");
      passing.stop();
      return passing.getConfiguration();
    }
  }

  /** Begins to record events of stopped contexts; once is enough. */
  static void record() {
    synchronized (StoppedContexts.class) {
      Configuration configuration = Tap.NULL_CONFIGURATION;
      if (!FilterOutcomes.contains(configuration.getFilter(), Tap.FILTER)) {
        Tap.FILTER.start();
        configuration.addFilter(Tap.FILTER);
        configuration.getRootLogger().addFilter(Tap.FILTER);
      }
    }
  }

  /** Leaves Log4j's null configuration as it was, if no context is left to record for. */
  static void leaveIfUnused() {
    synchronized (StoppedContexts.class) {
      if (AuditRegistry.sinks().isEmpty()) {
        Tap.NULL_CONFIGURATION.removeFilter(Tap.FILTER);
        Tap.NULL_CONFIGURATION.getRootLogger().removeFilter(Tap.FILTER);
      }
    }
  }

  private static List<JournalSink> sinksFor(LoggerContext context) {
    return ours(AuditRegistry.sinksFor(context)).toList();
  }

  private static Stream<JournalSink> ours(List<AuditSink> sinks) {
    return sinks.stream().filter(JournalSink.class::isInstance).map(JournalSink.class::cast);
  }

  @Override
  Filter.Result decide(Logger logger, @Nullable Marker marker, @Nullable Message message) {
    if (marker == null && message == null) {
      return Filter.Result.NEUTRAL;
    }
    LoggerContext context = logger.getContext();
    if (sinksFor(context).stream().noneMatch(sink -> sink.isSecurity(marker, message))) {
      return Filter.Result.NEUTRAL;
    }
    AuditRegistry.beginCall();
    var calls = underWay.get();
    calls.push(new SimpleImmutableEntry<>(logger.getName(), new WeakReference<>(context)));
    if (calls.size() > MOST_UNDER_WAY) {
      calls.removeLast();
    }
    return Filter.Result.ACCEPT;
  }

  @Override
  public Filter.Result filter(LogEvent event) {
    // A SecurityLogger looks for its answer itself.
    if (!(event.getMessage() instanceof AuditMessage)) {
      LoggerContext context = contextOf(event.getLoggerName());
      List<JournalSink> sinks =
          context == null ? sinksThatStopped(event.getLoggerName()) : sinksFor(context);
      sinks.forEach(sink -> sink.appendDirectly(event));
    }
    return Filter.Result.NEUTRAL;
  }

  /**
   * For a call whose context stopped after the context's own filter had let it pass: those of the
   * contexts that have a logger of that name and are stopping at this moment, else of those that
   * have stopped.
   */
  private static List<JournalSink> sinksThatStopped(@Nullable String loggerName) {
    List<JournalSink> all =
        ours(AuditRegistry.sinks()).filter(sink -> sink.hasStopped(loggerName)).toList();
    List<JournalSink> stopping = all.stream().filter(JournalSink::isStopping).toList();
    return stopping.isEmpty() ? all : stopping;
  }

  /** The context of the innermost call under way; questions that no call followed lie above it. */
  private @Nullable LoggerContext contextOf(@Nullable String loggerName) {
    var calls = underWay.get();
    while (!calls.isEmpty()) {
      var call = calls.pop();
      if (Objects.equals(call.getKey(), loggerName)) {
        return call.getValue().get();
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "StoppedContexts";
  }
}

package dev.tocsin.log4j;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Queues between a logger and an audit file. A logger with a queue that hands on to another one
 * without is none: Log4j serves the references of loggers without a queue first.
 */
final class AsynchronousPlaces {
  private final Configuration configuration;
  private final Set<String> asyncLoggers;

  private AsynchronousPlaces(Configuration configuration, Set<String> asyncLoggers) {
    this.configuration = configuration;
    this.asyncLoggers = asyncLoggers;
  }

  /**
   * Those that events of some logger can't go round.
   *
   * @param asyncLoggers names of the loggers that have a queue
   */
  static List<AuditInspection.Queue> of(Configuration configuration, Set<String> asyncLoggers) {
    AsynchronousPlaces places = new AsynchronousPlaces(configuration, asyncLoggers);
    Set<AuditInspection.Queue> found = new LinkedHashSet<>();
    TreeMap<String, LoggerConfig> loggers = new TreeMap<>(configuration.getLoggers());
    loggers.put("", configuration.getRootLogger());
    for (LoggerConfig logger : loggers.values()) {
      List<List<AuditInspection.Queue>> ways = places.waysFrom(logger);
      if (ways.stream().noneMatch(List::isEmpty)) {
        ways.forEach(found::addAll);
      }
    }
    return List.copyOf(found);
  }

  /** For each way to an audit file the queues on it. */
  private List<List<AuditInspection.Queue>> waysFrom(LoggerConfig first) {
    List<List<AuditInspection.Queue>> ways = new ArrayList<>();
    LoggerConfig logger = first;
    while (logger != null) {
      List<AuditInspection.Queue> passed = new ArrayList<>();
      if (asyncLoggers.contains(logger.getName())) {
        passed.add(
            new AuditInspection.Queue(
                logger.getName().isEmpty()
                    ? "AsyncRoot"
                    : "AsyncLogger \"" + logger.getName() + "\"",
                false));
      }
      for (Onward reference : Onward.from(logger)) {
        follow(logger.getAppenders().get(reference.to()), passed, Set.of(), ways);
      }
      logger = logger.isAdditive() ? logger.getParent() : null;
    }
    return ways;
  }

  private void follow(
      @Nullable Appender appender,
      List<AuditInspection.Queue> before,
      Set<Appender> behind,
      List<List<AuditInspection.Queue>> ways) {
    if (appender == null || behind.contains(appender)) {
      return;
    }
    if (appender instanceof SecurityAuditAppender) {
      ways.add(before);
      return;
    }
    List<AuditInspection.Queue> passed = new ArrayList<>(before);
    if (appender instanceof AsyncAppender async) {
      passed.add(
          new AuditInspection.Queue("Async \"" + async.getName() + "\"", !async.isBlocking()));
    }
    Set<Appender> seen = new HashSet<>(behind);
    seen.add(appender);
    for (Onward next : Onward.from(appender)) {
      follow(configuration.getAppenders().get(next.to()), passed, seen, ways);
    }
  }
}

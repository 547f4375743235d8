package dev.tocsin.log4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LifeCycle;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.core.filter.CompositeFilter;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a configuration from starting. What a layout or a converter throws while it is made, Log4j
 * reports, and then goes on without it; what a filter throws at its start ends the start.
 */
final class Refusal extends AbstractFilter {
  private final Configuration configuration;
  private final List<String> mistakes = new CopyOnWriteArrayList<>();

  private Refusal(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Makes the start of a configuration fail with one line. One that runs already, as for what a
   * {@code Routing} appender makes later, can only be told.
   */
  static void of(Configuration configuration, String mistake) {
    if (configuration.isStarted()) {
      StatusLogger.getLogger().error(mistake);
      return;
    }
    Refusal refusal = in(configuration.getFilter());
    if (refusal == null) {
      refusal = new Refusal(configuration);
      configuration.addFilter(refusal);
    }
    if (!refusal.mistakes.contains(mistake)) {
      refusal.mistakes.add(mistake);
    }
  }

  /** What was found wrong while the configuration was read, outside of the audit appenders. */
  static List<String> mistakes(Configuration configuration) {
    Refusal refusal = in(configuration.getFilter());
    return refusal == null ? List.of() : new ArrayList<>(refusal.mistakes);
  }

  /**
   * Ends what a configuration has begun, as its start goes no further: the files and journals that
   * it has opened, its threads, its watch over its file.
   *
   * @return to be thrown
   */
  static ConfigurationException giveUp(Configuration configuration, String message) {
    StatusLogger.getLogger().error(message);
    if (configuration.getState() == LifeCycle.State.STARTING) {
      stopWhatStarted(configuration);
    }
    return new ConfigurationException(message);
  }

  /** Its own {@code stop} trips over an asynchronous appender that was not started yet. */
  private static void stopWhatStarted(Configuration configuration) {
    Collection<LoggerConfig> loggers = configuration.getLoggers().values();
    loggers.forEach(Refusal::stopIfStarted);
    if (loggers.stream().anyMatch(AsyncLoggerConfig.class::isInstance)
        && configuration.getAsyncLoggerConfigDelegate() instanceof LifeCycle disruptor) {
      stopIfStarted(disruptor);
    }
    configuration.getAppenders().values().forEach(Refusal::stopIfStarted);
    stopIfStarted(configuration.getWatchManager());
    stopIfStarted(configuration.getScheduler());
  }

  private static void stopIfStarted(LifeCycle part) {
    if (part.isStarted()) {
      part.stop();
    }
  }

  private static @Nullable Refusal in(@Nullable Filter filter) {
    if (filter instanceof CompositeFilter composite) {
      for (Filter each : composite.getFiltersArray()) {
        if (each instanceof Refusal refusal) {
          return refusal;
        }
      }
    }
    return filter instanceof Refusal refusal ? refusal : null;
  }

  @Override
  public void start() {
    throw giveUp(configuration, String.join("; ", mistakes));
  }
}

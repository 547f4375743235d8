package dev.tocsin.log4j;

import dev.tocsin.event.EventTypes;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.Filterable;
import org.apache.logging.log4j.util.Constants;
import org.jspecify.annotations.Nullable;

/** Prepares a configuration so that Log4j brings all security events to an audit appender. */
final class Passage {
  private Passage() {}

  /**
   * Puts filters before those that are there.
   *
   * @param appender name of the audit appender
   */
  static void open(
      Configuration configuration, String appender, JournalSink sink, EventTypes types) {
    putFirst(configuration, new SecurityEventFilter(new TypeResolver(types)));
    catchNested(configuration, appender, sink);
  }

  /** The part of it that depends on which loggers lead to the appender. */
  static void catchNested(Configuration configuration, String appender, JournalSink sink) {
    catchNested(configuration.getRootLogger(), appender, sink);
    configuration.getLoggers().values().stream()
        .filter(logger -> logger != configuration.getRootLogger())
        .forEach(logger -> catchNested(logger, appender, sink));
  }

  private static void catchNested(LoggerConfig logger, String appender, JournalSink sink) {
    if (logger instanceof AsyncLoggerConfig) {
      // Formats a message before it is queued, and appends on a thread that queues what is nested.
      return;
    }
    Onward direct = null;
    boolean handsOn = false;
    for (Onward reference : Onward.from(logger)) {
      if (reference.to().equals(appender)) {
        direct = reference;
      } else {
        Appender next = logger.getAppenders().get(reference.to());
        handsOn |= next != null && !Onward.from(next).isEmpty();
      }
    }
    boolean formatFirst = handsOn && !Constants.ENABLE_THREADLOCALS;
    if (direct != null || formatFirst) {
      putFirst(logger, new NestedCalls(sink, direct, logger.getFilter(), formatFirst));
    }
  }

  private static void putFirst(Filterable place, Filter filter) {
    @Nullable Filter present = place.getFilter();
    if (present != null) {
      place.removeFilter(present);
    }
    filter.start();
    place.addFilter(filter);
    if (present != null) {
      place.addFilter(present);
    }
  }
}

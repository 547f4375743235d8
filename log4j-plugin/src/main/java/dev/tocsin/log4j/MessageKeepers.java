package dev.tocsin.log4j;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.appender.NullAppender;
import org.apache.logging.log4j.core.appender.RandomAccessFileAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.RollingRandomAccessFileAppender;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.AbstractFilterable;
import org.apache.logging.log4j.core.filter.CompositeFilter;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Whether anything in a configuration may hold on to a message when its logging call is over, as a
 * queue does. Only what is known not to is taken for harmless: appenders that write at once, and
 * filters and layouts of Log4j and of this product. The configuration is looked at again when it
 * has more or fewer appenders, and when a second has passed, as programs attach theirs when they
 * like. Thread-safe.
 */
final class MessageKeepers {
  private static final Set<Class<? extends Appender>> WRITE_AT_ONCE =
      Set.of(
          ConsoleAppender.class,
          FileAppender.class,
          NullAppender.class,
          RandomAccessFileAppender.class,
          RollingFileAppender.class,
          RollingRandomAccessFileAppender.class,
          SecurityAuditAppender.class);

  private static final String LOG4J = "org.apache.logging.log4j.";
  private static final String TOCSIN = "dev.tocsin.";

  /** Weak, as a sink outlives its configuration. */
  private final WeakReference<Configuration> configuration;

  private final AtomicBoolean found = new AtomicBoolean();

  private volatile Look last = new Look(Long.MIN_VALUE, -1, true);

  /** What a look at the configuration found. */
  private record Look(long second, int appenders, boolean mayKeep) {}

  private MessageKeepers(Configuration configuration) {
    this.configuration = new WeakReference<>(configuration);
  }

  static MessageKeepers of(Configuration configuration) {
    return new MessageKeepers(configuration);
  }

  /** One that was not seen has come to light; false if that is no news. */
  boolean found() {
    return found.compareAndSet(false, true);
  }

  /**
   * Whether something may keep the messages of events that come now.
   *
   * @param second of now
   */
  boolean mayKeep(long second) {
    Configuration current = configuration.get();
    if (current == null || found.get()) {
      return true;
    }
    Look look = last;
    int appenders = current.getAppenders().size();
    if (look.second() != second || look.appenders() != appenders) {
      look = new Look(second, appenders, isThereOneOrUnknown(current));
      last = look;
    }
    return look.mayKeep();
  }

  /** What can't be asked may do anything; the event that is being recorded is none the worse. */
  private static boolean isThereOneOrUnknown(Configuration configuration) {
    try {
      return isThereOne(configuration);
    } catch (RuntimeException | StackOverflowError e) {
      StatusLogger.getLogger().debug("tocsin: an appender can't be asked what it does", e);
      return true;
    }
  }

  private static boolean isThereOne(Configuration configuration) {
    LoggerContext context = configuration.getLoggerContext();
    if (context == null || context instanceof AsyncLoggerContext) {
      return true;
    }
    return mayKeep(configuration.getFilter())
        || mayKeep(configuration.getAppenders())
        || mayKeep(configuration.getRootLogger())
        || configuration.getLoggers().values().stream().anyMatch(MessageKeepers::mayKeep);
  }

  private static boolean mayKeep(LoggerConfig logger) {
    return logger instanceof AsyncLoggerConfig
        || mayKeep(logger.getFilter())
        || mayKeep(logger.getAppenders())
        || logger.getAppenderRefs().stream()
            .map(AppenderRef::getFilter)
            .anyMatch(MessageKeepers::mayKeep);
  }

  private static boolean mayKeep(Map<String, Appender> appenders) {
    return appenders.values().stream().anyMatch(MessageKeepers::mayKeep);
  }

  private static boolean mayKeep(Appender appender) {
    Layout<?> layout = appender.getLayout();
    return !WRITE_AT_ONCE.contains(appender.getClass())
        || (layout != null && !isKnown(layout))
        || (appender instanceof AbstractFilterable filterable && mayKeep(filterable.getFilter()));
  }

  private static boolean mayKeep(@Nullable Filter filter) {
    if (filter instanceof CompositeFilter several) {
      for (Filter each : several) {
        if (mayKeep(each)) {
          return true;
        }
      }
      return false;
    }
    return filter != null && !isKnown(filter);
  }

  private static boolean isKnown(Object part) {
    String name = part.getClass().getName();
    return name.startsWith(LOG4J) || name.startsWith(TOCSIN);
  }
}

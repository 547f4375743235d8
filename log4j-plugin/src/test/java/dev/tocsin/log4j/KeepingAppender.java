package dev.tocsin.log4j;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Keeps what reaches it. */
final class KeepingAppender extends AbstractAppender {
  private final List<LogEvent> events = new CopyOnWriteArrayList<>();

  private KeepingAppender() {
    super("keeping", null, null, true, Property.EMPTY_ARRAY);
  }

  /** Hangs a new one on the root logger. */
  static KeepingAppender addTo(LoggerContext context) {
    KeepingAppender appender = new KeepingAppender();
    appender.start();
    context.getConfiguration().addAppender(appender);
    context.getConfiguration().getRootLogger().addAppender(appender, null, null);
    return appender;
  }

  /** Hangs a new one on the root logger, where the configuration does not know of it. */
  static KeepingAppender attachTo(LoggerContext context) {
    KeepingAppender appender = new KeepingAppender();
    appender.start();
    context.getConfiguration().getRootLogger().addAppender(appender, null, null);
    return appender;
  }

  /** The contrary. */
  void detachFrom(LoggerContext context) {
    context.getConfiguration().getRootLogger().removeAppender(getName());
  }

  @Override
  public void append(LogEvent event) {
    events.add(event.toImmutable());
  }

  List<String> messages() {
    return events.stream().map(event -> event.getMessage().getFormattedMessage()).toList();
  }

  List<Level> levels() {
    return events.stream().map(LogEvent::getLevel).toList();
  }
}

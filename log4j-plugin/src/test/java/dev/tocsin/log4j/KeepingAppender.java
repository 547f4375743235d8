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

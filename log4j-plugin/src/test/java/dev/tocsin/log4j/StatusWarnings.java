package dev.tocsin.log4j;

import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/** Collects what Tocsin warns of in Log4j's status log while it is open. */
final class StatusWarnings implements AutoCloseable {
  private final StatusListener listener;

  StatusWarnings(List<String> warnings) {
    listener =
        new StatusListener() {
          @Override
          public void log(StatusData data) {
            String text = data.getMessage().getFormattedMessage();
            if (text.startsWith("SecurityAudit")) {
              warnings.add(text);
            }
          }

          @Override
          public Level getStatusLevel() {
            return Level.WARN;
          }

          @Override
          public void close() {
            // Nothing is held.
          }
        };
    StatusLogger.getLogger().registerListener(listener);
  }

  @Override
  public void close() {
    StatusLogger.getLogger().removeListener(listener);
  }
}

package dev.tocsin.log4j;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/** What Log4j's status log is told while this is open. */
final class StatusLines implements StatusListener {
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Level level;
  private boolean closed;

  private StatusLines(Level level) {
    this.level = level;
  }

  static StatusLines listen(Level level) {
    StatusLines lines = new StatusLines(level);
    StatusLogger.getLogger().registerListener(lines);
    return lines;
  }

  List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void log(StatusData data) {
    heard.add(data.getMessage().getFormattedMessage());
  }

  @Override
  public Level getStatusLevel() {
    return level;
  }

  /** The status log closes what it lets go, too. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      StatusLogger.getLogger().removeListener(this);
    }
  }
}

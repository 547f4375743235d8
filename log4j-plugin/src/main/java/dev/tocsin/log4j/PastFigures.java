package dev.tocsin.log4j;

import dev.tocsin.event.EventTypes;
import dev.tocsin.figures.FiguresHistory;
import dev.tocsin.figures.MonitoringFigures;
import dev.tocsin.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.logging.log4j.status.StatusLogger;

/** Fills the monitoring figures from the journal's last day, beside everything else. */
final class PastFigures implements Runnable {
  private final Journal journal;
  private final EventTypes types;
  private final MonitoringFigures figures;
  private final long upToSeq;

  /** Those up to the journal's present end. */
  PastFigures(Journal journal, EventTypes types, MonitoringFigures figures) {
    this.journal = journal;
    this.types = types;
    this.figures = figures;
    this.upToSeq = journal.lastSeq();
  }

  void start() {
    if (upToSeq > 0) {
      Thread thread = new Thread(this, "tocsin-figures-" + journal.config().file().getFileName());
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public void run() {
    Path folder = Objects.requireNonNull(journal.config().file().getParent());
    try {
      FiguresHistory.read(
          folder, journal.id(), journal.config().clock().instant(), upToSeq, types, figures);
    } catch (IOException e) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: the figures of the last day can't be read back ({}): they are too low",
              journal.config().file(),
              e.toString());
    }
  }
}

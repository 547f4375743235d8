package dev.tocsin.doctor;

import dev.tocsin.journal.ConsumerCursor;
import dev.tocsin.journal.JournalFiles.Segment;
import java.io.IOException;
import java.util.List;

/** Whole files that a bridge has not sent, though there is a newer one. */
final class UnsentCheck implements JournalCheck {
  @Override
  public String id() {
    return "unsent";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    List<Segment> segments = journal.files().segments();
    for (ConsumerCursor.Found cursor : journal.files().cursors()) {
      long position = cursor.position().segment();
      long waiting = segments.stream().filter(each -> each.number() > position).count();
      if (waiting > 0) {
        report.warning(
            cursor.path()
                + ": has got to event "
                + cursor.position().seq()
                + ", and "
                + waiting
                + (waiting == 1 ? " file waits" : " files wait")
                + " behind it: see whether the receiver takes events; tocsin ship sends what nobody"
                + " else does; remove the file if nobody is to");
      }
    }
  }
}

package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Files with a segment's name of which not even the first line can be read. */
final class DamagedFileCheck implements JournalCheck {
  @Override
  public String id() {
    return "damaged-file";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    for (Map.Entry<Path, String> each : journal.files().damaged().entrySet()) {
      report.error(
          each.getKey()
              + ": can't be read ("
              + each.getValue()
              + "), and its events are missing from every answer: run tocsin verify, and put the file"
              + " back from a copy");
    }
  }
}

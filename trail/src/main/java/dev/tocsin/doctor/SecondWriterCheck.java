package dev.tocsin.doctor;

import java.util.List;
import java.util.stream.Collectors;

/** More than one process that has the active file open for writing. */
final class SecondWriterCheck implements JournalCheck {
  @Override
  public String id() {
    return "second-writer";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    List<Long> writers = OpenFiles.writersOf(journal.file());
    if (writers.size() > 1) {
      report.error(
          journal.file()
              + ": processes "
              + writers.stream().map(String::valueOf).collect(Collectors.joining(", "))
              + " all write it, and each takes the others' lines for damage: stop all but one, and"
              + " give each a file of its own, as with ${tocsin:pid} in fileName");
    }
  }
}

package dev.tocsin.doctor;

import java.nio.file.Path;
import java.util.List;

/** What a crash or somebody else left, and a writer set aside. */
final class SetAsideCheck implements JournalCheck {
  private static final int MOST_TOLD = 10;

  @Override
  public String id() {
    return "set-aside";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    List<Path> files = journal.files().setAside();
    for (Path file : files.subList(0, Math.min(files.size(), MOST_TOLD))) {
      report.warning(
          file
              + ": was set aside "
              + (file.getFileName().toString().contains(".torn-")
                  ? "at the journal's end"
                  : "from the journal's place")
              + ": look at it, and move it to where you keep such evidence");
    }
    if (files.size() > MOST_TOLD) {
      report.warning(
          journal.files().folder()
              + ": "
              + (files.size() - MOST_TOLD)
              + " more files were set aside: look at them, and move them away");
    }
  }
}

package dev.tocsin.doctor;

import java.nio.file.Files;
import java.nio.file.Path;

/** A symbolic link in the place of a file of the journal, which no writer opens. */
final class SymbolicLinkCheck implements JournalCheck {
  @Override
  public String id() {
    return "symbolic-link";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    for (Path file : journal.everyFile()) {
      if (Files.isSymbolicLink(file)) {
        report.error(
            file
                + ": is a symbolic link, and audit files are never opened through one; remove it, or"
                + " name its target in fileName");
      }
    }
  }
}

package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Events that a receiver refused for good. */
final class RefusedEventsCheck implements JournalCheck {
  @Override
  public String id() {
    return "refused-events";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    for (Path file : journal.files().besides()) {
      if (file.toString().endsWith(".refused")
          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) > 0) {
        report.warning(
            file
                + ": holds events that the receiver refused, "
                + Files.size(file)
                + " bytes: the events audit_undelivered say why; move the file away when they are"
                + " dealt with");
      }
    }
  }
}

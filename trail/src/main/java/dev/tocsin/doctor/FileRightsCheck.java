package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files of the journal that others than their owner may read or write. */
final class FileRightsCheck implements JournalCheck {
  @Override
  public String id() {
    return "file-rights";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    for (Path file : journal.everyFile()) {
      try {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          look(file, Rights.of(file), report);
        }
      } catch (NoSuchFileException e) {
        // Rolled, compressed or deleted since the listing.
      }
    }
  }

  private static void look(Path file, Rights rights, Report report) {
    if (rights.othersWrite()) {
      report.error(file + ": mode " + rights.mode() + " lets others change it: chmod 0600 " + file);
    } else if (rights.othersAny()) {
      report.warning(file + ": mode " + rights.mode() + " lets others read it: chmod 0600 " + file);
    }
  }
}

package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** Files that belong to another user than the folder they lie in. */
final class OwnerCheck implements JournalCheck {
  @Override
  public String id() {
    return "owner";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    Path folder = journal.files().folder();
    if (!Files.isDirectory(folder)) {
      return;
    }
    UserPrincipal owner = Files.getOwner(folder);
    for (Path file : journal.everyFile()) {
      UserPrincipal other = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
      if (!other.equals(owner)) {
        report.error(
            file
                + ": belongs to "
                + other.getName()
                + ", its folder to "
                + owner.getName()
                + ", who then can't write it: chown "
                + owner.getName()
                + " "
                + file);
      }
    }
  }
}

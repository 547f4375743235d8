package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** Files of the journal that belong to different users, so that no one can write all. */
final class OwnerCheck implements JournalCheck {
  @Override
  public String id() {
    return "owner";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    UserPrincipal first = null;
    for (Path file : journal.everyFile()) {
      UserPrincipal owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
      if (first == null) {
        first = Files.exists(journal.file()) ? Files.getOwner(journal.file()) : owner;
      }
      if (!owner.equals(first)) {
        report.error(
            file
                + ": belongs to "
                + owner.getName()
                + ", and other files of the journal to "
                + first.getName()
                + ": chown all of them to the user that the application runs as, who else can't write"
                + " some");
      }
    }
  }
}

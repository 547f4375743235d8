package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** Files of the journal that belong to different users, so that no one can write all. */
final class OwnerCheck implements JournalCheck {
  @Override
  public String id() {
    return "owner";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    UserPrincipal first = ownerOf(journal.file());
    for (Path file : journal.everyFile()) {
      UserPrincipal owner = ownerOf(file);
      first = first == null ? owner : first;
      if (owner != null && first != null && !owner.equals(first)) {
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

  /** The owner; null if it is not there, or not any more. */
  private static @Nullable UserPrincipal ownerOf(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    try {
      return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}

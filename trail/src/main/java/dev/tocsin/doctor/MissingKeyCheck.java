package dev.tocsin.doctor;

import dev.tocsin.keys.KeySet;
import dev.tocsin.keys.TagKey;
import dev.tocsin.log4j.AuditInspection.AuditFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.util.stream.Stream;

/** A journal under a key that its writer is not given, so that it would not start. */
final class MissingKeyCheck implements JournalCheck {
  @Override
  public String id() {
    return "missing-key";
  }

  @Override
  public void look(AuditJournal journal, Report report) {
    AuditFile settings = journal.settings();
    String needed = journal.files().tagKeyId();
    if (settings == null
        || needed == null
        || !Files.exists(journal.file(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    String under = journal.file() + ": its lines are under tag key " + needed + ", ";
    if (settings.keys() == null) {
      report.error(
          under + "and no keys are configured; name their folder in keys, or begin another file");
    } else if (!Files.exists(journal.files().keptTagKey(), LinkOption.NOFOLLOW_LINKS)
        && !isGiven(settings.keys(), needed)) {
      report.error(
          under
              + "which is not in "
              + settings.keys()
              + "; put it back as tag.key, or for a change of key as tag-"
              + needed
              + ".key beside the new one");
    }
  }

  private static boolean isGiven(String keys, String id) {
    try {
      KeySet given = KeySet.of(keys, System::getenv);
      return Stream.concat(Stream.ofNullable(given.tagKey()), given.earlierTagKeys().stream())
          .map(TagKey::id)
          .anyMatch(id::equals);
    } catch (IOException | InvalidPathException e) {
      // For this the start is refused, and so it is told.
      return true;
    }
  }
}

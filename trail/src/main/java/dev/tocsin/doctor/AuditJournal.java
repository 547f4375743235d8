package dev.tocsin.doctor;

import dev.tocsin.journal.JournalFiles;
import dev.tocsin.log4j.AuditInspection.AuditFile;
import dev.tocsin.privacy.SessionHasher;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal that is looked at.
 *
 * @param files what lies there
 * @param settings what is configured for it, or null where only its folder was named
 * @param now the time
 * @param demanded what the deployment has to keep to
 */
record AuditJournal(
    JournalFiles files, @Nullable AuditFile settings, Instant now, Demands demanded) {

  /** The active file. */
  Path file() {
    return files.active();
  }

  /** Every file of the journal that is there, the session key in its folder included. */
  List<Path> everyFile() {
    List<Path> all = new ArrayList<>();
    files.segments().forEach(segment -> all.add(segment.file()));
    if (!all.contains(file())) {
      all.add(file());
    }
    all.addAll(files.besides());
    all.add(files.folder().resolve(SessionHasher.KEY_FILE));
    return all.stream().filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS)).toList();
  }
}

package dev.tocsin.watch;

import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalFiles.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal of what people do with audit records, beside the journals of applications: the
 * command line writes it, and applications follow it.
 */
public final class CaseFiles {
  /** Name of its active file. */
  public static final String FILE = "security_cases.log";

  private static final String STEM = "security_cases";

  private CaseFiles() {}

  /**
   * Ids of the journals of a folder that are such ones, by the names of their files.
   *
   * @throws IOException if the folder can't be read
   */
  public static List<String> idsIn(Path folder) throws IOException {
    List<String> ids = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      JournalFiles.segmentsIn(folder)
          .forEach(
              (id, segments) -> {
                if (segments.stream().map(Segment::file).allMatch(CaseFiles::isNamedSo)) {
                  ids.add(id);
                }
              });
    }
    return ids;
  }

  /**
   * Id of the one that is written now; null if there is none.
   *
   * @throws IOException if the folder can't be read
   */
  static @Nullable String idOfActive(Path folder) throws IOException {
    for (var journal : JournalFiles.segmentsIn(folder).entrySet()) {
      for (Segment segment : journal.getValue()) {
        if (String.valueOf(segment.file().getFileName()).equals(FILE)) {
          return journal.getKey();
        }
      }
    }
    return null;
  }

  /** Whether a file has the name of one of them. */
  public static boolean isNamedSo(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals(FILE) || name.matches(STEM + "-.+\\.log(\\.gz)?");
  }
}

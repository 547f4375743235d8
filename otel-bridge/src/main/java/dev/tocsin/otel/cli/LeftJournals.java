package dev.tocsin.otel.cli;

import dev.tocsin.cli.CliException;
import dev.tocsin.cli.JournalFolders;
import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalFiles.Segment;
import dev.tocsin.watch.CaseFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The journals of a folder, those of applications apart from the command line's own. */
final class LeftJournals {
  private LeftJournals() {}

  /**
   * Those of applications; also where only rolled files are left of one.
   *
   * @throws CliException with code 3 if there is no such folder, or no journal at all
   * @throws IOException if it can't be read
   */
  static List<JournalFiles> in(Path folder) throws IOException {
    JournalFolders.require(folder, ", as in tocsin ship logs");
    List<JournalFiles> found = new ArrayList<>(JournalFiles.in(folder));
    for (List<Segment> segments : JournalFiles.segmentsIn(folder.toAbsolutePath()).values()) {
      if (found.stream().noneMatch(known -> isOf(known, segments))) {
        found.add(JournalFiles.of(segments.get(segments.size() - 1).file()));
      }
    }
    if (found.stream().allMatch(files -> files.segments().isEmpty())) {
      throw JournalFolders.withoutJournal(folder, "");
    }
    found.removeIf(LeftJournals::isCases);
    return found;
  }

  /** The command line's own, whether or not it is there. */
  static JournalFiles cases(Path folder) throws IOException {
    return JournalFiles.of(folder.resolve(CaseFiles.FILE));
  }

  /** Whether a journal is the command line's own. */
  static boolean isCases(JournalFiles files) {
    return files.active().endsWith(CaseFiles.FILE);
  }

  /** A file may have got another name between two looks; the segment is the same. */
  private static boolean isOf(JournalFiles journal, List<Segment> segments) {
    return journal.segments().stream()
        .anyMatch(
            known ->
                segments.stream()
                    .anyMatch(
                        each ->
                            each.file().equals(known.file())
                                || (each.number() == known.number()
                                    && each.began().equals(known.began()))));
  }
}

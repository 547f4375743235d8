package dev.tocsin.journal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of verifying folders.
 *
 * @param journals what was read of each journal
 * @param leftOut ids of journals that lie there and were not asked for
 * @param emptyFolders folders that no file of a journal lies in
 * @param findings what is wrong, in the order of the files
 */
public record Verification(
    List<JournalSummary> journals,
    List<String> leftOut,
    List<Path> emptyFolders,
    List<Finding> findings) {

  /**
   * What was read of one journal.
   *
   * @param journal its id
   * @param folder where its files are
   * @param writer the name of its writer
   * @param segments segments read
   * @param events events read
   * @param firstSeq number of the first event that is there
   * @param lastSeq number of the last event
   * @param tagsChecked whether every tag could be checked; not so where its key was not given
   * @param signedSeq the last event that a signature checked here vouches for, 0 without one
   * @param witnessedSeq the last event that a witness vouches for, 0 without one
   * @param witnessedTime when that was vouched for
   */
  public record JournalSummary(
      String journal,
      Path folder,
      String writer,
      long segments,
      long events,
      long firstSeq,
      long lastSeq,
      boolean tagsChecked,
      long signedSeq,
      long witnessedSeq,
      Optional<Instant> witnessedTime) {}

  /** The lists are copied. */
  public Verification {
    journals = List.copyOf(journals);
    leftOut = List.copyOf(leftOut);
    emptyFolders = List.copyOf(emptyFolders);
    findings = List.copyOf(findings);
  }

  /** 0 if nothing is wrong, else 1 before 3 before 4, as the findings' kinds say. */
  public int exitCode() {
    int code = 0;
    for (Finding finding : findings) {
      int other = finding.kind().exitCode();
      code = code == 0 ? other : Math.min(code, other);
    }
    return code;
  }
}

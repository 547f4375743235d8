package dev.tocsin.journal;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What opening a journal found amiss.
 *
 * @param found one phrase for each thing found; empty after a clean stop or a first start
 * @param linesLost whether lines that were on the disk are gone, which no crash explains
 * @param lostFrom number of the first event that is gone, if events were lost
 * @param lostTo number of the last event known to be gone, if anything knows it
 * @param setAside names of the files that incomplete lines were moved to
 */
public record RecoveryReport(
    List<String> found,
    boolean linesLost,
    OptionalLong lostFrom,
    OptionalLong lostTo,
    List<String> setAside) {

  static final RecoveryReport NOTHING =
      new RecoveryReport(List.of(), false, OptionalLong.empty(), OptionalLong.empty(), List.of());

  /** The lists are copied. */
  public RecoveryReport {
    found = List.copyOf(found);
    setAside = List.copyOf(setAside);
  }

  /** Whether nothing was amiss. */
  public boolean isClean() {
    return found.isEmpty();
  }

  /** The line that tells of it in the journal; a verifier tells lost lines for ever. */
  RecordLine line(Instant now) {
    RecordLine line = RecordLine.of("recovery").with("found", String.join("; ", found));
    if (!setAside.isEmpty()) {
      line = line.with("set_aside", String.join(", ", setAside));
    }
    if (lostFrom.isPresent()) {
      line = line.with("lost_from", lostFrom.getAsLong());
    }
    if (lostTo.isPresent()) {
      line = line.with("lost_to", lostTo.getAsLong());
    }
    return line.with("time", now);
  }
}

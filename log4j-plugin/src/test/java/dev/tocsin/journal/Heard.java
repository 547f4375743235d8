package dev.tocsin.journal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a journal tells, in order. Thread-safe. */
final class Heard implements JournalListener {
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final List<RecoveryReport> reports = new CopyOnWriteArrayList<>();
  private final List<Throwable> causes = new CopyOnWriteArrayList<>();

  @Override
  public void segmentDeleted(Path file, long segment, long firstSeq, long lastSeq, String policy) {
    all.add(
        "deleted "
            + file.getFileName()
            + " segment "
            + segment
            + " events "
            + firstSeq
            + ".."
            + lastSeq
            + " by "
            + policy);
  }

  @Override
  public void segmentMissing(long segment, long nextSeq) {
    all.add("missing segment " + segment + " before event " + nextSeq);
  }

  @Override
  public void disturbed(RecoveryReport report) {
    reports.add(report);
    all.add("disturbed " + String.join("; ", report.found()));
  }

  @Override
  public void failed(String message, Throwable cause) {
    causes.add(cause);
    all.add("failed " + message);
  }

  @Override
  public void recovered(Instant since) {
    all.add("recovered since " + since);
  }

  List<String> all() {
    return List.copyOf(all);
  }

  List<String> that(String prefix) {
    return all.stream().filter(line -> line.startsWith(prefix)).toList();
  }

  /** What was told of files that somebody else touched. */
  List<RecoveryReport> reports() {
    return List.copyOf(reports);
  }

  List<Throwable> causes() {
    return List.copyOf(causes);
  }
}

package dev.tocsin.doctor;

import dev.tocsin.journal.JournalFiles.Segment;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.log4j.AuditInspection.AuditFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A disk that is nearly full, or too small for what retention keeps. */
final class DiskSpaceCheck implements JournalCheck {
  private static final long LEAST_FREE = 64L << 20;
  private static final Duration LEAST_SPAN = Duration.ofDays(1);
  private static final Duration DAY = Duration.ofDays(1);

  @Override
  public String id() {
    return "disk-space";
  }

  @Override
  public void look(AuditJournal journal, Report report) throws IOException {
    Path folder = journal.files().folder();
    if (!Files.isDirectory(folder)) {
      return;
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < LEAST_FREE) {
      report.error(
          folder
              + ": "
              + Size.text(free)
              + " free on its disk: make room, before the journal can't be written");
      return;
    }
    AuditFile settings = journal.settings();
    List<Segment> segments = journal.files().segments();
    if (settings == null || segments.isEmpty()) {
      return;
    }
    Duration span = Duration.between(segments.get(0).began(), journal.now());
    if (span.compareTo(LEAST_SPAN) < 0) {
      // A day has its nights: from less nothing can be told of the next weeks.
      return;
    }
    long present = segments.stream().mapToLong(Segment::bytes).sum();
    double perDay = (double) present * DAY.toSeconds() / span.toSeconds();
    long needed = needed(settings.retention(), perDay);
    if (needed > present && needed - present > free) {
      report.error(
          folder
              + ": at "
              + Size.text(Math.round(perDay))
              + " a day retention keeps "
              + Size.text(needed)
              + ", and its disk has room for "
              + Size.text(present + free)
              + ": take a larger disk, keep fewer days, or bound it with <Retention totalSize=\"…\"/>");
    }
  }

  /** What is kept at the present growth; 0 if that can't be told. */
  private static long needed(RetentionPolicy retention, double perDay) {
    // A cast bounds what is too much for a long.
    long byAge = (long) (perDay * retention.maxAge().toDays());
    if (retention.totalSize() == 0) {
      return byAge;
    }
    long bound = Math.max(retention.totalSize(), (long) (perDay * retention.minAge().toDays()));
    return byAge == 0 ? bound : Math.min(byAge, bound);
  }
}

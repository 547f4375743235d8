package dev.tocsin.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the journals of a folder, streaming, also beside a running writer. What must hold is
 * said by the arguments and by what witnesses have seen; the files themselves are believed nothing.
 *
 * <p>Tags are checked without a key: so accidents and clumsy edits are found, and a rewritten
 * journal only with a witness's checkpoints.
 */
public final class Verifier {
  private final List<Finding> findings = new ArrayList<>();
  private final List<Verification.JournalSummary> summaries = new ArrayList<>();
  private final Map<String, NavigableMap<Long, RecordLine>> witnessed = new HashMap<>();
  private final Map<String, End> ends = new LinkedHashMap<>();

  /** Where a journal ends. */
  private record End(Path file, long lines, long lastSeq) {}

  /** A verifier without witnesses. */
  public Verifier() {}

  /**
   * Adds checkpoint lines that were kept elsewhere.
   *
   * @param ndjson the lines as the writer wrote them; others are passed over
   * @throws IOException if the file can't be read
   */
  public Verifier witness(Path ndjson) throws IOException {
    try (LineSource lines = new LineSource(Files.newInputStream(ndjson), 0)) {
      while (lines.next()) {
        addWitness(RecordLine.parse(lines.buffer(), lines.start(), lines.length()));
      }
    }
    return this;
  }

  private void addWitness(RecordLine record) throws JournalException {
    if (record.kind().equals("checkpoint")) {
      witnessed
          .computeIfAbsent(record.text("journal"), id -> new TreeMap<>())
          .put(record.number("line"), record);
    }
  }

  /**
   * Verifies a folder.
   *
   * @throws JournalException if there is no such folder
   * @throws IOException if it can't be listed
   */
  public Verification verify(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new JournalException(
          folder + ": is no folder; name the one that the audit files are in");
    }
    Map<String, List<SegmentFile>> journals = new LinkedHashMap<>();
    for (SegmentFile file : SegmentFile.listAll(folder)) {
      List<SegmentFile> journal =
          journals.computeIfAbsent(file.header().journal(), id -> new ArrayList<>());
      SegmentFile last = journal.isEmpty() ? null : journal.get(journal.size() - 1);
      if (last == null || !last.isSameSegment(file)) {
        journal.add(file);
      } else if (!sha256(last).equals(sha256(file))) {
        find(
            Finding.Kind.FORK,
            file.path(),
            "claims to be segment "
                + file.header().segment()
                + ", as "
                + last.path().getFileName()
                + " does, and has another content");
      }
    }
    for (Map.Entry<String, List<SegmentFile>> journal : journals.entrySet()) {
      verify(journal.getKey(), journal.getValue());
    }
    checkHeadFiles(folder);
    for (String id : witnessed.keySet()) {
      if (!journals.containsKey(id)) {
        find(Finding.Kind.JOURNAL_GONE, null, "a witness has seen journal " + id);
      }
    }
    return new Verification(summaries, findings);
  }

  private void verify(String id, List<SegmentFile> segments) throws IOException {
    NavigableMap<Long, RecordLine> witnesses = witnessed.getOrDefault(id, new TreeMap<>());
    Map<Long, String> expectedHeads = new HashMap<>();
    for (Map.Entry<Long, RecordLine> witness : witnesses.entrySet()) {
      expectedHeads.put(witness.getKey(), witness.getValue().text("head"));
    }
    List<RecordLine> tombstones = new ArrayList<>();
    SegmentVerifier verifier = new SegmentVerifier(findings::add, expectedHeads, tombstones::add);
    SegmentFile previous = null;
    for (SegmentFile segment : segments) {
      checkPlace(segment, previous, verifier);
      try {
        verifier.read(segment);
      } catch (IOException e) {
        find(Finding.Kind.UNREADABLE, segment.path(), Reason.of(e));
      }
      previous = segment;
    }
    SegmentFile last = Objects.requireNonNull(previous);
    if (verifier.isUnfinished() && !WriterLock.isHeld(last.path())) {
      find(
          Finding.Kind.UNFINISHED_LINE,
          last.path(),
          "the last line has no end, and nobody writes the journal");
    }
    checkTombstones(segments.get(0), tombstones);
    ends.put(id, new End(last.path(), verifier.lines(), verifier.lastSeq()));
    for (Map.Entry<Long, RecordLine> witness : witnesses.entrySet()) {
      if (witness.getKey() > verifier.lines()) {
        find(
            Finding.Kind.WITNESS_AHEAD,
            last.path(),
            "a witness has seen "
                + witness.getKey()
                + " lines, up to event "
                + witness.getValue().number("last_seq")
                + "; there are "
                + verifier.lines());
      }
    }
    summarize(id, segments, verifier, witnesses);
  }

  private void summarize(
      String id,
      List<SegmentFile> segments,
      SegmentVerifier verifier,
      NavigableMap<Long, RecordLine> witnesses)
      throws JournalException {
    long witnessedSeq = 0;
    Optional<Instant> witnessedTime = Optional.empty();
    if (!witnesses.isEmpty()) {
      RecordLine newest = witnesses.lastEntry().getValue();
      witnessedSeq = newest.number("last_seq");
      witnessedTime = Optional.of(newest.time("time"));
    }
    summaries.add(
        new Verification.JournalSummary(
            id,
            segments.get(0).header().writer(),
            segments.size(),
            verifier.events(),
            segments.get(0).header().firstSeq(),
            verifier.lastSeq(),
            witnessedSeq,
            witnessedTime));
  }

  private void checkPlace(
      SegmentFile segment, @Nullable SegmentFile previous, SegmentVerifier verifier) {
    SegmentHeader header = segment.header();
    if (previous == null) {
      String start = Chain.start(header.journal(), Tagger.unkeyed()).headHex();
      if (header.segment() == 1
          && (header.line() != 0 || header.firstSeq() != 1 || !header.prev().equals(start))) {
        find(
            Finding.Kind.FOREIGN_SEGMENT, segment.path(), "does not begin as a first segment does");
      }
      return;
    }
    for (long missing = previous.header().segment() + 1; missing < header.segment(); missing++) {
      find(Finding.Kind.MISSING_SEGMENT, segment.path(), "segment " + missing + " is missing");
    }
    if (header.segment() != previous.header().segment() + 1) {
      return;
    }
    if (!verifier.isSealed()) {
      find(Finding.Kind.REMOVED_LINES, previous.path(), "has no seal, and a later segment follows");
    }
    if (!header.prev().equals(verifier.head())
        || header.line() != verifier.lines()
        || header.firstSeq() != verifier.lastSeq() + 1) {
      find(
          Finding.Kind.FOREIGN_SEGMENT,
          segment.path(),
          "does not follow segment " + previous.header().segment());
    }
  }

  /** The segments before the oldest one that is there must have been deleted in order, and told. */
  private void checkTombstones(SegmentFile oldest, List<RecordLine> tombstones)
      throws JournalException {
    long expected = 0;
    boolean covered = oldest.header().segment() == 1;
    for (RecordLine tombstone : tombstones) {
      long segment = tombstone.number("segment");
      if (expected != 0 && segment != expected) {
        find(
            Finding.Kind.TOMBSTONE_OUT_OF_ORDER,
            oldest.path(),
            "the tombstone of segment "
                + segment
                + " stands where that of "
                + expected
                + " was due");
      }
      expected = segment + 1;
      covered |=
          segment == oldest.header().segment() - 1
              && tombstone.text("head").equals(oldest.header().prev())
              && tombstone.number("last_seq") == oldest.header().firstSeq() - 1;
    }
    if (!covered) {
      find(
          Finding.Kind.MISSING_SEGMENT,
          oldest.path(),
          "the segments before "
              + oldest.header().segment()
              + " are missing, and no tombstone tells of them");
    }
  }

  /** Every journal has a head file that knows no more than what is there. */
  private void checkHeadFiles(Path folder) throws IOException {
    Map<String, End> unseen = new LinkedHashMap<>(ends);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.head")) {
      for (Path file : files) {
        Optional<HeadFile.Point> point = new HeadFile(file, Tagger.unkeyed()).read();
        if (point.isPresent()) {
          String id = point.get().journal();
          unseen.remove(id);
          checkHead(file, point.get(), ends.get(id));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    for (End end : unseen.values()) {
      find(
          Finding.Kind.HEAD_ABSENT,
          end.file(),
          "has no head file, or a damaged one, so nobody knows how far the journal went");
    }
  }

  private void checkHead(Path file, HeadFile.Point point, @Nullable End end) {
    if (end == null) {
      if (point.line() > 0) {
        find(Finding.Kind.JOURNAL_GONE, file, "knows journal " + point.journal());
      }
    } else if (point.line() > end.lines()) {
      find(
          Finding.Kind.LOST_LINES,
          end.file(),
          "ends after event " + end.lastSeq() + ", but event " + point.seq() + " was on the disk");
    }
  }

  private static String sha256(SegmentFile file) throws IOException {
    MessageDigest digest = Chain.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = file.open()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Hex.of(digest.digest());
  }

  private void find(Finding.Kind kind, @Nullable Path file, String message) {
    findings.add(new Finding(kind, file, -1, -1, message));
  }
}

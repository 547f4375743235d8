package dev.tocsin.journal;

import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the journals of a folder, streaming, also beside a running writer. What must hold is
 * said by the arguments and by what witnesses have seen; the files themselves are believed nothing.
 *
 * <p>Without a key accidents and clumsy edits are found, and a rewritten journal only with a
 * witness's checkpoints. Not thread-safe; an instance is used once.
 */
public final class Verifier {
  private final List<Finding> findings = new ArrayList<>();
  private final List<Verification.JournalSummary> summaries = new ArrayList<>();
  private final Map<String, End> ends = new LinkedHashMap<>();
  private final VerifierKeys keys = new VerifierKeys();
  private final Set<String> wanted = new LinkedHashSet<>();
  private final Witness witness = new Witness();
  private Duration minAge = Duration.ZERO;

  /** Where a journal ends. */
  private record End(Path file, long lines, long lastSeq, @Nullable String keyId) {}

  /** A verifier that demands nothing but what the format says. */
  public Verifier() {}

  /** Demands that tags are under this key, after those given before. */
  public Verifier tagKey(TagKey key) {
    keys.addTagKey(key);
    return this;
  }

  /** Allows a journal that began without a tag key. */
  public Verifier unkeyedFirst() {
    keys.allowUnkeyedFirst();
    return this;
  }

  /** Demands that checkpoints and seals are signed with this key, after those given before. */
  public Verifier publicKey(VerifyKey key) {
    keys.addPublicKey(key);
    return this;
  }

  /** Allows a journal whose first checkpoints and seals are not signed. */
  public Verifier unsignedFirst() {
    keys.allowUnsignedFirst();
    return this;
  }

  /**
   * Demands that this journal is there. Once one is named, others are left out.
   *
   * @param id 32 hexadecimal digits
   */
  public Verifier journal(String id) {
    wanted.add(id);
    return this;
  }

  /**
   * Demands that no segment was deleted before it was that old, by the witness's time where there
   * is one.
   */
  public Verifier minAge(Duration age) {
    minAge = age;
    return this;
  }

  /**
   * Adds checkpoint lines that were kept elsewhere.
   *
   * @param ndjson the lines as the writer wrote them, or each as {@code
   *     {"witnessed_at":TIME,"line":TEXT}} by a witness with a clock of its own; others are passed
   *     over
   * @throws IOException if the file can't be read
   */
  public Verifier witness(Path ndjson) throws IOException {
    witness.read(ndjson);
    return this;
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
    Set<String> leftOut = new TreeSet<>();
    for (SegmentFile file : SegmentFile.listAll(folder)) {
      if (!wanted.isEmpty() && !wanted.contains(file.header().journal())) {
        leftOut.add(file.header().journal());
        continue;
      }
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
    checkHeadFiles(folder, leftOut);
    for (String id : witness.journals()) {
      if (!journals.containsKey(id) && !leftOut.contains(id)) {
        find(Finding.Kind.JOURNAL_GONE, null, "a witness has seen journal " + id);
      }
    }
    for (String id : wanted) {
      if (!journals.containsKey(id)) {
        find(Finding.Kind.JOURNAL_GONE, null, "journal " + id + " was asked for");
      }
    }
    findings.addAll(witness.contradictions());
    return new Verification(summaries, List.copyOf(leftOut), findings);
  }

  private void verify(String id, List<SegmentFile> segments) throws IOException {
    List<RecordLine> tombstones = new ArrayList<>();
    List<Long> tombstoneLines = new ArrayList<>();
    SegmentVerifier verifier =
        new SegmentVerifier(
            findings::add,
            witness.heads(id),
            (tombstone, line) -> {
              tombstones.add(tombstone);
              tombstoneLines.add(line);
            },
            keys);
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
    verifier.judgeEnd(last);
    checkTombstones(segments.get(0), tombstones);
    for (int i = 0; i < tombstones.size(); i++) {
      checkAge(id, last.path(), tombstones.get(i), tombstoneLines.get(i));
    }
    ends.put(id, new End(last.path(), verifier.lines(), verifier.lastSeq(), last.header().key()));
    Witness.Seen newest = witness.newest(id);
    if (newest != null && newest.line() > verifier.lines()) {
      find(
          Finding.Kind.WITNESS_AHEAD,
          last.path(),
          "a witness has seen "
              + newest.line()
              + " lines, up to event "
              + newest.lastSeq()
              + "; there are "
              + verifier.lines());
    }
    summarize(id, segments, verifier, newest);
  }

  /** Whether a segment had the age that was demanded when its tombstone was written. */
  private void checkAge(String id, Path file, RecordLine tombstone, long line)
      throws JournalException {
    if (minAge.isZero()) {
      return;
    }
    Instant sealed = tombstone.time("newest");
    Instant deleted = tombstone.time("time");
    Instant notBefore = witness.timeBefore(id, tombstone.number("last_seq"));
    Instant notAfter = witness.timeAfter(id, line);
    Instant from = notBefore == null || notBefore.isBefore(sealed) ? sealed : notBefore;
    Instant to = notAfter == null || notAfter.isAfter(deleted) ? deleted : notAfter;
    if (Duration.between(from, to).compareTo(minAge) < 0) {
      findings.add(
          new Finding(
              Finding.Kind.TOMBSTONE_TOO_YOUNG,
              file,
              line,
              -1,
              "segment "
                  + tombstone.number("segment")
                  + " was deleted "
                  + Duration.between(from, to).toHours()
                  + " h after its end"));
    }
  }

  private void summarize(
      String id,
      List<SegmentFile> segments,
      SegmentVerifier verifier,
      Witness.@Nullable Seen newest) {
    summaries.add(
        new Verification.JournalSummary(
            id,
            segments.get(0).header().writer(),
            segments.size(),
            verifier.events(),
            segments.get(0).header().firstSeq(),
            verifier.lastSeq(),
            !verifier.isUnchecked(),
            verifier.signedSeq(),
            newest == null ? 0 : newest.lastSeq(),
            Optional.ofNullable(newest).map(Witness.Seen::time)));
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
    String head = "";
    boolean covered = oldest.header().segment() == 1;
    for (RecordLine tombstone : tombstones) {
      long segment = tombstone.number("segment");
      if (segment < 1
          || (expected != 0 && (segment != expected || !tombstone.text("prev").equals(head)))) {
        find(
            Finding.Kind.TOMBSTONE_OUT_OF_ORDER,
            oldest.path(),
            "the tombstone of segment "
                + segment
                + (expected == 0
                    ? " is of none that can have been"
                    : " does not follow that of " + (expected - 1)));
      }
      expected = segment + 1;
      head = tombstone.text("head");
      covered |=
          segment == oldest.header().segment() - 1
              && head.equals(oldest.header().prev())
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
  private void checkHeadFiles(Path folder, Set<String> leftOut) throws IOException {
    Map<String, End> unseen = new LinkedHashMap<>(ends);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.head")) {
      for (Path file : files) {
        Optional<HeadFile.Slot> slot = new HeadFile(file).read(keys, !keys.demandKeys());
        if (slot.isPresent()) {
          String id = slot.get().point().journal();
          End end = ends.get(id);
          if (end == null || isTrusted(slot.get(), end)) {
            unseen.remove(id);
          }
          if (!leftOut.contains(id)) {
            checkHead(file, slot.get().point(), end);
          }
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

  /** Its key is that of the journal's end, or a newer one, as just before a change of key. */
  private boolean isTrusted(HeadFile.Slot slot, End end) {
    return !keys.demandKeys() || keys.place(slot.keyId()) >= keys.place(end.keyId());
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

package dev.tocsin.journal;

import dev.tocsin.files.Sha256;
import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the journals of folders, streaming, also beside a running writer. What must hold is said
 * by the arguments and by what witnesses have seen; the files themselves are believed nothing.
 *
 * <p>Without a key accidents and clumsy edits are found, and a rewritten journal only with a
 * witness's checkpoints. Not thread-safe; an instance is used once.
 */
public final class Verifier {
  private static final int MAX_TRIES = 10;

  private final List<Finding> findings = new ArrayList<>();
  private final List<Verification.JournalSummary> summaries = new ArrayList<>();
  private final Map<String, End> ends = new LinkedHashMap<>();
  private final VerifierKeys keys = new VerifierKeys();
  private final Set<String> wanted = new LinkedHashSet<>();
  private final Set<String> unwanted = new LinkedHashSet<>();
  private final Witness witness;
  private final List<Head> heads = new ArrayList<>();
  private List<ConsumerCursor.Found> cursors = List.of();
  private Duration minAge = Duration.ZERO;
  private Clock clock = Clock.systemUTC();

  /** Where a journal ends. */
  private record End(Path file, long lines, long lastSeq, @Nullable String keyId) {}

  /** A verifier that demands nothing but what the format says. */
  public Verifier() {
    this(new Witness());
  }

  private Verifier(Witness witness) {
    this.witness = witness;
  }

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
   * Leaves a journal out.
   *
   * @param id 32 hexadecimal digits
   */
  public Verifier without(String id) {
    unwanted.add(id);
    return this;
  }

  /**
   * Demands that no segment was deleted before it was that old, by the witness's time where there
   * is one. A deletion that is said to be still to come counts as one of now.
   */
  public Verifier minAge(Duration age) {
    minAge = age;
    return this;
  }

  /** Has another clock tell what is still to come. */
  Verifier clock(Clock other) {
    clock = other;
    return this;
  }

  /**
   * Adds checkpoint lines that were kept elsewhere.
   *
   * @param kept the lines as the writer wrote them, or each as {@code
   *     {"witnessed_at":TIME,"line":TEXT}} by a witness with a clock of its own, or log records in
   *     OTLP/JSON or an answer of Loki that hold them, plain or as gzip; other objects are passed
   *     over
   * @throws IOException if the file can't be read, or is damaged
   */
  public Verifier witness(Path kept) throws IOException {
    witness.read(kept);
    return this;
  }

  /**
   * One with the same demands but for keys and journals, and none of the findings: for a journal
   * that has no keys where others must have some.
   */
  public Verifier withoutKeys() {
    return new Verifier(witness).minAge(minAge).clock(clock);
  }

  /** Whether tags or signatures must be under keys that were given. */
  public boolean demandsKeys() {
    return keys.demandKeys() || keys.demandSignatures();
  }

  /** Ids of the journals that are demanded, and if there are any, are the only ones. */
  public Set<String> demanded() {
    return Set.copyOf(wanted);
  }

  /**
   * Verifies a folder.
   *
   * @throws JournalException if there is no such folder
   * @throws IOException if it can't be listed
   */
  public Verification verify(Path folder) throws IOException {
    return verify(List.of(folder));
  }

  /**
   * Verifies folders, each for itself: a journal that lies in one of them in part has a gap there.
   * A journal that is demanded, or that a witness or a head file knows, may be in any of them.
   *
   * @throws JournalException if one of them is no folder
   * @throws IOException if one can't be listed
   */
  public Verification verify(List<Path> folders) throws IOException {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new JournalException(
            folder + ": is no folder; name the one that the audit files are in");
      }
    }
    Set<String> there = new LinkedHashSet<>();
    Set<String> leftOut = new TreeSet<>();
    List<Path> empty = new ArrayList<>();
    Map<String, Path> gone = new LinkedHashMap<>();
    for (Path folder : folders) {
      if (!verifyFolder(folder, there, leftOut, gone)) {
        empty.add(folder);
      }
    }
    // They stand first: what else is found of head files mostly follows from it.
    List<Finding> goneFirst = new ArrayList<>();
    gone.forEach(
        (id, headFile) -> {
          if (!there.contains(id) && !leftOut.contains(id)) {
            goneFirst.add(
                new Finding(Finding.Kind.JOURNAL_GONE, headFile, -1, -1, "knows journal " + id));
          }
        });
    findings.addAll(0, goneFirst);
    for (String id : witness.journals()) {
      // A store of a whole fleet has seen many; who asks for one asks for no other.
      boolean asked = wanted.isEmpty() || wanted.contains(id);
      if (asked && !there.contains(id) && !leftOut.contains(id)) {
        find(Finding.Kind.JOURNAL_GONE, null, "a witness has seen journal " + id);
      }
    }
    for (String id : wanted) {
      if (!there.contains(id)) {
        find(Finding.Kind.JOURNAL_GONE, null, "journal " + id + " was asked for");
      }
    }
    findings.addAll(witness.contradictions());
    return new Verification(summaries, List.copyOf(leftOut), empty, findings);
  }

  /**
   * Verifies one folder.
   *
   * @param there takes the journals that are in it
   * @param leftOut takes those that nobody asked for
   * @param gone takes the journals that only a head file knows, with that file
   * @return whether there is any file of a journal in it
   */
  private boolean verifyFolder(
      Path folder, Set<String> there, Set<String> leftOut, Map<String, Path> gone)
      throws IOException {
    heads.clear();
    ends.clear();
    // Before the segments: a writer goes on beside us, and what the heads promise must be in them.
    readHeadFiles(folder);
    cursors = ConsumerCursor.listIn(folder);
    Map<String, List<SegmentFile>> journals = new LinkedHashMap<>();
    for (SegmentFile file : SegmentFile.listEverySeen(folder)) {
      if ((!wanted.isEmpty() && !wanted.contains(file.header().journal()))
          || unwanted.contains(file.header().journal())) {
        leftOut.add(file.header().journal());
        continue;
      }
      List<SegmentFile> journal =
          journals.computeIfAbsent(file.header().journal(), id -> new ArrayList<>());
      SegmentFile last = journal.isEmpty() ? null : journal.get(journal.size() - 1);
      if (last == null || !last.isSameSegment(file)) {
        journal.add(file);
      } else if (!isSameContent(last, file)) {
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
    checkHeadFiles(leftOut, gone);
    List<Path> paths =
        journals.values().stream().flatMap(List::stream).map(SegmentFile::path).toList();
    for (SegmentFile.Damaged each : SegmentFile.damaged(folder, paths)) {
      find(Finding.Kind.UNREADABLE, each.path(), each.why());
    }
    there.addAll(journals.keySet());
    return !journals.isEmpty() || !heads.isEmpty() || !leftOut.isEmpty();
  }

  private void verify(String id, List<SegmentFile> segments) throws IOException {
    List<RecordLine> tombstones = new ArrayList<>();
    List<Long> tombstoneLines = new ArrayList<>();
    Map<Long, String> expectedHeads = witness.heads(id);
    for (Head head : heads) {
      if (head.point().journal().equals(id)) {
        expectedHeads.putIfAbsent(head.point().line(), head.point().hash());
      }
    }
    SegmentVerifier verifier =
        new SegmentVerifier(
            findings::add,
            expectedHeads,
            (tombstone, line) -> {
              tombstones.add(tombstone);
              tombstoneLines.add(line);
            },
            keys);
    List<Gap> gaps = new ArrayList<>();
    SegmentFile first = null;
    SegmentFile previous = null;
    for (SegmentFile segment : segments) {
      checkPlace(segment, previous, verifier, gaps);
      if (read(verifier, segment)) {
        first = first == null ? segment : first;
        previous = segment;
      }
    }
    if (first == null || previous == null) {
      // All of it was deleted while we came to it; its head file tells.
      return;
    }
    SegmentFile last = previous;
    if (verifier.isUnfinished() && !WriterLock.isHeld(last.path())) {
      find(
          Finding.Kind.UNFINISHED_LINE,
          last.path(),
          "the last line has no end, and nobody writes the journal");
    }
    verifier.judgeEnd(last);
    checkTombstones(first, tombstones, gaps);
    checkAgainstTombstones(segments, tombstones);
    for (int i = 0; i < tombstones.size(); i++) {
      checkAge(id, last.path(), tombstones.get(i), tombstoneLines.get(i));
    }
    checkCursors(id, verifier.lastSeq());
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

  /** Nobody who follows the journal can have got further than it goes. */
  private void checkCursors(String id, long lastSeq) {
    for (ConsumerCursor.Found cursor : cursors) {
      if (cursor.position().journal().equals(id) && cursor.position().seq() > lastSeq) {
        find(
            Finding.Kind.WITNESS_AHEAD,
            cursor.path(),
            "somebody has got event "
                + cursor.position().seq()
                + "; the journal ends with event "
                + lastSeq);
      }
    }
  }

  /**
   * Reads a segment, under whatever name a writer beside us has given it by now.
   *
   * @return whether it is still there
   */
  private boolean read(SegmentVerifier verifier, SegmentFile segment) throws IOException {
    Optional<SegmentFile> file = Optional.of(segment);
    for (int tries = 0; tries < MAX_TRIES && file.isPresent(); tries++) {
      try {
        verifier.read(file.get());
        return true;
      } catch (NoSuchFileException e) {
        Path folder = Objects.requireNonNull(segment.path().getParent());
        file =
            SegmentFile.list(folder).stream()
                .filter(other -> other.header().equals(segment.header()))
                .findFirst();
      } catch (IOException e) {
        find(Finding.Kind.UNREADABLE, segment.path(), Reason.of(e));
        return true;
      }
    }
    return false;
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
    Instant to = earlier(earlier(deleted, notAfter), clock.instant());
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

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other == null || one.isBefore(other) ? one : other;
  }

  private void summarize(
      String id,
      List<SegmentFile> segments,
      SegmentVerifier verifier,
      Witness.@Nullable Seen newest) {
    summaries.add(
        new Verification.JournalSummary(
            id,
            Objects.requireNonNull(segments.get(0).path().getParent()),
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
      SegmentFile segment,
      @Nullable SegmentFile previous,
      SegmentVerifier verifier,
      List<Gap> gaps) {
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
    if (header.segment() != previous.header().segment() + 1) {
      gaps.add(new Gap(previous.header().segment() + 1, verifier.head(), segment));
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

  /** What is not there must have been deleted in order, oldest first, and told. */
  private void checkTombstones(SegmentFile oldest, List<RecordLine> tombstones, List<Gap> gaps)
      throws JournalException {
    Map<Long, RecordLine> told = new HashMap<>();
    RecordLine before = null;
    for (RecordLine tombstone : tombstones) {
      long segment = tombstone.number("segment");
      long due = before != null ? before.number("segment") + 1 : oldest.header().segment();
      boolean follows =
          before == null
              ? segment >= 1 && segment <= due
              : segment == due
                  && tombstone.text("prev").equals(before.text("head"))
                  && tombstone.number("first_seq") == before.number("last_seq") + 1;
      if (follows) {
        told.put(segment, tombstone);
        before = tombstone;
      } else {
        find(
            Finding.Kind.TOMBSTONE_OUT_OF_ORDER,
            oldest.path(),
            "the tombstone of segment " + segment + " stands where that of " + due + " was due");
      }
    }
    if (oldest.header().segment() != 1) {
      checkGap(new Gap(oldest.header().segment() - 1, "", oldest), told);
    }
    for (Gap gap : gaps) {
      checkGap(gap, told);
    }
  }

  /** The tombstones of the missing segments must lead from the lines before them to those after. */
  private void checkGap(Gap gap, Map<Long, RecordLine> told) throws JournalException {
    SegmentHeader next = gap.next().header();
    long count = next.segment() - gap.from();
    boolean covered = count > 0 && count <= told.size();
    for (long segment = gap.from(); covered && segment < next.segment(); segment++) {
      covered = told.containsKey(segment);
    }
    if (covered) {
      RecordLine first = Objects.requireNonNull(told.get(gap.from()));
      RecordLine last = Objects.requireNonNull(told.get(next.segment() - 1));
      covered =
          (gap.prev().isEmpty() || first.text("prev").equals(gap.prev()))
              && last.text("head").equals(next.prev())
              && last.number("last_seq") == next.firstSeq() - 1;
    }
    if (!covered) {
      // One finding however many they are: a header may claim any number.
      find(
          Finding.Kind.MISSING_SEGMENT,
          gap.next().path(),
          count == 1
              ? "segment " + gap.from() + " is missing, and no tombstone tells of it"
              : "segments "
                  + gap.from()
                  + " to "
                  + (next.segment() - 1)
                  + " are missing, and no tombstones tell of them");
    }
  }

  /**
   * A segment that was put back, or that a crash has kept, is the one that its tombstone tells of.
   */
  private void checkAgainstTombstones(List<SegmentFile> segments, List<RecordLine> tombstones)
      throws IOException {
    for (RecordLine tombstone : tombstones) {
      for (SegmentFile segment : segments) {
        if (segment.header().segment() == tombstone.number("segment")
            && !contentOf(segment).map(tombstone.text("sha256")::equals).orElse(true)) {
          find(
              Finding.Kind.CONTRADICTION, segment.path(), "is not the file its tombstone tells of");
        }
      }
    }
  }

  /** What the head files know. */
  private void readHeadFiles(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.head")) {
      for (Path file : files) {
        HeadFile headFile = new HeadFile(file);
        Optional<HeadFile.Slot> slot = headFile.read(keys, !keys.demandKeys());
        slot.ifPresent(read -> heads.add(new Head(file, read, headFile.isDamaged())));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Every journal has a head file that knows no more than what is there. */
  private void checkHeadFiles(Set<String> leftOut, Map<String, Path> gone) throws IOException {
    Map<String, End> unseen = new LinkedHashMap<>(ends);
    for (Head head : heads) {
      String id = head.point().journal();
      End end = ends.get(id);
      if (end == null || isTrusted(head.slot(), end)) {
        unseen.remove(id);
      }
      if (leftOut.contains(id)) {
        continue;
      }
      if (head.isDamaged() && !WriterLock.isHeld(activeOf(head.file()))) {
        find(Finding.Kind.HEAD_CUT_OFF, head.file(), "one of its two slots is not whole");
      }
      if (end != null) {
        checkHead(head.point(), end);
      } else if (head.point().line() > 0) {
        gone.putIfAbsent(id, head.file());
      }
    }
    for (End end : unseen.values()) {
      find(
          Finding.Kind.HEAD_ABSENT,
          end.file(),
          "has no head file, or a damaged one, so nobody knows how far the journal went");
    }
  }

  private static Path activeOf(Path head) {
    String name = head.getFileName().toString();
    return head.resolveSibling(name.substring(0, name.length() - ".head".length()));
  }

  /** Its key is that of the journal's end, or a newer one, as just before a change of key. */
  private boolean isTrusted(HeadFile.Slot slot, End end) {
    return !keys.demandKeys() || keys.place(slot.keyId()) >= keys.place(end.keyId());
  }

  private void checkHead(HeadFile.Point point, End end) {
    if (point.line() > end.lines()) {
      find(
          Finding.Kind.LOST_LINES,
          end.file(),
          "ends after event " + end.lastSeq() + ", but event " + point.seq() + " was on the disk");
    }
  }

  /** What a head file tells of its journal. */
  private record Head(Path file, HeadFile.Slot slot, boolean isDamaged) {
    HeadFile.Point point() {
      return slot.point();
    }
  }

  /**
   * Segments that are not there.
   *
   * @param from the first of them
   * @param prev h of the line before, or empty if that is not known
   * @param next the segment after them
   */
  private record Gap(long from, String prev, SegmentFile next) {}

  /** Also if one of them is gone by now: a plain file goes once it is compressed. */
  private static boolean isSameContent(SegmentFile one, SegmentFile other) throws IOException {
    Optional<String> content = contentOf(one);
    return content.isEmpty() || contentOf(other).map(content.get()::equals).orElse(true);
  }

  /** Digest of a file, decompressed; empty if it is gone, and that of no file if it is damaged. */
  private static Optional<String> contentOf(SegmentFile file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = file.open()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (ZipException | EOFException e) {
      return Optional.of("none: " + file.path());
    }
    return Optional.of(Hex.of(digest.digest()));
  }

  private void find(Finding.Kind kind, @Nullable Path file, String message) {
    findings.add(new Finding(kind, file, -1, -1, message));
  }
}

package dev.tocsin.journal;

import dev.tocsin.files.SecureFiles;
import dev.tocsin.files.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Compresses sealed segments and deletes those whose time has come. Runs on a thread of its own;
 * what is cut off is found and resumed by the next run, also after a restart.
 */
final class Housekeeper {
  /** While a file of this name lies beside the journal, nothing is deleted. */
  static final String LEGAL_HOLD = "legal-hold";

  private static final Duration CLOCK_JUMP = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofDays(1);

  /** So long a file without a seal must not change before it counts as all that will come. */
  private static final Duration QUIET = Duration.ofMinutes(30);

  /** A seal is a few hundred bytes long, with its signature. */
  private static final int SEAL_BYTES = 8192;

  /** So many missing segments are told at a look, as a header may claim any number. */
  private static final int MAX_TOLD = 100;

  private final Journal journal;
  private final JournalListener listener;
  private final Set<Long> toldMissing = new HashSet<>();
  private final Set<Long> toldBack = new HashSet<>();
  private final TwoForms twoForms = new TwoForms(() -> this.stopping);
  private final Set<Path> toldTwoForms = new HashSet<>();
  private Map<Path, Unsealed> unsealed = Map.of();
  private final LongSupplier nanoTime;
  private final KnownSegments segments;
  private Instant wallBefore;
  private long monotonicBefore;
  private long pausedUntil;
  private boolean leftoversRemoved;
  private boolean heldUp;
  private String trouble = "";
  private volatile boolean stopping;

  /**
   * A keeper whose clock goes right from now on.
   *
   * @param nanoTime a clock that nobody sets, as {@link System#nanoTime()}
   */
  Housekeeper(Journal journal, JournalListener listener, LongSupplier nanoTime) {
    this.journal = journal;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.segments = new KnownSegments(folder());
    this.wallBefore = journal.config().clock().instant();
    this.monotonicBefore = nanoTime.getAsLong();
    this.pausedUntil = monotonicBefore;
  }

  void stop() {
    stopping = true;
  }

  void run() {
    if (stopping || journal.isTaken()) {
      return;
    }
    heldUp = false;
    trouble = "";
    attempt(this::removeLeftovers);
    // What has to go is not compressed before; how much room the rest takes shows after that. A
    // full
    // disk without room for compressing is the very one that needs what has expired deleted.
    attempt(() -> deleteExpired(false));
    attempt(this::compressSealed);
    if (!heldUp) {
      attempt(() -> deleteExpired(true));
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      // The same reason is told once for all steps.
      String before = trouble;
      trouble = Reason.of(e);
      if (!stopping && !trouble.equals(before)) {
        journal.report(
            journal.config().file()
                + ": sealed segments can't be looked after ("
                + trouble
                + "); tried again within the hour",
            e);
      }
    }
  }

  private Path folder() {
    return Objects.requireNonNull(journal.config().file().getParent());
  }

  private List<SegmentFile> sealedSegments(long oldestOpen) throws IOException {
    return segments.list().stream()
        .filter(file -> file.header().journal().equals(journal.id()))
        .filter(file -> file.header().segment() < oldestOpen)
        .filter(file -> !file.path().equals(journal.config().file()))
        .toList();
  }

  private void compressSealed() throws IOException {
    if (!journal.config().naming().compress()) {
      return;
    }
    Map<Path, Unsealed> before = unsealed;
    unsealed = new HashMap<>();
    for (SegmentFile file : sealedSegments(journal.oldestOpenSegment())) {
      Path plain = file.path();
      if (file.isCompressed() || stopping) {
        continue;
      }
      if (TwoForms.has(plain)) {
        if (!isBesideAnother(plain)) {
          // A compression was cut off behind its last step but one.
          deletePlain(plain);
        }
      } else if (isAllThere(plain, before.get(plain))) {
        compress(plain);
      }
    }
  }

  /** A plain file without a seal, and when it was seen first as it is. */
  private record Unsealed(FileTime modified, long size, long since) {}

  /**
   * Whether nothing more will come: somebody may be copying a segment to its place, and would go on
   * in a file that is deleted by then. What a crash or an intruder left without a seal stays as it
   * is, and that shows with time.
   */
  private boolean isAllThere(Path plain, @Nullable Unsealed before) throws IOException {
    try {
      if (endsWithSeal(plain)) {
        return true;
      }
      BasicFileAttributes found = TwoForms.attributes(plain);
      long now = nanoTime.getAsLong();
      Unsealed seen = new Unsealed(found.lastModifiedTime(), found.size(), now);
      if (before != null
          && before.modified().equals(seen.modified())
          && before.size() == seen.size()) {
        seen = before;
      }
      unsealed.put(plain, seen);
      return now - seen.since() >= QUIET.toNanos();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Whether the last line is a seal and whole; spares reading what is before it. */
  private static boolean endsWithSeal(Path plain) throws IOException {
    long from = Math.max(0, Files.size(plain) - SEAL_BYTES);
    byte[] bytes = JournalFiles.read(plain, from, SEAL_BYTES);
    int last = bytes.length - 1;
    if (last < 0 || bytes[last] != '\n') {
      return false;
    }
    int begin = last;
    while (begin > 0 && bytes[begin - 1] != '\n') {
      begin--;
    }
    try {
      return RecordLine.parse(bytes, begin, last - begin).kind().equals("seal");
    } catch (JournalException e) {
      // An event, or damaged.
      return false;
    }
  }

  /**
   * Whether a plain file lies beside a compressed one that holds something else, as while somebody
   * decompresses it: nobody here knows which of them is right, so both stay, and it is told once.
   */
  private boolean isBesideAnother(Path plain) throws IOException {
    if (SegmentFile.isCompressed(plain) || !TwoForms.has(plain)) {
      toldTwoForms.remove(plain);
      return false;
    }
    TwoForms.Found found = twoForms.compare(plain);
    if (found == TwoForms.Found.SAME) {
      toldTwoForms.remove(plain);
      return false;
    }
    if (found == TwoForms.Found.DIFFERENT && toldTwoForms.add(plain)) {
      journal.report(
          plain
              + ": holds something else than "
              + SegmentFile.compressedName(plain).getFileName()
              + " beside it, so both are kept; look at them, then move one of them away",
          new JournalException("two forms of a segment"));
    }
    return true;
  }

  private void deletePlain(Path plain) throws IOException {
    SecureFiles.forceFolder(folder());
    Files.deleteIfExists(plain);
  }

  /** Compresses to a temporary name, reads it back, and only then takes the plain file away. */
  private void compress(Path plain) throws IOException {
    Path compressed = SegmentFile.compressedName(plain);
    Path temporary = temporaryName(plain);
    Files.deleteIfExists(temporary);
    BasicFileAttributes before = TwoForms.attributes(plain);
    MessageDigest written = Sha256.digest();
    try (FileChannel channel = SecureFiles.createNew(temporary);
        InputStream in = Channels.newInputStream(SecureFiles.openForRead(plain))) {
      GZIPOutputStream out = new GZIPOutputStream(Channels.newOutputStream(channel), 1 << 16);
      if (!pump(in, out, written)) {
        return;
      }
      out.finish();
      channel.force(true);
    }
    Path readable = temporary;
    MessageDigest read = Sha256.digest();
    try (InputStream in =
        new java.util.zip.GZIPInputStream(
            Channels.newInputStream(SecureFiles.openForRead(readable)), 1 << 16)) {
      if (!pump(in, OutputStream.nullOutputStream(), read)) {
        return;
      }
    }
    if (!Arrays.equals(written.digest(), read.digest())) {
      throw new IOException(temporary + ": does not read back as it was written");
    }
    BasicFileAttributes after = TwoForms.attributes(plain);
    if (TwoForms.has(plain)
        || after.size() != before.size()
        || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
      // Somebody else was at it meanwhile: looked at again the next time.
      Files.delete(temporary);
      return;
    }
    Files.move(temporary, compressed, StandardCopyOption.ATOMIC_MOVE);
    deletePlain(plain);
  }

  private boolean pump(InputStream in, OutputStream out, MessageDigest digest) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (stopping) {
        return false;
      }
      digest.update(buffer, 0, read);
      out.write(buffer, 0, read);
    }
    return true;
  }

  private void deleteExpired(boolean forSize) throws IOException {
    long oldestOpen = journal.oldestOpenSegment();
    Deque<SegmentFile> sealed = new ArrayDeque<>(sealedSegments(oldestOpen));
    tellMissing(sealed, oldestOpen);
    RetentionPolicy policy = journal.config().retention();
    long limit = forSize ? policy.totalSize() : 0;
    if (policy.isForever() || isHeld() || clockJumped()) {
      return;
    }
    while (!sealed.isEmpty() && !stopping) {
      SegmentFile oldest = sealed.peekFirst();
      long segment = oldest.header().segment();
      if (segment == journal.tombstoned()) {
        // Its tombstone was written, and then the process ended.
        if (!isBesideAnother(oldest.path())) {
          deleteSegment(oldest.path());
        }
      } else if (segment < journal.tombstoned()) {
        // Each file is gone before the next tombstone is written: this one was not there then.
        tellBack(oldest);
      } else if (!deleteIfDue(oldest, sealed, policy, limit)) {
        return;
      }
      sealed.removeFirst();
    }
  }

  /** Whoever had it away, or could not have it read, may want it; and there may be no tombstone. */
  private void tellBack(SegmentFile segment) {
    if (toldBack.add(segment.header().segment())) {
      journal.report(
          segment.path()
              + ": was not there when later segments were deleted, so it is kept beyond its time;"
              + " look at it, then move it away",
          new JournalException("a segment is back"));
    }
  }

  private boolean deleteIfDue(
      SegmentFile oldest, Deque<SegmentFile> sealed, RetentionPolicy policy, long totalSize)
      throws IOException {
    Instant now = journal.config().clock().instant();
    if (!mayBeDue(oldest, sealed, policy, totalSize, now)) {
      return false;
    }
    SegmentScan scan = scanUndamaged(oldest);
    RecordLine seal = scan == null ? null : scan.seal();
    if (scan == null || seal == null) {
      heldUp = true;
      journal.report(
          oldest.path()
              + ": is damaged, so it is kept beyond its time; look at it, then move it away",
          new JournalException("damaged segment"));
      return false;
    }
    Instant sealedAt = seal.time("time");
    Duration age = Duration.between(sealedAt, now);
    boolean needed = isNeeded(oldest.header().segment());
    Duration maxAge = needed ? policy.maxAge().plus(ConsumerCursor.GRACE) : policy.maxAge();
    boolean tooOld = !policy.maxAge().isZero() && age.compareTo(maxAge) >= 0;
    boolean crowded =
        age.compareTo(policy.minAge()) >= 0 && isCrowded(sealed, policy, totalSize, needed ? 2 : 1);
    if (!tooOld && !crowded) {
      return false;
    }
    if (isBesideAnother(oldest.path())) {
      heldUp = true;
      return false;
    }
    SegmentHeader header = oldest.header();
    journal.bury(
        RecordLine.of("tombstone")
            .with("segment", header.segment())
            .with("first_seq", header.firstSeq())
            .with("last_seq", scan.lastSeq())
            .with("prev", header.prev())
            .with("head", scan.chain().headHex())
            .with("sha256", sha256(oldest))
            .with("newest", sealedAt)
            .with("policy", policy.text())
            .with("time", now),
        header.segment());
    deleteSegment(oldest.path());
    listener.segmentDeleted(
        oldest.path(), header.segment(), header.firstSeq(), scan.lastSeq(), policy.text());
    return true;
  }

  /** What a segment holds, or null if it can't be read to its end or was changed. */
  private @Nullable SegmentScan scanUndamaged(SegmentFile file) throws IOException {
    try {
      SegmentScan scan = SegmentScan.of(file, journal.keys());
      return scan.wrongLineAt() < 0 && scan.restBytes() == 0 ? scan : null;
    } catch (JournalException | EOFException | ZipException e) {
      return null;
    }
  }

  /** A cheap look that spares reading a segment every hour: it began before it was sealed. */
  private boolean mayBeDue(
      SegmentFile oldest,
      Deque<SegmentFile> sealed,
      RetentionPolicy policy,
      long totalSize,
      Instant now)
      throws IOException {
    Duration sinceBegin = Duration.between(oldest.header().time(), now);
    return (!policy.maxAge().isZero() && sinceBegin.compareTo(policy.maxAge()) >= 0)
        || (sinceBegin.compareTo(policy.minAge()) >= 0 && isCrowded(sealed, policy, totalSize, 1));
  }

  /** Whether there is more than so many times what is allowed. */
  private boolean isCrowded(
      Deque<SegmentFile> sealed, RetentionPolicy policy, long totalSize, int times)
      throws IOException {
    if (totalSize > 0) {
      long bytes = 0;
      for (SegmentFile file : sealed) {
        bytes += Files.size(file.path());
      }
      if (bytes > times * totalSize) {
        return true;
      }
    }
    if (policy.maxEvents() == 0) {
      return false;
    }
    long oldestSeq = Objects.requireNonNull(sealed.peekFirst()).header().firstSeq();
    return journal.activeFirstSeq() - oldestSeq > times * policy.maxEvents();
  }

  /** Whether somebody who follows the journal has not got behind a segment yet. */
  private boolean isNeeded(long segment) throws IOException {
    return ConsumerCursor.listIn(folder()).stream()
        .anyMatch(
            each ->
                each.position().journal().equals(journal.id())
                    && each.position().segment() <= segment);
  }

  private boolean isHeld() {
    return Files.exists(folder().resolve(LEGAL_HOLD), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * A wall clock that was set forward by a year must not delete a year of evidence: after a jump of
   * more than an hour nothing is deleted for a day, time for someone to see it.
   */
  private boolean clockJumped() {
    Instant wall = journal.config().clock().instant();
    long monotonic = nanoTime.getAsLong();
    Duration jump =
        Duration.between(wallBefore, wall).minusNanos(monotonic - monotonicBefore).abs();
    wallBefore = wall;
    monotonicBefore = monotonic;
    if (jump.compareTo(CLOCK_JUMP) > 0) {
      pausedUntil = monotonic + PAUSE.toNanos();
      journal.report(
          journal.config().file()
              + ": the clock jumped by "
              + jump.toSeconds()
              + " s; nothing is deleted for the next 24 h",
          new JournalException("clock jump"));
    }
    return pausedUntil - monotonic > 0;
  }

  private void tellMissing(Collection<SegmentFile> sealed, long oldestOpen) {
    Set<Long> present =
        sealed.stream().map(file -> file.header().segment()).collect(Collectors.toSet());
    int told = 0;
    for (long segment = journal.tombstoned() + 1;
        segment < oldestOpen && told < MAX_TOLD;
        segment++) {
      if (!present.contains(segment) && !toldMissing.contains(segment)) {
        told++;
        listener.segmentMissing(segment, firstSeqAfter(segment, sealed));
        toldMissing.add(segment);
      }
    }
  }

  private long firstSeqAfter(long segment, Collection<SegmentFile> sealed) {
    return sealed.stream()
        .map(SegmentFile::header)
        .filter(header -> header.segment() > segment)
        .mapToLong(SegmentHeader::firstSeq)
        .min()
        .orElseGet(journal::activeFirstSeq);
  }

  private static String sha256(SegmentFile file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = file.open()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Hex.of(digest.digest());
  }

  /**
   * Deletes a segment. A compression that was cut off behind its last step but one leaves both
   * forms; the one that is found first goes last, so that the next run goes on where this one ends.
   */
  private void deleteSegment(Path found) throws IOException {
    if (!SegmentFile.isCompressed(found)) {
      delete(SegmentFile.compressedName(found));
    }
    delete(found);
  }

  private void delete(Path file) throws IOException {
    try {
      Files.delete(file);
    } catch (NoSuchFileException e) {
      return;
    }
    SecureFiles.forceFolder(folder());
  }

  private static Path temporaryName(Path plain) {
    return plain.resolveSibling(plain.getFileName() + ".gz.tmp");
  }

  /** Removes, once, what a compression that was cut off left beside its segment. */
  private void removeLeftovers() throws IOException {
    if (!leftoversRemoved) {
      for (SegmentFile file : sealedSegments(journal.oldestOpenSegment())) {
        Files.deleteIfExists(temporaryName(file.path()));
      }
      leftoversRemoved = true;
    }
  }
}

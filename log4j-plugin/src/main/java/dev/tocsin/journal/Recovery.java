package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes up a journal where it was left: reads the active file, compares it with the durable point
 * in the head file, sets an incomplete last line aside, finishes a roll that was cut off, and goes
 * on numbering. Used once, by the one writer, with the lock held.
 */
final class Recovery {
  private static final byte[] SEGMENT_OPEN =
      "{\"record\":\"segment\",\"format\":".getBytes(US_ASCII);

  private final JournalConfig config;
  private final WriterKeys keys;
  private final HeadFile headFile;
  private final Instant now;
  private final List<RecordLine> lines = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private final List<String> setAside = new ArrayList<>();
  private OptionalLong lostFrom = OptionalLong.empty();
  private OptionalLong lostTo = OptionalLong.empty();
  private boolean linesLost;

  /**
   * Where writing goes on.
   *
   * @param segment the file to append to; the lines that opening it calls for are in its buffer
   * @param report what was amiss
   * @param tombstoned the newest segment whose tombstone is on the disk, 0 for none
   */
  record Outcome(ActiveSegment segment, RecoveryReport report, long tombstoned) {}

  Recovery(JournalConfig config, WriterKeys keys, HeadFile headFile) {
    this.config = config;
    this.keys = keys;
    this.headFile = headFile;
    this.now = config.clock().instant();
  }

  Outcome run() throws IOException {
    Path active = config.file();
    AuditPaths.refuseLink(active);
    AuditPaths.refuseLink(HeadFile.beside(active));
    Files.deleteIfExists(SegmentFile.nextName(active));
    dropSecondName(active);
    Optional<HeadFile.Slot> slot = headFile.read(keys, false);
    long durable = slot.map(read -> read.point().line()).orElse(-1L);
    SegmentScan scan = scanActive(active, durable);
    if (scan == null) {
      SegmentScan newest = newestSealed(slot.map(HeadFile.Slot::point), durable);
      Optional<HeadFile.Point> head = trusted(slot, newest);
      tellExchange(newest, head);
      return outcome(afterSealed(newest, head), tombstoned(newest, head));
    }
    // A point of another journal says nothing of this one.
    Optional<HeadFile.Point> head =
        trusted(slot, scan).filter(point -> point.journal().equals(scan.header().journal()));
    demandKeyOf(scan);
    long tombstoned = tombstoned(scan, head);
    if (scan.wrongLineAt() >= 0) {
      note(
          "a line that the writer did not write at byte "
              + scan.wrongLineAt()
              + " of "
              + active.getFileName());
    }
    tellExchange(scan, head);
    if (isBehind(scan, head)) {
      Position known = tellLoss(scan, head);
      // As it is: what stands at its end may be the cut.
      retire(active, scan);
      return outcome(begin(known, scan.nextTagger(config.evolve())), tombstoned);
    }
    OptionalLong got = gotBeyond(scan.header().journal(), scan.lastSeq());
    if (got.isPresent()) {
      Position known = tellLoss(scan, got.getAsLong());
      retire(active, scan);
      return outcome(begin(known, scan.nextTagger(config.evolve())), tombstoned);
    }
    setRestAside(active, scan);
    if (scan.isSealed()) {
      retire(active, scan);
      return outcome(begin(Position.after(scan), scan.nextTagger(config.evolve())), tombstoned);
    }
    return keys.isCurrent(scan.header().key())
        ? outcome(goOn(active, scan), tombstoned)
        : outcome(begin(changeKey(active, scan, tombstoned), null), tombstoned);
  }

  /**
   * A head file under the key that is in use, or under that of the segment before a change of key.
   * Any other one says nothing: who has no key could have written it.
   */
  private Optional<HeadFile.Point> trusted(
      Optional<HeadFile.Slot> slot, @Nullable SegmentScan newest) {
    return slot.filter(
            read ->
                keys.isCurrent(read.keyId())
                    || (newest != null && Objects.equals(read.keyId(), newest.header().key())))
        .map(HeadFile.Slot::point);
  }

  /**
   * A journal under a key does not go on without one, as an intruder would have it do; and without
   * the key that it is under by now, nobody could tell whether its end was cut off.
   */
  private void demandKeyOf(SegmentScan last) throws JournalException {
    String keyId = last.header().key();
    if (keyId != null && (keys.isCurrent(null) || last.nextTagger(config.evolve()) == null)) {
      throw keys.missing(keyId);
    }
  }

  /** Takes the active file up. */
  private ActiveSegment goOn(Path active, SegmentScan scan) throws IOException {
    scan.chain().moveOn(Objects.requireNonNull(scan.nextTagger(config.evolve())));
    ActiveSegment segment =
        ActiveSegment.resume(
            scan.header(),
            AppendFile.open(active),
            scan.chain(),
            scan.nextSeq(),
            scan.end(),
            config.vouching());
    segment.putRecord(
        RecordLine.of("open")
            .with("writer", config.writer())
            .with("line", scan.chain().lines())
            .with("next_seq", scan.nextSeq())
            .with("time", now));
    return segment;
  }

  /** Seals the active file under its own key, so that the next segment can be under another one. */
  private Position changeKey(Path active, SegmentScan scan, long tombstoned) throws IOException {
    ActiveSegment segment = goOn(active, scan);
    try {
      lines.forEach(segment::putRecord);
      lines.clear();
      segment.putSeal(now);
      segment.flush();
      segment.file().force();
    } finally {
      segment.file().close();
    }
    // Under the new key before there is a line under it: so a head file under neither key in use
    // is always one that somebody else wrote.
    headFile.write(segment.point(tombstoned), keys.current(), true);
    retire(active, scan);
    SegmentHeader header = scan.header();
    return new Position(header.journal(), header.segment() + 1, segment.chain(), segment.nextSeq());
  }

  /**
   * The newest segment whose tombstone is on the disk. Since the durable point it may have been
   * written into a segment that is sealed by now.
   */
  private long tombstoned(@Nullable SegmentScan last, Optional<HeadFile.Point> head)
      throws IOException {
    long newest = head.map(HeadFile.Point::tombstoned).orElse(0L);
    Path folder = config.file().toAbsolutePath().getParent();
    if (last == null || folder == null) {
      return newest;
    }
    newest = Math.max(newest, last.tombstoned());
    long from = head.map(HeadFile.Point::segment).orElse(0L);
    SegmentHeader header = last.header();
    if (from < header.segment()) {
      for (SegmentFile file : SegmentFile.list(folder)) {
        if (file.header().journal().equals(header.journal())
            && file.header().segment() >= from
            && file.header().segment() < header.segment()) {
          newest = Math.max(newest, tombstonedIn(file));
        }
      }
    }
    return newest;
  }

  /** A segment that can't be read to its end is of no help, and no reason not to start. */
  private long tombstonedIn(SegmentFile file) {
    try {
      return SegmentScan.of(file, keys).tombstoned();
    } catch (IOException e) {
      return 0;
    }
  }

  private Outcome outcome(ActiveSegment segment, long tombstoned) {
    lines.forEach(segment::putRecord);
    RecoveryReport report =
        found.isEmpty()
            ? RecoveryReport.NOTHING
            : new RecoveryReport(found, linesLost, lostFrom, lostTo, setAside);
    return new Outcome(segment, report, tombstoned);
  }

  /** The active file's content, or null where there is none to go on with. */
  private @Nullable SegmentScan scanActive(Path active, long durable) throws IOException {
    if (!Files.exists(active) || Files.size(active) == 0) {
      return null;
    }
    SegmentFile file;
    try {
      file = SegmentFile.read(active);
    } catch (JournalException e) {
      if (hasLineFeed(active) || !beginsLikeASegment(active)) {
        throw new JournalException(
            active
                + ": is no Tocsin journal ("
                + Reason.of(e)
                + "); move it away, or name another file in fileName",
            e);
      }
      // The very first line was cut off: nothing in this file was ever acknowledged.
      moveAside(active, 0);
      return null;
    }
    return SegmentScan.of(file, keys, durable);
  }

  private static boolean hasLineFeed(Path file) throws IOException {
    try (LineSource lines = new LineSource(SegmentFile.open(file), 0)) {
      return lines.next();
    }
  }

  /** Whether a file without a complete line can be one whose very first write was cut off. */
  private static boolean beginsLikeASegment(Path file) throws IOException {
    try (InputStream in = SegmentFile.open(file)) {
      byte[] first = in.readNBytes(SEGMENT_OPEN.length);
      return SetAside.isZeros(first, first.length)
          || Arrays.equals(first, Arrays.copyOf(SEGMENT_OPEN, first.length));
    }
  }

  private @Nullable SegmentScan newestSealed(Optional<HeadFile.Point> head, long durable)
      throws IOException {
    Path folder = config.file().toAbsolutePath().getParent();
    if (folder == null) {
      return null;
    }
    Set<String> others = head.isPresent() ? Set.of() : journalsOfOthers(folder);
    SegmentFile newest = null;
    for (SegmentFile file : SegmentFile.list(folder)) {
      String name = file.path().getFileName().toString();
      String plain = file.isCompressed() ? name.substring(0, name.length() - 3) : name;
      boolean ours =
          head.isPresent()
              ? head.get().journal().equals(file.header().journal())
              : config.naming().owns(plain) && !others.contains(file.header().journal());
      if (ours && (newest == null || newest.header().segment() < file.header().segment())) {
        newest = file;
      }
    }
    return newest == null ? null : SegmentScan.of(newest, keys, durable);
  }

  /** Journals that other head files of the folder speak for; names alone may be mistaken. */
  private Set<String> journalsOfOthers(Path folder) throws IOException {
    Set<String> journals = new HashSet<>();
    try (DirectoryStream<Path> heads = Files.newDirectoryStream(folder, "*.head")) {
      for (Path path : heads) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(path)) {
          new HeadFile(path)
              .read(TagKeys.NONE, true)
              .ifPresent(slot -> journals.add(slot.point().journal()));
        }
      }
    }
    return journals;
  }

  private ActiveSegment afterSealed(@Nullable SegmentScan newest, Optional<HeadFile.Point> head)
      throws IOException {
    if (newest == null && head.isEmpty()) {
      return begin(Position.start(newJournalId(), Tagger.unkeyed()), null);
    }
    if (newest == null) {
      HeadFile.Point point = head.orElseThrow();
      if (point.line() == 0) {
        return begin(Position.start(point.journal(), Tagger.unkeyed()), null);
      }
      return begin(tellLoss(null, head), null);
    }
    demandKeyOf(newest);
    if (!newest.isSealed()) {
      note("segment " + newest.header().segment() + " has no seal");
    }
    return begin(placeAfter(newest, head), newest.nextTagger(config.evolve()));
  }

  private Position placeAfter(SegmentScan newest, Optional<HeadFile.Point> head)
      throws IOException {
    if (isBehind(newest, head)) {
      return tellLoss(newest, head);
    }
    OptionalLong got = gotBeyond(newest.header().journal(), newest.lastSeq());
    return got.isPresent() ? tellLoss(newest, got.getAsLong()) : Position.after(newest);
  }

  /** The newest event behind the end that somebody who follows the journal has got. */
  private OptionalLong gotBeyond(String journal, long lastSeq) throws IOException {
    return ConsumerCursor.listIn(Objects.requireNonNull(config.file().getParent())).stream()
        .filter(each -> each.position().journal().equals(journal))
        .mapToLong(each -> each.position().seq())
        .filter(seq -> seq > lastSeq)
        .max();
  }

  /** Notes that events are gone which somebody has got, and goes on with the number after them. */
  private Position tellLoss(SegmentScan scan, long got) {
    linesLost = true;
    lostFrom = OptionalLong.of(scan.lastSeq() + 1);
    lostTo = OptionalLong.of(got);
    noteLoss(
        "the journal ends at event "
            + scan.lastSeq()
            + ", but somebody who follows it has got event "
            + got
            + ": lines were removed",
        scan.lastSeq() + 1);
    Position after = Position.after(scan);
    return new Position(after.journal(), after.segment(), after.chain(), got + 1);
  }

  /** Whether the file ends before what is known to have been on the disk, or nothing is known. */
  private static boolean isBehind(SegmentScan scan, Optional<HeadFile.Point> head) {
    return head.isEmpty() || head.get().line() > scan.chain().lines();
  }

  /**
   * Notes that other lines stand there than those that were on the disk. A line with a wrong tag is
   * told already, and stays wrong for ever.
   */
  private void tellExchange(@Nullable SegmentScan scan, Optional<HeadFile.Point> head) {
    if (scan == null || head.isEmpty()) {
      return;
    }
    HeadFile.Point point = head.get();
    String hash = scan.hashAtLine();
    if (hash != null && scan.wrongLineAt() < 0 && !hash.equals(point.hash())) {
      linesLost = true;
      noteLoss(
          "the lines up to event "
              + point.seq()
              + " are not those that were on the disk: lines were exchanged",
          scan.header().firstSeq());
    }
  }

  /** Notes that lines are gone and returns the newest state that is known. */
  private Position tellLoss(@Nullable SegmentScan scan, Optional<HeadFile.Point> head)
      throws IOException {
    linesLost = true;
    long readTo = scan == null ? 0 : scan.lastSeq();
    if (head.isEmpty()) {
      lostFrom = OptionalLong.of(readTo + 1);
      Position after = Position.after(Objects.requireNonNull(scan));
      lostTo = gotBeyond(after.journal(), readTo);
      noteLoss(
          "the head file is missing or damaged, so nobody knows how far the journal went",
          readTo + 1);
      return new Position(
          after.journal(), after.segment(), after.chain(), lostTo.orElse(readTo) + 1);
    }
    HeadFile.Point point = head.get();
    long known = Math.max(point.seq(), gotBeyond(point.journal(), readTo).orElse(0));
    if (known > readTo) {
      lostFrom = OptionalLong.of(readTo + 1);
      lostTo = OptionalLong.of(known);
      noteLoss(
          "the journal ends at event "
              + readTo
              + ", but event "
              + known
              + " was on the disk: lines were removed",
          readTo + 1);
    } else {
      noteLoss(
          "the journal ends with its last event, but not with the "
              + point.line()
              + " lines that were on the disk: lines were removed",
          readTo + 1);
    }
    return new Position(
        point.journal(),
        Math.max(point.segment(), scan == null ? 0 : scan.header().segment()) + 1,
        Chain.resume(Hex.parse(point.hash(), Chain.HASH_BYTES), point.line(), Tagger.unkeyed()),
        known + 1);
  }

  /** Gives a file that will not be written again the name of a sealed segment. */
  private void retire(Path active, SegmentScan scan) throws IOException {
    var unused = new FreeNames().give(active, config, scan.header().time());
  }

  /**
   * The active file gets a sealed segment's name before it gives up its own. What was cut off in
   * between is done anew: the file may even lack its seal, if the machine stopped.
   */
  private void dropSecondName(Path active) throws IOException {
    Object key = SegmentFile.keyOf(active);
    Path folder = active.toAbsolutePath().getParent();
    if (key == null || folder == null) {
      return;
    }
    List<Path> others = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path other : files) {
        String name = other.getFileName().toString();
        if (config.naming().owns(name)
            && !other.getFileName().equals(active.getFileName())
            && key.equals(SegmentFile.keyOf(other))) {
          others.add(other);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    for (Path other : others) {
      Files.delete(other);
    }
  }

  private void setRestAside(Path active, SegmentScan scan) throws IOException {
    if (scan.restBytes() > 0) {
      moveAside(active, scan.end());
    }
  }

  private void moveAside(Path active, long from) throws IOException {
    SetAside aside = SetAside.tail(active, from, now);
    String what = aside.zeros() ? "NUL bytes" : "incomplete line";
    setAside.add(aside.name());
    found.add(what + " of " + aside.bytes() + " bytes at the end, set aside in " + aside.name());
    lines.add(
        RecordLine.of("recovery")
            .with("found", what)
            .with("bytes", aside.bytes())
            .with("set_aside", aside.name())
            .with("time", now));
  }

  private void note(String what) {
    found.add(what);
    lines.add(RecordLine.of("recovery").with("found", what).with("time", now));
  }

  /** Notes that lines are gone: whoever verifies the journal is told by the line, for ever. */
  private void noteLoss(String what, long from) {
    found.add(what);
    RecordLine line =
        RecordLine.of("recovery").with("found", what).with("time", now).with("lost_from", from);
    lostTo.ifPresent(to -> line.with("lost_to", to));
    lines.add(line);
  }

  /**
   * Begins a segment.
   *
   * @param last what would be next under the key of the segment before, as far as that is known
   */
  private ActiveSegment begin(Position place, @Nullable Tagger last) throws IOException {
    Path active = config.file();
    Position position = place.under(keys.currentAfter(last));
    if (Files.exists(active) && Files.size(active) == 0) {
      Files.delete(active);
    }
    if (position.chain().lines() == 0) {
      // First of all, so that a journal without a head file is always one that lost it.
      headFile.write(
          new HeadFile.Point(position.journal(), 0, 0, position.chain().headHex(), 0, 0, 0),
          position.chain().tagger(),
          false);
    }
    return ActiveSegment.begin(
        position.header(config.writer(), now),
        AppendFile.create(active),
        position.chain(),
        config.vouching());
  }

  private static String newJournalId() {
    byte[] id = new byte[16];
    new SecureRandom().nextBytes(id);
    return Hex.of(id);
  }
}

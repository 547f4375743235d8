package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files of one journal as they lie there at one moment, whoever writes it: what {@code tocsin
 * doctor} looks at. It only reads. Immutable.
 */
public final class JournalFiles {
  /** While a file of this name lies in the folder, nothing is deleted. */
  public static final String LEGAL_HOLD = Housekeeper.LEGAL_HOLD;

  private static final int TAIL_BYTES = 256 * 1024;
  private static final byte[] RECORD = "{\"record\":".getBytes(US_ASCII);

  private final Path active;
  private final List<Segment> segments;
  private final List<Path> besides;
  private final @Nullable SegmentHeader header;

  private JournalFiles(
      Path active, List<Segment> segments, List<Path> besides, @Nullable SegmentHeader header) {
    this.active = active;
    this.segments = List.copyOf(segments);
    this.besides = List.copyOf(besides);
    this.header = header;
  }

  /**
   * A file of the journal.
   *
   * @param file its path
   * @param number of the segment
   * @param began when it began, by its first line
   * @param bytes on the disk, compressed or not
   */
  public record Segment(Path file, long number, Instant began, long bytes) {}

  /** Whether some process has the journal open. */
  public enum Held {
    YES,
    NO,
    /** The lock file may not be opened by who asks. */
    UNKNOWN
  }

  /**
   * Looks at the journal of an active file; neither it nor its folder need be there.
   *
   * @throws IOException if the folder can't be read
   */
  public static JournalFiles of(Path activeFile) throws IOException {
    Path active = activeFile.toAbsolutePath().normalize();
    Path folder = Objects.requireNonNull(active.getParent());
    if (!Files.isDirectory(folder)) {
      return new JournalFiles(active, List.of(), List.of(), null);
    }
    List<SegmentFile> all = SegmentFile.list(folder);
    SegmentHeader header = headerOf(active, all);
    List<Segment> segments =
        header == null ? List.of() : byJournal(all).getOrDefault(header.journal(), List.of());
    return new JournalFiles(active, segments, besides(folder, active), header);
  }

  /**
   * All journals of a folder that were written there, by their active files.
   *
   * @throws IOException if the folder can't be read
   */
  public static List<JournalFiles> in(Path folder) throws IOException {
    TreeSet<Path> actives = new TreeSet<>();
    Path absolute = folder.toAbsolutePath().normalize();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(absolute, "*.{lock,head}")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        actives.add(file.resolveSibling(name.substring(0, name.lastIndexOf('.'))));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Map<String, JournalFiles> journals = new LinkedHashMap<>();
    for (Path active : actives) {
      JournalFiles files = of(active);
      SegmentHeader first = files.header;
      if (first != null) {
        journals.putIfAbsent(first.journal(), files);
      }
    }
    // Of a copy, or where lock and head file are gone: the newest file counts as the active one.
    Map<String, Path> others = new LinkedHashMap<>();
    SegmentFile.list(absolute).stream()
        .filter(file -> !file.isCompressed() && !journals.containsKey(file.header().journal()))
        .forEach(file -> others.put(file.header().journal(), file.path()));
    for (Map.Entry<String, Path> other : others.entrySet()) {
      journals.put(other.getKey(), of(other.getValue()));
    }
    return List.copyOf(journals.values());
  }

  /**
   * The files of each journal of a folder by its id, oldest first, whatever they are called.
   *
   * @throws IOException if the folder or a file in it can't be read
   */
  public static Map<String, List<Segment>> segmentsIn(Path folder) throws IOException {
    return byJournal(SegmentFile.list(folder));
  }

  /**
   * Files of a folder that were segments, by their names, and can't be read as such: what they held
   * is missing from all that is read.
   *
   * @return why, in a few words, by the file's path
   * @throws IOException if the folder can't be read
   */
  public static Map<Path, String> damagedIn(Path folder) throws IOException {
    return byPath(SegmentFile.damaged(folder, SegmentFile.paths(SegmentFile.list(folder))));
  }

  private static Map<Path, String> byPath(List<SegmentFile.Damaged> damaged) {
    Map<Path, String> reasons = new LinkedHashMap<>();
    damaged.forEach(each -> reasons.put(each.path(), each.why()));
    return reasons;
  }

  private static Map<String, List<Segment>> byJournal(List<SegmentFile> all) throws IOException {
    Map<String, List<Segment>> journals = new LinkedHashMap<>();
    for (SegmentFile file : all) {
      SegmentHeader header = file.header();
      Optional<Long> bytes = sizeOf(file.path());
      if (bytes.isPresent()) {
        journals
            .computeIfAbsent(header.journal(), id -> new ArrayList<>())
            .add(new Segment(file.path(), header.segment(), header.time(), bytes.get()));
      }
    }
    return journals;
  }

  /** Of the active file, or of the newest file that bears its name where there is none. */
  private static @Nullable SegmentHeader headerOf(Path active, List<SegmentFile> all) {
    SegmentHeader newest = null;
    String name = active.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String base = (dot <= 0 ? name : name.substring(0, dot)) + "-";
    for (SegmentFile file : all) {
      if (file.path().getFileName().equals(active.getFileName())) {
        return file.header();
      }
      if (file.path().getFileName().toString().startsWith(base)
          && (newest == null || !file.header().time().isBefore(newest.time()))) {
        newest = file.header();
      }
    }
    return newest;
  }

  private static Optional<Long> sizeOf(Path file) throws IOException {
    try {
      return Optional.of(Files.size(file));
    } catch (NoSuchFileException e) {
      // Compressed or deleted since the listing.
      return Optional.empty();
    }
  }

  private static List<Path> besides(Path folder, Path active) throws IOException {
    String prefix = active.getFileName() + ".";
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (file.getFileName().toString().startsWith(prefix)) {
          found.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(null);
    return found;
  }

  /** The active file, absolute. */
  public Path active() {
    return active;
  }

  public Path folder() {
    return Objects.requireNonNull(active.getParent());
  }

  /** The head file, whether or not it is there. */
  public Path headFile() {
    return HeadFile.beside(active);
  }

  /** Where a tag key is kept that moves on, whether or not it is there. */
  public Path keptTagKey() {
    return TagKeyFile.beside(active);
  }

  /** Where events went that the journal could not take, whether or not it is there. */
  public Path fallback() {
    return new FallbackFile(active).path();
  }

  /** Files that begin with the active file's name and a dot: head, lock, what was set aside. */
  public List<Path> besides() {
    return besides;
  }

  /**
   * How far those have got who follow the journal.
   *
   * @throws IOException if the folder can't be read
   */
  public List<ConsumerCursor.Found> cursors() throws IOException {
    if (header == null) {
      return List.of();
    }
    return ConsumerCursor.listIn(folder()).stream()
        .filter(cursor -> cursor.position().journal().equals(header.journal()))
        .toList();
  }

  /** What recovery or the guard over the open file has set aside: torn ends and foreign files. */
  public List<Path> setAside() {
    String name = active.getFileName().toString();
    return besides.stream()
        .filter(
            file -> {
              String mark = file.getFileName().toString().substring(name.length());
              return mark.startsWith(".torn-") || mark.startsWith(".foreign-");
            })
        .toList();
  }

  /**
   * Of {@link #damagedIn}, those that are named as this journal's files are.
   *
   * @throws IOException if the folder can't be read
   */
  public Map<Path, String> damaged() throws IOException {
    List<Path> paths = segments.stream().map(Segment::file).toList();
    return paths.isEmpty() ? Map.of() : byPath(SegmentFile.damaged(folder(), paths));
  }

  /** The journal's files, oldest first; the active one, where it is there, is the last. */
  public List<Segment> segments() {
    return segments;
  }

  /** Id of the tag key that the active file began under, or null for none. */
  public @Nullable String tagKeyId() {
    return header == null ? null : header.key();
  }

  /**
   * Whether something that is no journal has the active file's name, so that no writer would start.
   *
   * @throws IOException if it can't be read
   */
  public boolean isForeign() throws IOException {
    if (!Files.isRegularFile(active, LinkOption.NOFOLLOW_LINKS) || Files.size(active) == 0) {
      return false;
    }
    byte[] start = read(active, 0, TAIL_BYTES);
    int end = indexOf(start, (byte) '\n', 0);
    if (end < 0) {
      // A first line that was cut off is set aside by the next start.
      return false;
    }
    try {
      var unused = SegmentHeader.of(RecordLine.parse(start, 0, end));
      return false;
    } catch (JournalException e) {
      return true;
    }
  }

  /** Whether a process has it open. Tries the lock for a moment, as a verification does. */
  public Held held() {
    if (!Files.isDirectory(folder())) {
      return Held.NO;
    }
    try {
      return WriterLock.isHeld(active) ? Held.YES : Held.NO;
    } catch (IOException e) {
      return Held.UNKNOWN;
    }
  }

  /** Who holds it, or held it last: process, writer and time. */
  public Optional<String> holder() {
    Path lock = WriterLock.beside(active);
    try {
      byte[] text = read(lock, 0, 256);
      return new String(text, US_ASCII).lines().findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The newest time that the writer itself wrote near the journal's end; at most a minute older
   * than the last line.
   *
   * @throws IOException if the newest file can't be read
   */
  public Optional<Instant> lastTime() throws IOException {
    Instant newest = null;
    for (Segment segment : segments) {
      newest = newest == null || segment.began().isAfter(newest) ? segment.began() : newest;
    }
    if (Files.isRegularFile(active, LinkOption.NOFOLLOW_LINKS)) {
      long size = Files.size(active);
      byte[] tail = read(active, Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
      int from = size > TAIL_BYTES ? indexOf(tail, (byte) '\n', 0) + 1 : 0;
      for (int end = indexOf(tail, (byte) '\n', from);
          end >= 0;
          from = end + 1, end = indexOf(tail, (byte) '\n', from)) {
        Instant time = timeOf(tail, from, end);
        newest = time != null && (newest == null || time.isAfter(newest)) ? time : newest;
      }
    }
    return Optional.ofNullable(newest);
  }

  private static @Nullable Instant timeOf(byte[] bytes, int from, int end) {
    int length = end - from;
    if (length < RECORD.length
        || !Arrays.equals(bytes, from, from + RECORD.length, RECORD, 0, RECORD.length)) {
      return null;
    }
    try {
      return RecordLine.parse(bytes, from, length).time("time");
    } catch (JournalException e) {
      // Damaged, or a tombstone: verification tells the one, and the other has no such time.
      return null;
    }
  }

  /**
   * A line that matches, looked for from the newest file back.
   *
   * @param mostBytes of files on the disk after which the search is given up
   * @throws IOException if a file can't be read or decompressed
   */
  public Optional<JournalLine> find(long mostBytes, Predicate<JournalLine> matches)
      throws IOException {
    long passed = 0;
    for (int i = segments.size() - 1; i >= 0 && passed < mostBytes; i--) {
      Segment segment = segments.get(i);
      Optional<JournalLine> found = findIn(segment.file(), matches);
      if (found.isPresent()) {
        return found;
      }
      passed += segment.bytes();
    }
    return Optional.empty();
  }

  private static Optional<JournalLine> findIn(Path file, Predicate<JournalLine> matches)
      throws IOException {
    try (LineSource lines = new LineSource(SegmentFile.open(file), 0)) {
      while (lines.next()) {
        JournalLine line = new JournalLine(file, lines.offset(), lines.copy());
        if (matches.test(line)) {
          return Optional.of(line);
        }
      }
    } catch (NoSuchFileException e) {
      // Deleted meanwhile, as its time had come.
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** Bytes of a file from a place on, fewer where it ends before. */
  static byte[] read(Path file, long from, int most) throws IOException {
    try (FileChannel channel = SecureFiles.openForRead(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(most);
      int read = 0;
      while (read >= 0 && bytes.hasRemaining()) {
        read = channel.read(bytes, from + bytes.position());
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  private static int indexOf(byte[] bytes, byte wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}

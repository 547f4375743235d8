package dev.tocsin.journal;

import dev.tocsin.files.SecureFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A file that begins with a segment line.
 *
 * @param path where it is
 * @param header its first line
 */
record SegmentFile(Path path, SegmentHeader header) {
  private static final String GZ = ".gz";
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final int HEADER_LIMIT = 64 * 1024;
  private static final int MAX_LOOKS = 10;
  private static final Comparator<SegmentFile> ORDER =
      Comparator.comparing((SegmentFile s) -> s.header().journal())
          .thenComparing(s -> s.header().segment())
          .thenComparing(SegmentFile::isCompressed);

  boolean isCompressed() {
    return isCompressed(path);
  }

  static boolean isCompressed(Path path) {
    return path.toString().endsWith(GZ);
  }

  /** The name a new segment has until the old one has given up its own. */
  static Path nextName(Path active) {
    return active.resolveSibling(active.getFileName() + ".next");
  }

  /** The name of the compressed form of a plain file. */
  static Path compressedName(Path plain) {
    return plain.resolveSibling(plain.getFileName() + GZ);
  }

  /** Its bytes, decompressed. */
  InputStream open() throws IOException {
    return open(path);
  }

  /**
   * Its lines, from the first one on, which is read already.
   *
   * @throws NoSuchFileException if the name leads to another segment by now, or nowhere
   */
  LineSource lines() throws IOException {
    LineSource lines = new LineSource(open(), 0);
    try {
      if (lines.next()
          && header.equals(
              SegmentHeader.of(RecordLine.parse(lines.buffer(), lines.start(), lines.length())))) {
        return lines;
      }
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
    lines.close();
    throw new NoSuchFileException(path.toString(), null, "was rolled meanwhile");
  }

  static InputStream open(Path path) throws IOException {
    try {
      return openExactly(path, 1 << 16);
    } catch (NoSuchFileException e) {
      if (isCompressed(path)) {
        throw e;
      }
      // It was compressed between the listing and now.
      return openExactly(compressedName(path), 1 << 16);
    }
  }

  private static InputStream openExactly(Path path, int bufferBytes) throws IOException {
    FileChannel channel = SecureFiles.openForRead(path);
    try {
      InputStream in = Channels.newInputStream(channel);
      return isCompressed(path) ? new GZIPInputStream(in, bufferBytes) : in;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads a file's first line.
   *
   * @throws JournalException if it is no segment line
   * @throws IOException if the file can't be read
   */
  static SegmentFile read(Path path) throws IOException {
    try (InputStream in = openExactly(path, 4096)) {
      byte[] first = new byte[1024];
      int length = 0;
      while (true) {
        int read = in.read(first, length, first.length - length);
        for (int i = length; i < length + read; i++) {
          if (first[i] == '\n') {
            return new SegmentFile(path, SegmentHeader.of(RecordLine.parse(first, 0, i)));
          }
        }
        if (read < 0 || length + read > HEADER_LIMIT) {
          throw new JournalException(path + ": has no complete first line");
        }
        length += read;
        if (length == first.length) {
          first = Arrays.copyOf(first, 2 * length);
        }
      }
    }
  }

  /**
   * All segments in a folder, of whatever journal, oldest first within each. Files that do not
   * begin with a segment line are passed over; where a plain and a compressed file hold the same
   * segment the plain one is taken, because the compressed one may be the unfinished copy.
   */
  static List<SegmentFile> list(Path folder) throws IOException {
    return list(folder, SegmentFile::readIfSegment);
  }

  /** The same, where somebody may know what a file is without reading it. */
  static List<SegmentFile> list(Path folder, FirstLine firstLine) throws IOException {
    return distinct(lookUntilStill(folder, firstLine, look -> {}));
  }

  /** Tells which segment a file is. */
  interface FirstLine {
    /** Empty if it is none, or is not there any more. */
    Optional<SegmentFile> of(Path file) throws IOException;
  }

  private static List<SegmentFile> distinct(List<SegmentFile> all) {
    List<SegmentFile> distinct = new ArrayList<>();
    for (SegmentFile file : all) {
      SegmentFile last = distinct.isEmpty() ? null : distinct.get(distinct.size() - 1);
      if (last == null || !last.isSameSegment(file)) {
        distinct.add(file);
      }
    }
    return distinct;
  }

  /**
   * The same with every file, also where several claim to be one segment; and with segments that
   * were there at one look and at the last one were not, under the name they had. Beside a writer
   * that rolls without a pause no look may be whole.
   */
  static List<SegmentFile> listEverySeen(Path folder) throws IOException {
    List<SegmentFile> earlier = new ArrayList<>();
    List<SegmentFile> all =
        new ArrayList<>(
            lookUntilStill(
                folder, SegmentFile::readIfSegment, look -> earlier.addAll(segmentsIn(look))));
    for (SegmentFile file : earlier) {
      if (all.stream().noneMatch(file::isSameSegment)) {
        all.add(file);
      }
    }
    all.sort(ORDER);
    return all;
  }

  /**
   * While a writer rolls or compresses, a segment changes its name, and one look can miss both the
   * old name and the new one: so it is looked until nothing has changed between two looks.
   */
  private static List<SegmentFile> lookUntilStill(
      Path folder, FirstLine firstLine, Consumer<Map<Path, Seen>> unlikeTheNext)
      throws IOException {
    Map<Path, Seen> seen = look(folder, firstLine, Map.of());
    for (int looks = 1; looks < MAX_LOOKS; looks++) {
      Map<Path, Seen> before = seen;
      seen = look(folder, firstLine, before);
      if (isUnchanged(before, seen)) {
        break;
      }
      unlikeTheNext.accept(before);
    }
    List<SegmentFile> segments = new ArrayList<>(segmentsIn(seen));
    segments.sort(ORDER);
    return segments;
  }

  private static List<SegmentFile> segmentsIn(Map<Path, Seen> look) {
    return look.values().stream().flatMap(file -> file.segment().stream()).toList();
  }

  private static boolean isUnchanged(Map<Path, Seen> before, Map<Path, Seen> now) {
    return before.size() == now.size()
        && now.entrySet().stream()
            .allMatch(each -> each.getValue().isAlike(before.get(each.getKey())));
  }

  /** A file at one moment, and the segment it is, if it is one. */
  private record Seen(@Nullable Object key, Optional<SegmentFile> segment) {
    /** As {@code equals}, which takes milliseconds the first time, at each start. */
    boolean isAlike(@Nullable Seen other) {
      return other != null && Objects.equals(key, other.key) && segment.equals(other.segment);
    }
  }

  /** The files of a folder; those that were seen before under the same name are not read again. */
  private static Map<Path, Seen> look(Path folder, FirstLine firstLine, Map<Path, Seen> before)
      throws IOException {
    Map<Path, Seen> found = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (isCandidate(file)) {
          Object key = keyOf(file);
          Seen known = before.get(file);
          found.put(
              file,
              key != null && known != null && key.equals(known.key())
                  ? known
                  : new Seen(key, firstLine.of(file)));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /** What tells a file from all others, whatever its name; null if it is not there. */
  static @Nullable Object keyOf(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * As {@link #list}, for someone who came to read: with all that {@link #listEverySeen} has, and
   * it fails where it may not even read one segment.
   *
   * @throws AccessDeniedException with the name of a file that may not be read
   */
  static List<SegmentFile> listForReading(Path folder) throws IOException {
    List<SegmentFile> all = distinct(listEverySeen(folder));
    if (all.isEmpty()) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          if (isCandidate(file) && !Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
          }
        }
      }
    }
    return all;
  }

  /**
   * Empty if it is no segment, is somebody else's, or was renamed or deleted between the listing
   * and now.
   */
  static Optional<SegmentFile> readIfSegment(Path file) throws IOException {
    try {
      return Optional.of(read(file));
    } catch (JournalException
        | NoSuchFileException
        | AccessDeniedException
        | ZipException
        | EOFException e) {
      return Optional.empty();
    }
  }

  static List<Path> paths(Collection<SegmentFile> segments) {
    return segments.stream().map(SegmentFile::path).toList();
  }

  /**
   * A file that has a segment's name and can't be read as one.
   *
   * @param path where it lies
   * @param why in a few words
   */
  record Damaged(Path path, String why) {}

  /**
   * The files of a folder that are named as its segments are, but for numbers and compression, and
   * do not begin as one does: each was a segment, whose events nobody can read now. Active files
   * are left out, as they are empty for a moment when they are new.
   *
   * @param segments those that were found in the folder
   */
  static List<Damaged> damaged(Path folder, Collection<Path> segments) throws IOException {
    Set<String> shapes = new HashSet<>();
    Set<Path> known = new HashSet<>();
    for (Path segment : segments) {
      shapes.add(shape(segment));
      known.add(segment.getFileName());
    }
    List<Damaged> damaged = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (shapes.contains(shape(file))
            && !known.contains(file.getFileName())
            && isCandidate(file)
            && !isActive(file)) {
          whyNone(file).ifPresent(why -> damaged.add(new Damaged(file, why)));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    damaged.sort(Comparator.comparing(Damaged::path));
    return damaged;
  }

  private static String shape(Path file) {
    String name = file.getFileName().toString();
    return DIGITS
        .matcher(name.endsWith(GZ) ? name.substring(0, name.length() - GZ.length()) : name)
        .replaceAll("#");
  }

  private static boolean isActive(Path file) {
    return Files.exists(WriterLock.beside(file)) || Files.exists(HeadFile.beside(file));
  }

  /** Why a file is no segment; empty if it is one, or is not there any more. */
  private static Optional<String> whyNone(Path file) {
    try {
      var unused = read(file);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JournalException e) {
      return Optional.of("does not begin as a segment");
    } catch (IOException e) {
      return Optional.of(e instanceof EOFException ? "ends in its first bytes" : Reason.of(e));
    }
  }

  boolean isSameSegment(SegmentFile other) {
    return header.journal().equals(other.header.journal())
        && header.segment() == other.header.segment();
  }

  private static boolean isCandidate(Path file) {
    String name = file.getFileName().toString();
    return !name.endsWith(".lock")
        && !name.endsWith(".head")
        && !name.endsWith(".tmp")
        && !name.endsWith(".next")
        && !name.contains(".torn-")
        && !name.contains(".foreign-")
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}

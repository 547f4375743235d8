package dev.tocsin.journal;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file that begins with a segment line.
 *
 * @param path where it is
 * @param header its first line
 */
record SegmentFile(Path path, SegmentHeader header) {
  private static final String GZ = ".gz";
  private static final int HEADER_LIMIT = 64 * 1024;

  boolean isCompressed() {
    return isCompressed(path);
  }

  static boolean isCompressed(Path path) {
    return path.toString().endsWith(GZ);
  }

  /** The name of the compressed form of a plain file. */
  static Path compressedName(Path plain) {
    return plain.resolveSibling(plain.getFileName() + GZ);
  }

  /** Its bytes, decompressed. */
  InputStream open() throws IOException {
    return open(path);
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
    List<SegmentFile> distinct = new ArrayList<>();
    for (SegmentFile file : listAll(folder)) {
      SegmentFile last = distinct.isEmpty() ? null : distinct.get(distinct.size() - 1);
      if (last == null || !last.isSameSegment(file)) {
        distinct.add(file);
      }
    }
    return distinct;
  }

  /** The same with every file, also where several claim to be one segment. */
  static List<SegmentFile> listAll(Path folder) throws IOException {
    // While a writer rolls or compresses, a segment changes its name, and one look can miss both
    // the old name and the new one. It changes each name once, so a second look finds it.
    Map<Path, SegmentFile> found = new HashMap<>();
    look(folder, found);
    look(folder, found);
    List<SegmentFile> sorted = new ArrayList<>(found.values());
    sorted.sort(
        Comparator.comparing((SegmentFile s) -> s.header().journal())
            .thenComparing(s -> s.header().segment())
            .thenComparing(SegmentFile::isCompressed));
    return sorted;
  }

  private static void look(Path folder, Map<Path, SegmentFile> found) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        boolean known = isCompressed(file) && found.containsKey(file);
        if (!known && isCandidate(file)) {
          readIfSegment(file).ifPresent(segment -> found.put(file, segment));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /**
   * As {@link #list}, for someone who came to read: fails where it may not even read one segment.
   *
   * @throws AccessDeniedException with the name of a file that may not be read
   */
  static List<SegmentFile> listForReading(Path folder) throws IOException {
    List<SegmentFile> all = list(folder);
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
  private static Optional<SegmentFile> readIfSegment(Path file) throws IOException {
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
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}

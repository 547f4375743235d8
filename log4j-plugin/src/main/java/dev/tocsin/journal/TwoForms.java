package dev.tocsin.journal;

import dev.tocsin.files.SecureFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.zip.ZipException;

/**
 * Compares a plain file with the compressed one beside it. Two that differ are not read again until
 * one of them changes: nobody but a person can put that right, which may take days. Not
 * thread-safe.
 */
final class TwoForms {
  private static final int PIECE = 1 << 16;

  /** The last bytes of a gzip file: how many there are decompressed, modulo 2^32. */
  private static final int LENGTH_BYTES = 4;

  private final BooleanSupplier stopping;
  private final Map<Path, Both> different = new HashMap<>();

  /**
   * @param stopping whether a comparison is to be given up
   */
  TwoForms(BooleanSupplier stopping) {
    this.stopping = stopping;
  }

  private record Both(FileTime plain, long plainSize, FileTime compressed, long compressedSize) {}

  /** Whether something has the name of a plain file's compressed form. */
  static boolean has(Path plain) {
    return Files.exists(SegmentFile.compressedName(plain), LinkOption.NOFOLLOW_LINKS);
  }

  /** What a comparison came to. */
  enum Found {
    /** Both hold the same bytes, and the compressed one nothing else. */
    SAME,
    DIFFERENT,
    /** One of them changed or went meanwhile, or the comparison was given up. */
    UNSURE
  }

  Found compare(Path plain) throws IOException {
    Path compressed = SegmentFile.compressedName(plain);
    try {
      Both before = attributes(plain, compressed);
      if (before.equals(different.get(plain))) {
        return Found.DIFFERENT;
      }
      different.remove(plain);
      boolean same = isLengthOf(compressed, before.plainSize()) && holdTheSame(plain, compressed);
      // Who decompresses takes the compressed file away once the plain one is whole.
      if (stopping.getAsBoolean() || !before.equals(attributes(plain, compressed))) {
        return Found.UNSURE;
      }
      if (!same) {
        different.put(plain, before);
      }
      return same ? Found.SAME : Found.DIFFERENT;
    } catch (NoSuchFileException e) {
      return Found.UNSURE;
    }
  }

  private static Both attributes(Path plain, Path compressed) throws IOException {
    BasicFileAttributes one = attributes(plain);
    BasicFileAttributes other = attributes(compressed);
    return new Both(one.lastModifiedTime(), one.size(), other.lastModifiedTime(), other.size());
  }

  static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** What a file's end tells, which spares reading a copy that is under way. */
  private static boolean isLengthOf(Path compressed, long size) throws IOException {
    if (!Files.isRegularFile(compressed, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    long from = Files.size(compressed) - LENGTH_BYTES;
    byte[] length = from < 0 ? new byte[0] : JournalFiles.read(compressed, from, LENGTH_BYTES);
    return length.length == LENGTH_BYTES
        && ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt() == (int) size;
  }

  private boolean holdTheSame(Path plain, Path compressed) throws IOException {
    try (InputStream one = Channels.newInputStream(SecureFiles.openForRead(plain));
        InputStream bytes = Channels.newInputStream(SecureFiles.openForRead(compressed));
        SingleMemberGzip other = new SingleMemberGzip(bytes)) {
      byte[] piece;
      do {
        piece = one.readNBytes(PIECE);
        if (stopping.getAsBoolean() || !Arrays.equals(piece, other.readNBytes(PIECE))) {
          return false;
        }
      } while (piece.length == PIECE);
      return other.read() < 0 && !other.hasBytesAfterEnd();
    } catch (EOFException | ZipException e) {
      return false;
    }
  }
}

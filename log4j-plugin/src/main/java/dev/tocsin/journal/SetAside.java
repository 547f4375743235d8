package dev.tocsin.journal;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What stood in a journal's place or at the end of its file without belonging there, kept under a
 * name of its own.
 *
 * @param name file name of what was set aside
 * @param bytes how much it is
 * @param zeros whether it is nothing but NULs
 */
record SetAside(String name, long bytes, boolean zeros) {

  /** Moves what follows an offset to a file of its own; it is on the disk before it is cut off. */
  static SetAside tail(Path active, long from, Instant now) throws IOException {
    Path torn = freeName(active, ".torn-", now);
    SetAside aside;
    try {
      aside = copyTail(active, from, torn);
    } catch (IOException e) {
      Files.deleteIfExists(torn);
      throw e;
    }
    AppendFile file = AppendFile.open(active);
    try {
      file.truncate(from);
      file.force();
    } finally {
      file.close();
    }
    return aside;
  }

  private static SetAside copyTail(Path active, long from, Path torn) throws IOException {
    long bytes = 0;
    boolean zeros = true;
    try (InputStream in = SegmentFile.open(active);
        FileChannel out = SecureFiles.createNew(torn)) {
      in.skipNBytes(from);
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        ByteBuffer piece = ByteBuffer.wrap(buffer, 0, read);
        while (piece.hasRemaining()) {
          out.write(piece);
        }
        bytes += read;
        zeros &= isZeros(buffer, read);
      }
      out.force(true);
    }
    return new SetAside(String.valueOf(torn.getFileName()), bytes, zeros);
  }

  /** Takes the name away from whatever has it, a link or a folder included. */
  static String whole(Path active, Instant now) throws IOException {
    Path foreign = freeName(active, ".foreign-", now);
    Files.move(active, foreign);
    return String.valueOf(foreign.getFileName());
  }

  static boolean isZeros(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static Path freeName(Path active, String mark, Instant now) {
    Path name = active.resolveSibling(active.getFileName() + mark + JournalTime.inFileName(now));
    Path free = name;
    for (int index = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); index++) {
      free = name.resolveSibling(name.getFileName() + "-" + index);
    }
    return free;
  }
}

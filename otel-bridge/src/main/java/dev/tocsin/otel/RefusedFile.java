package dev.tocsin.otel;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Events that a receiver refused for good, line by line as they stand in the journal, in {@code
 * <active file>.<outlet>.refused}. For one thread.
 */
final class RefusedFile {
  private final Path path;

  RefusedFile(Path active, String outlet) {
    this.path = active.resolveSibling(active.getFileName() + "." + outlet + ".refused");
  }

  Path path() {
    return path;
  }

  /** Adds a line; it is on the disk when this returns. */
  void add(byte[] line) throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    try (FileChannel channel = SecureFiles.openOrCreate(path, StandardOpenOption.APPEND)) {
      while (whole.hasRemaining()) {
        channel.write(whole);
      }
      channel.force(true);
    }
  }
}

package dev.tocsin.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Where events go that the journal can't take: NDJSON beside it, without number and tag, for a
 * person to look at. Thread-safe.
 */
public final class FallbackFile {
  private final Path path;

  /**
   * The fallback of a journal.
   *
   * @param active the journal's active file; the fallback is {@code <name>.fallback} beside it
   */
  public FallbackFile(Path active) {
    this.path = active.resolveSibling(active.getFileName() + ".fallback");
  }

  public Path path() {
    return path;
  }

  /**
   * Appends a line whole or not at all.
   *
   * @param line UTF-8 without LF
   * @throws IOException if the line is not in the file
   */
  public synchronized void append(byte[] line, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length + 1);
    bytes.put(line, 0, length).put((byte) '\n').flip();
    AppendFile file = AppendFile.openOrCreate(path);
    try {
      long before = file.size();
      try {
        file.append(bytes, before);
      } catch (IOException e) {
        file.truncate(before);
        throw e;
      }
    } finally {
      file.close();
    }
  }
}

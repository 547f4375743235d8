package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small text kept beside a journal, with mode 0600 and not through a symbolic link. It is not
 * part of the chain: whoever can write the folder can change it. For one thread at a time.
 */
public final class SideFile {
  private static final int MAX_BYTES = 1 << 20;

  private final Path path;
  private final int maxBytes;

  /**
   * The file {@code <active file>.<suffix>}.
   *
   * @param active the journal's active file, absolute
   */
  public SideFile(Path active, String suffix) {
    this(active, suffix, MAX_BYTES);
  }

  /**
   * The same with another limit.
   *
   * @param maxBytes of a longer content only the beginning is read
   */
  public SideFile(Path active, String suffix, int maxBytes) {
    this.path = active.resolveSibling(active.getFileName() + "." + suffix);
    this.maxBytes = maxBytes;
  }

  /** A file as it is named. */
  SideFile(Path path) {
    this.path = path;
    this.maxBytes = MAX_BYTES;
  }

  public Path path() {
    return path;
  }

  /**
   * Its content, or nothing if there is no such file; of more than a MiB, or the limit given, the
   * beginning.
   *
   * @throws IOException if it can't be read
   */
  public Optional<String> read() throws IOException {
    boolean interrupted = Thread.interrupted();
    try (InputStream in = Channels.newInputStream(SecureFiles.openForRead(path))) {
      return Optional.of(new String(in.readNBytes(maxBytes), UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } finally {
      giveBack(interrupted);
    }
  }

  /**
   * Replaces it, whole or not at all.
   *
   * @throws IOException if that fails; it is then as it was
   */
  public void replace(String text) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      SecureFiles.replace(path, text.getBytes(UTF_8));
    } finally {
      giveBack(interrupted);
    }
  }

  /** An interrupt closes a channel, so it is set aside meanwhile. */
  private static void giveBack(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

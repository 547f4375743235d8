package dev.tocsin.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Key files as programs make them by themselves: for their owner only, whole or not at all, on the
 * disk before they are used, and never in the place of another one.
 */
public final class KeyFiles {
  private KeyFiles() {}

  /**
   * Makes a file with a fresh secret, 64 hexadecimal digits, unless there is one. Of several
   * processes that do so at once, one makes it.
   *
   * @return whether this call made it
   * @throws IOException if it can't be made
   */
  public static boolean makeSecret(Path file, SecureRandom random) throws IOException {
    byte[] secret = new byte[TagKey.BYTES];
    random.nextBytes(secret);
    Path temporary =
        file.resolveSibling(
            file.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "."
                + random.nextInt(Integer.MAX_VALUE));
    write(temporary, KeyText.ofSecret(secret));
    try {
      // A link appears whole or not at all, and does not replace what another process made.
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      Files.move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
    force(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    return true;
  }

  /** Writes a new file for its owner, onto the disk. */
  static void write(Path file, String text) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel out = FileChannel.open(file, options, rights(file, "rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  /** Makes a folder for its owner, and what is above it, unless it is there. */
  static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, rights(folder, "rwx------"));
    }
  }

  /** Sees to it that a folder's entries outlive a power failure. */
  static void force(Path folder) throws IOException {
    if (!isPosix(folder)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** What to say if others than its owner may read a file; null if not. */
  static @Nullable String warningOfRights(Path file) throws IOException {
    if (!isPosix(file)) {
      return null;
    }
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
    return rights.contains(PosixFilePermission.OTHERS_READ)
            || rights.contains(PosixFilePermission.GROUP_READ)
        ? file + ": can be read by others than its owner; set its mode to 0600"
        : null;
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] rights(Path path, String text) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }
}

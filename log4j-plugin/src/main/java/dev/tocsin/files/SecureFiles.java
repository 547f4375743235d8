package dev.tocsin.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Files that only their owner may read, opened without following symbolic links. On file systems
 * without POSIX rights the rights are those of the folder.
 */
public final class SecureFiles {
  private static final Set<PosixFilePermission> FILE_RIGHTS =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER_RIGHTS =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?>[] NONE = {};

  private SecureFiles() {}

  /**
   * Creates the folder with mode 0700, and missing parents; leaves an existing one as it is.
   *
   * @throws FileAlreadyExistsException if something that is no folder has the name
   * @throws IOException if it can't be created
   */
  public static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, attributes(folder, FOLDER_RIGHTS));
    }
  }

  /** Creates a new file with mode 0600; fails if anything has that name already. */
  public static FileChannel createNew(Path file, OpenOption... more) throws IOException {
    return open(file, StandardOpenOption.CREATE_NEW, more);
  }

  /** Opens a file for writing, creating it with mode 0600 if it is not there. */
  public static FileChannel openOrCreate(Path file, OpenOption... more) throws IOException {
    return open(file, StandardOpenOption.CREATE, more);
  }

  /** Opens a file that must be there for appending. */
  public static FileChannel openForAppend(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens a file for reading. */
  public static FileChannel openForRead(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** Puts other content in place of a small file's, whole or not at all, and on the disk. */
  public static void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    try (FileChannel out = createNew(temporary)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(Objects.requireNonNull(file.getParent()));
  }

  /** Makes renames, creations and deletions in a folder last over a power failure. */
  public static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (supportsPosix(folder)) {
        throw e;
      }
      // Elsewhere a folder can't be opened like a file, and its entries need no flush of their own.
    }
  }

  private static FileChannel open(Path file, OpenOption first, OpenOption... more)
      throws IOException {
    Set<OpenOption> options = new HashSet<>();
    options.add(first);
    options.add(LinkOption.NOFOLLOW_LINKS);
    options.addAll(Set.of(more));
    if (!options.contains(StandardOpenOption.APPEND)) {
      options.add(StandardOpenOption.WRITE);
    }
    return FileChannel.open(file, options, attributes(file, FILE_RIGHTS));
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> rights) {
    return supportsPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : NONE;
  }

  private static boolean supportsPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}

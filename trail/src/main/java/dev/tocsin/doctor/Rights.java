package dev.tocsin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** What others than the owner may do with a file or folder, on file systems that know of it. */
final class Rights {
  private final Set<PosixFilePermission> all;

  private Rights(Set<PosixFilePermission> all) {
    this.all = all;
  }

  /** The rights; the owner's alone where the file system has none. */
  static Rights of(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new Rights(EnumSet.noneOf(PosixFilePermission.class));
    }
    return new Rights(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  /** Whether others than the owner may write. */
  boolean othersWrite() {
    return all.contains(PosixFilePermission.GROUP_WRITE)
        || all.contains(PosixFilePermission.OTHERS_WRITE);
  }

  /** Whether others than the owner may do anything at all. */
  boolean othersAny() {
    return all.stream().anyMatch(right -> !right.name().startsWith("OWNER_"));
  }

  /** As {@code chmod} takes it: {@code 0755}. */
  String mode() {
    int mode = 0;
    for (char right : PosixFilePermissions.toString(all).toCharArray()) {
      mode = mode << 1 | (right == '-' ? 0 : 1);
    }
    return String.format("%04o", mode);
  }
}

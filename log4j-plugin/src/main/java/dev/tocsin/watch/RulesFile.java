package dev.tocsin.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Notices that a rules file has changed. For one thread. */
final class RulesFile {
  private final Path file;
  private @Nullable Look last;

  private record Look(FileTime modified, long size, @Nullable Object key) {}

  /** A file that was read; it may have changed since, so the first call takes it for changed. */
  RulesFile(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** Whether it is another than at the last call; a file that is not there is no change. */
  boolean hasChanged() {
    Look now = look();
    if (now == null || now.equals(last)) {
      return false;
    }
    last = now;
    return true;
  }

  private @Nullable Look look() {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Look(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}

package dev.tocsin.doctor;

import dev.tocsin.keys.KeyFolder;
import dev.tocsin.keys.KeySet;
import dev.tocsin.log4j.AuditInspection.AuditFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder that an audit appender has its keys from. */
final class KeyFiles {
  private KeyFiles() {}

  /** The folder, or null if there is none: no keys, or keys from the environment. */
  static @Nullable Path folderOf(@Nullable AuditFile settings) {
    String keys = settings == null ? null : settings.keys();
    if (keys == null || keys.startsWith(KeySet.ENVIRONMENT)) {
      return null;
    }
    Path folder = Path.of(keys).toAbsolutePath().normalize();
    return Files.isDirectory(folder) ? folder : null;
  }

  /** The secret ones of its files. */
  static List<Path> secretsIn(Path folder) throws IOException {
    return matching(folder, "*.key");
  }

  /** Its tag keys, of today and of before. */
  static List<Path> tagKeysIn(Path folder) throws IOException {
    List<Path> found = matching(folder, KeyFolder.EARLIER_TAG_KEYS);
    Path present = folder.resolve(KeyFolder.TAG_KEY);
    if (Files.exists(present)) {
      found.add(present);
    }
    return found;
  }

  private static List<Path> matching(Path folder, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      files.forEach(found::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(null);
    return found;
  }
}

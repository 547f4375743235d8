package dev.tocsin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders for one iteration. It lies where the system property {@code tocsin.bench.folder} says,
 * since many a temporary folder is in memory, where a flush costs nothing.
 */
final class Folder {
  static final String PROPERTY = "tocsin.bench.folder";

  private final List<Path> made = new ArrayList<>();

  Path make() throws IOException {
    Path folder = Files.createTempDirectory(Path.of(System.getProperty(PROPERTY, ".")), "bench");
    made.add(folder);
    return folder;
  }

  /** Deletes all that were made. */
  void delete() throws IOException {
    for (Path folder : made) {
      List<Path> all;
      try (Stream<Path> found = Files.walk(folder)) {
        all = found.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.delete(path);
      }
    }
    made.clear();
  }
}

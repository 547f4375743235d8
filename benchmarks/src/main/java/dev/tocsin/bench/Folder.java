package dev.tocsin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for one iteration. It lies where the system property {@code tocsin.bench.folder} says,
 * since many a temporary folder is in memory, where a flush costs nothing.
 */
final class Folder {
  static final String PROPERTY = "tocsin.bench.folder";

  private Path made = Path.of(System.getProperty(PROPERTY, "."));

  Path make() throws IOException {
    made = Files.createTempDirectory(Path.of(System.getProperty(PROPERTY, ".")), "bench");
    return made;
  }

  void delete() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(made)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}

package dev.tocsin.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the documentation lies. */
final class Checkout {
  static final Path ROOT = root();

  private Checkout() {}

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("sample-config/pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run the tests inside the checkout");
      }
    }
    return folder;
  }

  /** All pages that readers see, in the order of their names. */
  static List<Page> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> samples = Files.walk(ROOT.resolve("sample-config"), 2)) {
      List<Path> files =
          Stream.of(top, docs, samples)
              .flatMap(each -> each)
              .filter(file -> file.toString().endsWith(".md"))
              .distinct()
              .sorted()
              .toList();
      return Stream.of(files).flatMap(List::stream).map(Page::read).toList();
    }
  }
}

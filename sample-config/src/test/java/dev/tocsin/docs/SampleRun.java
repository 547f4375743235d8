package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A ready configuration with which an application was run in a folder of its own. */
record SampleRun(Path folder, Run run) {
  private static final Pattern EVENT_TYPE = Pattern.compile("\"event_type\":\"(\\w+)\"");

  /**
   * Runs an application to its end.
   *
   * @param folder its working directory
   * @param use the folder below {@code sample-config}
   * @param libraries what the use's README asks for beside {@code tocsin-log4j}
   */
  static SampleRun of(Path folder, String use, Class<?> application, String... libraries)
      throws IOException, InterruptedException {
    Run run =
        Run.java(
            folder,
            LibraryClassPath.with(List.of(libraries), testClasses()),
            List.of("-Dlog4j2.configurationFile=" + configuration(use), application.getName()));
    assertThat(run.err().lines().filter(line -> !line.contains(LoadedConfiguration.NO_KEYS)))
        .isEmpty();
    return new SampleRun(folder, run);
  }

  static Path configuration(String use) throws IOException {
    try (Stream<Path> files = Files.list(Checkout.ROOT.resolve("sample-config").resolve(use))) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().startsWith("log4j2.")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  static Path testClasses() {
    return Path.of(SampleApp.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** The text of a file in the folder {@code logs}. */
  String log(String name) throws IOException {
    return Files.readString(folder.resolve("logs").resolve(name));
  }

  /** The types of a journal's events, in order, without those that the product writes itself. */
  List<String> eventTypes(String name) throws IOException {
    return EVENT_TYPE
        .matcher(log(name))
        .results()
        .map(found -> found.group(1))
        .filter(type -> !type.startsWith("audit_"))
        .toList();
  }

  List<String> filesMade() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** The rights of a file in the folder {@code logs}, or of the folder itself. */
  String rights(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(folder.resolve("logs").resolve(name)));
  }
}

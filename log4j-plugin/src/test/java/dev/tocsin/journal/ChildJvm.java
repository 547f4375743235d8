package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A main class of the tests in a process of its own, with what a journal needs. */
final class ChildJvm {
  private static final String NOBODY = "65534";

  private final Process process;
  private final Path said;

  private ChildJvm(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  static ChildJvm start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), codeOf(main), main, arguments);
  }

  /**
   * Starts it as a user who has no rights on anything.
   *
   * @param readable a folder that this user can read, for a copy of the class path
   */
  static ChildJvm startAsNobody(Path readable, Class<?> main, String... arguments)
      throws IOException {
    RootOnly.assumeRoot();
    List<Path> copies = new ArrayList<>();
    for (Path code : codeOf(main)) {
      Path copy = readable.resolve("code" + copies.size());
      copyReadable(code, copy);
      copies.add(copy);
    }
    List<String> asNobody =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
    return start(asNobody, copies, main, arguments);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, as {@link Process#destroyForcibly} is on every Unix. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  long pid() {
    return process.pid();
  }

  /** Gives it a line on its standard input and returns what it says then, up to a line feed. */
  String ask(String line) throws IOException {
    long before = lines().size();
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(UTF_8));
    in.flush();
    await().until(() -> lines().size() > before || !process.isAlive());
    return lines().get((int) before);
  }

  private List<String> lines() throws IOException {
    String text = Files.readString(said);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** Waits for its end and returns what it has said. */
  String outcome() throws IOException, InterruptedException {
    process.waitFor();
    return Files.readString(said).strip();
  }

  private static ChildJvm start(
      List<String> before, List<Path> code, Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m"));
    command.add("-cp");
    command.add(code.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile("tocsin-child", ".txt");
    said.toFile().deleteOnExit();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    return new ChildJvm(process, said);
  }

  static List<Path> codeOf(Class<?> main) {
    return Stream.of(main, Journal.class, JsonFactory.class).map(ChildJvm::locationOf).toList();
  }

  private static Path locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void copyReadable(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        Files.copy(path, copy);
        Files.setPosixFilePermissions(
            copy,
            PosixFilePermissions.fromString(Files.isDirectory(copy) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }
}

package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A configuration with its keys and audit files in which doctor finds nothing, to be broken in one
 * place. What is set up beside, mounts and processes, ends with it.
 */
final class AuditSetUp {
  private interface Ending {
    void end() throws Exception;
  }

  /** Attributes of the root element. */
  String configuration = "status=\"warn\"";

  /** Attributes of the audit appender beside name, fileName and keys. */
  String attributes = "";

  /** What stands inside of it. */
  String inside = "<Retention days=\"400\"/>";

  /** Other appenders. */
  String appenders = "";

  String loggers = "<Root level=\"info\"><AppenderRef ref=\"audit\"/></Root>";

  /** The value of keys; empty for no such attribute. */
  String keys;

  /** Further options of doctor. */
  final List<String> options = new ArrayList<>();

  private final Path folder;
  private final Deque<Ending> endings = new ArrayDeque<>();

  AuditSetUp(Path folder) {
    this.folder = folder;
    this.keys = keyFolder().toString();
    assertThat(CommandLineRun.of("keygen", "--out", keys).exitCode()).isZero();
  }

  Path folder() {
    return folder;
  }

  Path logs() {
    return folder.resolve("logs");
  }

  Path file() {
    return logs().resolve("security_audit.log");
  }

  /** A file beside the audit file. */
  Path beside(String ending) {
    return logs().resolve("security_audit.log" + ending);
  }

  Path keyFolder() {
    return folder.resolve("keys");
  }

  Path config() {
    return folder.resolve("log4j2.xml");
  }

  /** An audit appender on a file of that name, with the keys. */
  String audit(String name, Path auditFile) {
    return "<SecurityAudit name=\"%s\" fileName=\"%s\" %s %s>%s</SecurityAudit>"
        .formatted(
            name, auditFile, keys.isEmpty() ? "" : "keys=\"" + keys + "\"", attributes, inside);
  }

  void writeConfiguration() throws IOException {
    Files.writeString(
        config(),
        "<Configuration %s><Appenders>%s%s</Appenders><Loggers>%s</Loggers></Configuration>"
            .formatted(configuration, audit("audit", file()), appenders, loggers));
  }

  /** Starts the configuration and records an event, which makes the audit files. */
  AuditSetUp record(String type) throws IOException {
    CommandLineRun emitted = emit(type);
    assertThat(emitted.exitCode()).as(emitted.err()).isZero();
    return this;
  }

  CommandLineRun emit(String type) throws IOException {
    writeConfiguration();
    return CommandLineRun.of("emit", "--config", config().toString(), "--type", type);
  }

  /** Makes the audit file as if it were written at another time. */
  void recordAt(Clock clock) throws IOException {
    JournalConfig settings = JournalConfig.builder(file()).clock(clock).build();
    try (Journal journal = Journal.open(settings, JournalListener.NONE)) {
      byte[] event =
          "{\"event_id\":\"x\",\"event_type\":\"logout\",\"timestamp\":\"2026-01-10T14:30:45Z\""
              .getBytes(UTF_8);
      JournalEntry entry = new JournalEntry();
      entry.set(event, event.length, null);
      var unused = journal.append(entry);
    }
    keys = "";
  }

  CommandLineRun doctor() throws IOException {
    if (!Files.exists(config())) {
      writeConfiguration();
    }
    List<String> words = new ArrayList<>(List.of("doctor", "--config", config().toString()));
    words.addAll(options);
    return CommandLineRun.of(words.toArray(String[]::new));
  }

  static void mode(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  /** A jar with files of that content, one after the other: name, content. */
  Path jar(String name, String... files) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (int i = 0; i < files.length; i += 2) {
        out.putNextEntry(new ZipEntry(files[i]));
        out.write(files[i + 1].getBytes(UTF_8));
      }
    }
    return jar;
  }

  /** A jar that holds another one, as Spring Boot packs them. */
  Path jarAround(String name, Path inner) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("BOOT-INF/lib/" + inner.getFileName()));
      out.write(Files.readAllBytes(inner));
    }
    return jar;
  }

  /** Mounts a file system in memory on the audit file's folder; needs root on Linux. */
  void mount(String mountOptions) throws IOException, InterruptedException {
    requireRoot();
    Files.createDirectories(logs());
    int exit = run("mount", "-t", "tmpfs", "-o", mountOptions, "tocsin", logs().toString());
    assumeTrue(exit == 0, "mounting needs the right to");
    endings.push(() -> assertThat(run("umount", "--lazy", logs().toString())).isZero());
  }

  static void requireRoot() {
    boolean root = "root".equals(System.getProperty("user.name"));
    boolean required =
        "required".equals(System.getenv("TOCSIN_ROOT")) || "true".equals(System.getenv("CI"));
    assertThat(root || !required).as("this test has to run, and needs root").isTrue();
    assumeTrue(root, "needs root");
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** Starts a program that is ended with this. */
  private Process started(ProcessBuilder program) throws IOException {
    Process process = program.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    endings.push(() -> process.destroyForcibly().waitFor());
    return process;
  }

  /** Starts the configuration in a process of its own, which has recorded one event. */
  Process startedApplication() throws IOException {
    writeConfiguration();
    Process application =
        started(
            TocsinProcess.builder(
                List.of(), folder, "emit", "--config", config().toString(), "--stdin"));
    assertThat(record(application)).isNotEmpty();
    return application;
  }

  /** Has it record one more; the event's id. */
  static String record(Process application) throws IOException {
    application.getOutputStream().write("{\"event_type\":\"logout\"}\n".getBytes(UTF_8));
    application.getOutputStream().flush();
    return said(application);
  }

  /** Another program that has a file open for writing. */
  void openForWriting(Path path) throws IOException {
    Process writer =
        started(
            new ProcessBuilder(
                "sh", "-c", "exec 3>>\"$0\"; echo open; read -r end", path.toString()));
    assertThat(said(writer)).isEqualTo("open");
  }

  /** The next line that a process says. */
  private static String said(Process process) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = process.getInputStream().read();
        c >= 0 && c != '\n';
        c = process.getInputStream().read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  /** Names, times and contents of all files. */
  List<String> everything() throws IOException {
    List<String> all = new ArrayList<>();
    try (var walk = Files.walk(folder)) {
      for (Path path : walk.sorted().toList()) {
        all.add(
            path
                + " "
                + Files.getLastModifiedTime(path)
                + " "
                + (Files.isRegularFile(path) ? Arrays.hashCode(Files.readAllBytes(path)) : ""));
      }
    }
    return all;
  }

  /** Ends what was set up beside. */
  void end() throws Exception {
    while (!endings.isEmpty()) {
      endings.pop().end();
    }
  }
}

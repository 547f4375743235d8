package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys by the command line: made, used by a configuration, demanded by {@code verify}. */
class KeysCommandTest {
  @TempDir private Path folder;
  private Path keys;
  private Path logs;

  @BeforeEach
  void makeKeys() throws IOException {
    keys = folder.resolve("keys");
    logs = folder.resolve("logs");
    CommandLineRun made = run("keygen", "--out", keys.toString());
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out().lines().map(line -> line.replaceFirst(".*/", "")))
        .hasSize(4)
        .allMatch(line -> line.matches("[a-z]+\\.(key|pub): key [0-9a-f]{8}"));
    assertThat(made.err()).hasLineCount(1).contains("away from the host that writes");
    Files.writeString(
        folder.resolve("log4j2.xml"),
        """
        <Configuration><Appenders>
          <SecurityAudit name="audit" fileName="%s/a.log" keys="%s" evolve="true"/>
        </Appenders><Loggers><Root><AppenderRef ref="audit"/></Root></Loggers></Configuration>
        """
            .formatted(logs, keys));
    emit();
  }

  /** 5 events, and 3 that tell of the run itself. */
  private void emit() {
    CommandLineRun emitted =
        run(
            "emit",
            "--config",
            folder.resolve("log4j2.xml").toString(),
            "--type",
            "logout",
            "--count",
            "5");
    assertThat(emitted.exitCode()).as(emitted.err()).isZero();
  }

  private static CommandLineRun run(String... words) {
    return CommandLineRun.of(words);
  }

  private CommandLineRun verify(String... more) {
    return run(
        Stream.concat(Stream.of("verify", "--dir", logs.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private String key(String name) {
    return keys.resolve(name).toString();
  }

  @Test
  void filesAreForTheirOwnerOnly() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(keys)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(4);
      for (Path file : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void noKeyIsOverwritten() throws IOException {
    String before = Files.readString(keys.resolve("tag.key"));
    CommandLineRun again = run("keygen", "--out", keys.toString());
    assertThat(again.exitCode()).isEqualTo(3);
    assertThat(again.err()).hasLineCount(1).contains("is there already, and keys are never");
    assertThat(Files.readString(keys.resolve("tag.key"))).isEqualTo(before);
  }

  @Test
  void journalUnderKeysVerifiesWithThem() {
    CommandLineRun found = verify("--tag-key", key("tag.key"), "--key", key("signing.pub"));
    assertThat(found.out()).hasLineCount(1).contains("8 events", "signed up to seq 8");
    assertThat(found.exitCode()).isZero();
    assertThat(verify().out()).contains("tags are under a key that was not given, so not checked");
  }

  @Test
  void afterARotationBothKeysAreNeeded() throws IOException {
    CommandLineRun rotated = run("keygen", "--out", keys.toString(), "--rotate");
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
    String oldTag;
    String oldPublic;
    try (Stream<Path> files = Files.list(keys)) {
      List<String> names = files.map(Path::toString).toList();
      oldTag = names.stream().filter(n -> n.matches(".*/tag-.*\\.key")).findFirst().orElseThrow();
      oldPublic =
          names.stream().filter(n -> n.matches(".*/signing-.*\\.pub")).findFirst().orElseThrow();
    }
    emit();
    CommandLineRun both =
        verify(
            "--tag-key",
            oldTag,
            "--tag-key",
            key("tag.key"),
            "--key",
            oldPublic,
            "--key",
            key("signing.pub"));
    assertThat(both.out()).hasLineCount(1).contains("16 events");
    assertThat(both.exitCode()).isZero();
    CommandLineRun old = verify("--tag-key", oldTag);
    assertThat(old.exitCode()).isEqualTo(1);
    assertThat(old.out()).contains("wrong key: ");
  }

  @Test
  void findingsAsJson() throws IOException {
    Path file = logs.resolve("a.log");
    Files.writeString(file, Files.readString(file).replaceFirst("\"logout\"", "\"lockout\""));
    CommandLineRun found = verify("--tag-key", key("tag.key"), "--format", "json");
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("{\"finding\":\"changed line\",\"file\":\"" + file + "\",\"line\":")
        .contains("\"exit\":1,\"message\":\"");
    assertThat(found.out().lines().skip(1))
        .first()
        .asString()
        .startsWith("{\"journal\":\"")
        .contains("\"events\":8,", "\"tags_checked\":true,\"witnessed_seq\":0}");
  }

  @Test
  void whatIsWrongWithAnArgumentIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("plain.xml"), "<a/>\n");
    CommandLineRun plain = CommandLineRun.of("keygen", "--out", file.toString());
    assertThat(plain.exitCode()).isEqualTo(3);
    assertThat(plain.err())
        .isEqualTo("tocsin: " + file + ": is a file: name a folder for the keys\n");
    Path noKey = Files.writeString(folder.resolve("no.key"), "secret\n");
    assertThat(verify("--tag-key", noKey.toString()).err())
        .isEqualTo(
            "tocsin: " + noKey + ": is no key: it takes 64 hexadecimal digits, as keygen makes\n");
    assertThat(verify("--key", noKey.toString()).err()).hasLineCount(1).contains("PUBLIC KEY");
    assertThat(verify("--tag-key", key("none.key")).err())
        .hasLineCount(1)
        .contains("no such key file");
    assertThat(verify("--tag-key", key("tag.key"), "--tag-key", "none").exitCode()).isEqualTo(2);
    assertThat(verify("--journal", "12").err()).hasLineCount(1).contains("32 hexadecimal digits");
    assertThat(verify("--min-age", "3d").err()).hasLineCount(1).contains("use whole days");
    assertThat(verify("--format", "xml").err()).hasLineCount(1).contains("use table or json");
    assertThat(run("keygen").err()).hasLineCount(1).contains("--out is missing");
  }
}

package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code collector-config/certificates} says to what it can't use, and what it keeps. */
class TrialAuthorityTest {
  @TempDir private Path folder;

  private record Outcome(int code, String said) {}

  private static Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("/bin/bash", "../collector-config/certificates"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return new Outcome(process.waitFor(), said);
  }

  @Test
  void badInputGetsOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run(Map.of()))
        .isEqualTo(
            new Outcome(
                2,
                "certificates: use: certificates FOLDER NAME…, as in certificates tls collector"
                    + " loki"));
    assertThat(run(Map.of(), folder.toString(), "../x"))
        .isEqualTo(
            new Outcome(2, "certificates: ../x: use a host's name in small letters, and not ca"));
    assertThat(run(Map.of("PATH", folder.toString()), folder.resolve("tls").toString(), "a"))
        .isEqualTo(new Outcome(3, "certificates: openssl: not found on the PATH: install it"));
    assertThat(run(Map.of("PATH", System.getenv("PATH")), file.toString(), "a").code())
        .isEqualTo(3);
    assertThat(folder.resolve("tls")).doesNotExist();
  }

  @Test
  void theAuthorityIsKeptAndNobodyElseReadsItsKey() throws Exception {
    TrialAuthority first = TrialAuthority.make(folder.resolve("tls"), "a");
    byte[] before = Files.readAllBytes(first.authority());
    TrialAuthority.make(folder.resolve("tls"), "b");
    assertThat(Files.readAllBytes(first.authority())).isEqualTo(before);
    try (var files = Files.list(folder.resolve("tls"))) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "ca.pem", "ca-key.pem", "a.pem", "a-key.pem", "b.pem", "b-key.pem");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("tls/ca-key.pem"))))
        .isEqualTo("rw-------");
  }
}

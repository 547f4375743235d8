package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** A journal of many segments, most of them compressed, for commands that read it. */
final class RolledJournal {
  private RolledJournal() {}

  /** Records so many events of all kinds, spread over January 2026, in segments of 50 kB. */
  static void record(Path folder, int events) throws IOException {
    Path configuration = folder.resolveSibling(folder.getFileName() + "-log4j2.xml");
    Files.writeString(
        configuration,
        """
        <Configuration status="error">
          <Appenders>
            <SecurityAudit name="audit" fileName="%s/security_audit.log"
                filePattern="%s/security_audit-%%d{yyyy-MM-dd}-%%i.log.gz">
              <Policies><SizeBasedTriggeringPolicy size="50 KB"/></Policies>
              <Rules enabled="false"/>
            </SecurityAudit>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """
            .formatted(folder, folder));
    Random random = new Random(3);
    List<String> types =
        List.of("auth_failure", "auth_success", "lockout", "data_export", "sql_injection_attempt");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < events; i++) {
      lines.append(
          String.format(
              "{\"event_type\":\"%s\",\"timestamp\":\"2026-01-%02dT%02d:30:00Z\",\"success\":%s,"
                  + "\"user_id\":\"u%d\",\"ip_address\":\"198.51.%d.7\",\"service_id\":%d,"
                  + "\"correlation_id\":\"c-%d\",\"indicators\":[\"i%d\",\"\\u00e9\"],"
                  + "\"details\":{\"n\":%d,\"deep\":{\"a\":[1,true,\"x\"]}},"
                  + "\"message\":\"number %d, \\u001b[2J \\\"q\\\" =1+1\"}%n",
              types.get(random.nextInt(types.size())),
              1 + random.nextInt(28),
              random.nextInt(24),
              random.nextBoolean(),
              random.nextInt(12),
              random.nextInt(9),
              i % 3,
              random.nextInt(50),
              i % 4,
              i,
              i));
    }
    CommandLineRun run =
        CommandLineRun.withInput(
            lines.toString(), "emit", "--stdin", "--config", configuration.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    // A writer that stops leaves the last ones to its next start.
    for (Path plain : rolled(folder, ".log")) {
      if (!plain.toString().contains("-2.log")) {
        try (OutputStream out =
            new GZIPOutputStream(Files.newOutputStream(Path.of(plain + ".gz")))) {
          Files.copy(plain, out);
        }
        Files.delete(plain);
      }
    }
    assertThat(rolled(folder, ".gz")).hasSizeGreaterThan(3);
  }

  /** Its rolled files with this end, by name. */
  static List<Path> rolled(Path folder, String end) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("security_audit-"))
          .filter(file -> file.toString().endsWith(end))
          .sorted()
          .toList();
    }
  }
}

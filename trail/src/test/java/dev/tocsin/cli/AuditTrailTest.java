package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.Finding;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.Verification;
import dev.tocsin.journal.Verifier;
import dev.tocsin.trail.AlertRecord;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.ClientRecord;
import dev.tocsin.trail.EventQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library, as a Java program uses it. */
class AuditTrailTest {
  @TempDir private Path folder;
  private final List<String> damage = new ArrayList<>();

  private static void record(Path folder, String... events) {
    CommandLineRun run =
        CommandLineRun.withInput(
            String.join("\n", events) + "\n", "emit", "--stdin", "--dir", folder.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static String failure(int second, String user) {
    return String.format(
        "{\"event_type\":\"auth_failure\",\"timestamp\":\"2026-01-01T00:00:%02dZ\","
            + "\"user_id\":\"%s\",\"ip_address\":\"203.0.113.7\"}",
        second, user);
  }

  private AuditTrail trail(Path... folders) {
    return AuditTrail.of(List.of(folders), EventTypes.builtIn());
  }

  private List<String> users(AuditTrail trail, EventQuery query) throws IOException {
    try (Stream<AuditTrail.Recorded> events = trail.events(query, damage::add)) {
      return events.map(each -> each.event().userId()).toList();
    }
  }

  private static EventQuery failures() {
    return EventQuery.builder().type(EventType.AUTH_FAILURE).build();
  }

  @Test
  void eventsComeInTheOrderOfRecordingFolderByFolder() throws Exception {
    Path second = folder.resolve("b");
    Path first = folder.resolve("a");
    record(first, failure(1, "u1"), failure(2, "u2"));
    record(first, failure(3, "u3"));
    record(second, failure(0, "u4"));
    assertThat(users(trail(first, second), failures())).containsExactly("u1", "u2", "u3", "u4");
    assertThat(
            users(
                trail(second, first),
                EventQuery.builder().type(EventType.AUTH_FAILURE).user("u2").build()))
        .containsExactly("u2");
    assertThat(damage).isEmpty();
  }

  @Test
  void aLineThatIsNoEventIsToldAndTheRestIsRead() throws Exception {
    record(folder, failure(1, "u1"), failure(2, "u2"), failure(3, "u3"));
    Path file = folder.resolve("security_audit.log");
    String text = Files.readString(file).replace("\"user_id\":\"u2\"", "\"user_id\"\"u2\"");
    Files.writeString(file, text);
    assertThat(users(trail(folder), failures())).containsExactly("u1", "u3");
    assertThat(damage).singleElement().asString().contains("security_audit.log: at byte ");
    assertThat(damage).allMatch(each -> each.indexOf('\n') < 0);
  }

  @Test
  void aStreamThatIsClosedHoldsNoFile() throws Exception {
    record(folder, failure(1, "u1"), failure(2, "u2"));
    try (Stream<AuditTrail.Recorded> events = trail(folder).events(failures(), damage::add)) {
      assertThat(events.findFirst().map(AuditTrail.Recorded::event).map(SecurityEvent::userId))
          .contains("u1");
      assertThat(openFiles()).contains(folder.toRealPath().resolve("security_audit.log"));
    }
    assertThat(openFiles()).noneMatch(file -> file.startsWith(folder));
  }

  private static List<Path> openFiles() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : files.toList()) {
        try {
          open.add(Files.readSymbolicLink(each));
        } catch (NoSuchFileException e) {
          // It was the one that lists them.
          assertThat(each).doesNotExist();
        }
      }
    }
    return open;
  }

  @Test
  void alertsAndClientsAreWhatTheJournalsTell() throws Exception {
    List<String> attack = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      attack.add(failure(10 + i, "bob").replaceFirst("\"timestamp\":\"[^\"]*\",", ""));
    }
    record(folder, attack.toArray(new String[0]));
    List<AlertRecord> alerts = trail(folder).alerts(damage::add);
    assertThat(alerts).extracting(AlertRecord::rule).containsExactly("high_failure_rate");
    assertThat(alerts.get(0).status()).isEqualTo("active");
    assertThat(trail(folder).clients(damage::add))
        .extracting(client -> client.address().network())
        .containsExactly("203.0.113.7");
    assertThat(trail(folder).clients(damage::add)).extracting(ClientRecord::alerts).contains(1);
  }

  @Test
  void verifyFindsWhatWasChangedAndAsksNoKeysOfTheJournalOfCommands() throws Exception {
    record(folder, failure(1, "u1"), failure(2, "u2"));
    assertThat(CommandLineRun.of("query", "--dir", folder.toString()).exitCode()).isZero();
    Verification found = trail(folder).verify(new Verifier());
    assertThat(found.findings()).isEmpty();
    assertThat(found.journals()).hasSize(2);
    Path file = folder.resolve("security_audit.log");
    Files.writeString(file, Files.readString(file).replace("u2", "u9"));
    assertThat(trail(folder).verify(new Verifier()).findings())
        .extracting(Finding::kind)
        .contains(Finding.Kind.CHANGED_LINE);
  }

  @Test
  void aFolderThatIsMissingIsNamed() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> users(trail(missing), failures()))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining(missing.toString());
  }
}

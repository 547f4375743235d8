package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.keys.PeriodKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who stands behind a pseudonym, and the pseudonyms of somebody, on the command line. */
class PseudonymCommandsTest {
  private static final String HOSTILE = "eve\" | success=true\u001b[2J\\";

  @TempDir private Path folder;
  private Path keys;
  private Path logs;

  @BeforeEach
  void recordEvents() throws IOException {
    keys = folder.resolve("people");
    logs = folder.resolve("logs");
    Path config = folder.resolve("log4j2.xml");
    Files.writeString(
        config,
        """
        <Configuration><Appenders>
          <SecurityAudit name="audit" fileName="%s/a.log"><Pseudonymize keys="%s"/></SecurityAudit>
        </Appenders><Loggers><Root><AppenderRef ref="audit"/></Root></Loggers></Configuration>
        """
            .formatted(logs, keys));
    for (String user : List.of("mallory@example.org", HOSTILE)) {
      CommandLineRun emitted =
          CommandLineRun.of(
              "emit",
              "--config",
              config.toString(),
              "--type",
              "auth_failure",
              "--user",
              user,
              "--ip",
              "2001:DB8:0::1");
      assertThat(emitted.exitCode()).as(emitted.err()).isZero();
    }
  }

  private CommandLineRun reveal(String... more) {
    return CommandLineRun.of(with(new String[] {"reveal"}, more));
  }

  private String[] with(String[] first, String... more) {
    List<String> words = new ArrayList<>(List.of(first));
    words.addAll(List.of("--keys", keys.toString()));
    if (first[0].equals("reveal")) {
      words.addAll(List.of("--dir", logs.toString()));
    }
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  private List<SecurityEvent> events(EventType type) throws Exception {
    return StoredEvents.of(logs, (line, event) -> event.type().equals(type));
  }

  private String pseudonym(int event) throws Exception {
    return String.valueOf(events(EventType.AUTH_FAILURE).get(event).userId());
  }

  @Test
  void theValueIsShownAndWhoAskedIsRecorded() throws Exception {
    String address = String.valueOf(events(EventType.AUTH_FAILURE).get(0).ipAddress());
    CommandLineRun shown = reveal(pseudonym(0), address);
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out()).isEqualTo("mallory@example.org\n2001:db8::1\n");
    assertThat(shown.err()).isEmpty();
    List<SecurityEvent> accesses = events(EventType.AUDIT_ACCESSED);
    assertThat(accesses).hasSize(1);
    assertThat(accesses.get(0).details())
        .containsEntry("command", "reveal")
        .containsEntry("events", 2L);
    assertThat(String.valueOf(accesses.get(0).details().get("arguments"))).contains(pseudonym(0));
    assertThat(Files.readString(logs.resolve("security_cases.log"))).doesNotContain("mallory");
    CommandLineRun verified = CommandLineRun.of("verify", "--dir", logs.toString());
    assertThat(verified.exitCode()).as(verified.out()).isZero();
  }

  @Test
  void nothingIsShownWhereTheAccessCantBeRecorded() throws Exception {
    Files.createDirectory(logs.resolve("security_cases.log"));
    CommandLineRun refused = reveal(pseudonym(0));
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).hasLineCount(1).contains("can't be recorded, so nothing is shown");
    assertThat(reveal("--unaudited", pseudonym(0)).out()).isEqualTo("mallory@example.org\n");
  }

  @Test
  void linesStayWhatTheyAre() throws Exception {
    String hostile = pseudonym(1);
    String input =
        "{\"user_id\":\"" + hostile + "\"}\n2026 | INFO | user_id=" + hostile + " | x=1\nplain\n";
    CommandLineRun shown = CommandLineRun.withInput(input, with(new String[] {"reveal"}));
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out().lines())
        .containsExactly(
            "{\"user_id\":\"eve\\\" | success=true\\u001b[2J\\\\\"}",
            "2026 | INFO | user_id=eve\" \\u007c success=true\\u001b[2J\\\\ | x=1",
            "plain");
    assertThat(events(EventType.AUDIT_ACCESSED)).hasSize(1);
  }

  @Test
  void pseudonymsOfAValueFindItsEvents() throws Exception {
    CommandLineRun all =
        CommandLineRun.of(with(new String[] {"pseudonym"}, "mallory@example.org", "2001:db8::1"));
    assertThat(all.exitCode()).as(all.err()).isZero();
    SecurityEvent event = events(EventType.AUTH_FAILURE).get(0);
    assertThat(all.out().lines()).containsExactly(event.userId(), event.ipAddress());
    String period = new PeriodKeys(keys, new SecureRandom()).periods().get(0);
    assertThat(
            CommandLineRun.of(
                    with(new String[] {"pseudonym"}, "--period", period, "2001:DB8:0:0::1"))
                .out())
        .isEqualTo(event.ipAddress() + "\n");
    CommandLineRun none =
        CommandLineRun.of(with(new String[] {"pseudonym"}, "--period", "1999-01", "mallory"));
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err())
        .isEqualTo(
            "tocsin: --period \"1999-01\": " + keys + " has no key of it; it has " + period + "\n");
  }

  @Test
  void whatCantBeRestoredIsToldWithTheReason() throws Exception {
    PeriodKeys periods = new PeriodKeys(keys, new SecureRandom());
    Path file = periods.file(periods.periods().get(0));
    String gone = pseudonym(0);
    assertThat(reveal("p0:2026-11:" + "a".repeat(26)).err())
        .hasLineCount(1)
        .contains("nobody can restore it");
    // Another one for certain, also where the key happened to make one that ends with these
    // letters.
    int last = gone.length() - 2;
    char other = gone.charAt(last) == 'a' ? 'b' : 'a';
    assertThat(reveal(gone.substring(0, last) + other + gone.charAt(last + 1)).err())
        .contains("was not made under " + file);
    Files.delete(file);
    CommandLineRun erased = reveal(gone);
    assertThat(erased.exitCode()).isEqualTo(3);
    assertThat(erased.out()).isEmpty();
    assertThat(erased.err())
        .isEqualTo("tocsin: " + gone + ": " + file + " was destroyed: the period is erased\n");
    CommandLineRun filtered = CommandLineRun.withInput(gone + "\n", with(new String[] {"reveal"}));
    assertThat(filtered.out()).isEqualTo(gone + "\n");
    assertThat(filtered.err()).contains("1 pseudonyms could not be restored");
  }

  @Test
  void whatIsWrongWithAnArgumentIsOneLine() {
    assertThat(reveal("mallory").err())
        .isEqualTo("tocsin: \"mallory\": is no pseudonym: give one as in p1:2026-11:…\n");
    assertThat(CommandLineRun.of("reveal", "p1").err()).hasLineCount(1).contains("--keys is miss");
    assertThat(CommandLineRun.of("pseudonym", "--keys", "none", "x").err())
        .hasLineCount(1)
        .contains("--keys \"none\": no such folder");
    assertThat(CommandLineRun.of(with(new String[] {"pseudonym"})).err())
        .hasLineCount(1)
        .contains("no VALUE");
  }
}

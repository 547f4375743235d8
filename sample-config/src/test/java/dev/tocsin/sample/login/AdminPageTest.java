package dev.tocsin.sample.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.BlockList;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminPageTest {
  @TempDir Path folder;
  private AuditedService audited;

  @BeforeEach
  void startService() throws IOException {
    audited = AuditedService.start(folder);
  }

  @AfterEach
  void stopService() {
    audited.close();
  }

  @Test
  void recordsEachLookUnderTheServicesUserAndWithTheRequest() throws Exception {
    Browser olivia = audited.signedIn("olivia");
    olivia.with("Forwarded", "for=203.0.113.5");

    assertThat(olivia.get("/admin").statusCode()).isEqualTo(200);
    HttpResponse<String> again = olivia.get("/admin");

    assertThat(again.body()).doesNotContain("audit_accessed").contains("admin_access");
    List<SecurityEvent> looks = looks();
    assertThat(looks)
        .hasSize(2)
        .allSatisfy(
            look -> {
              assertThat(look.userId()).isEqualTo("olivia");
              assertThat(look.ipAddress()).isEqualTo("203.0.113.5");
              assertThat(look.targetId()).isEqualTo(folder.toString());
              assertThat(look.details()).containsEntry("page", "admin").containsKey("events");
            });
    assertThat(audited.events(EventType.ADMIN_ACCESS))
        .extracting(SecurityEvent::correlationId)
        .containsExactlyElementsOf(looks.stream().map(SecurityEvent::correlationId).toList());
  }

  @Test
  void showsNothingOfALookThatCannotBeRecorded() throws Exception {
    Browser olivia = audited.signedIn("olivia");
    Files.createDirectory(folder.resolve("security_cases.log"));

    HttpResponse<String> page = olivia.get("/admin");

    assertThat(page.body())
        .contains("The audit log is not shown: this read can&#39;t be recorded: ")
        .contains("<td>alice</td>")
        .doesNotContain("session_created");
  }

  @Test
  void saysInOneLineThatThereIsNoAuditLog() throws Exception {
    audited.close();
    try (LoginService service = LoginService.start(LoginServiceConfig.defaults())) {
      Browser olivia = new Browser(service.uri());
      String token = AuditedService.tokenIn(olivia.post("/api/qr").body());
      olivia.post(
          "/api/qr/confirm",
          "token",
          token,
          "user",
          "olivia",
          "pin",
          AuditedService.pinOf("olivia"));
      olivia.post("/api/qr/session");

      HttpResponse<String> page = olivia.get("/admin");
      HttpResponse<String> block = block(olivia, "203.0.113.7", "1h", "");

      assertThat(page.body())
          .contains("This service runs without an audit log: ")
          .contains("<td>alice</td>")
          .doesNotContain("Open alerts");
      assertThat(block.statusCode()).isEqualTo(400);
      assertThat(block.body())
          .contains("203.0.113.7: is never blocked, or this service runs without rules");
    } finally {
      // What Log4j took up by itself meanwhile.
      LogManager.shutdown();
    }
    audited = AuditedService.start(folder);
  }

  @Test
  void tellsWhatOfTheLogCannotBeRead() throws Exception {
    Browser olivia = audited.signedIn("olivia");
    Path old = folder.resolve("security_audit-damaged.log");
    String journal = Files.readString(folder.resolve("security_audit.log"));
    Files.writeString(
        old, journal.replaceFirst("\"journal\":\"[0-9a-f]{4}", "\"journal\":\"0000") + "{<b>}\n");

    assertThat(olivia.get("/admin").body())
        .contains("Left out: ")
        .contains("security_audit-damaged.log: at byte ")
        .doesNotContain("<b>");
  }

  @Test
  void blocksAndUnblocksWithTheNameOfWhoDidIt() throws Exception {
    Browser olivia = audited.signedIn("olivia");

    assertThat(block(olivia, "2001:db8:1:2::3", "90m", "noise").statusCode()).isEqualTo(302);
    assertThat(audited.browserAt("[2001:db8:1:2::9]").get("/").statusCode()).isEqualTo(403);
    assertThat(olivia.get("/admin").body())
        .contains("<td>2001:db8:1:2::/64</td>")
        .contains("name=\"address\" value=\"2001:db8:1:2::\"");
    assertThat(olivia.post("/admin/unblock", "address", "2001:db8:1:2::").statusCode())
        .isEqualTo(302);
    assertThat(audited.browserAt("[2001:db8:1:2::9]").get("/").statusCode()).isEqualTo(200);
    assertThat(olivia.post("/admin/unblock", "address", "2001:db8:1:2::").statusCode())
        .isEqualTo(409);
    assertThat(olivia.post("/admin/unblock", "address", "<b>").body())
        .contains("No block to end for &lt;b&gt;.");
    assertThat(olivia.get("/admin").body()).contains("Nobody is blocked.", "client_unblocked");

    assertThat(recorded(EventType.CLIENT_BLOCKED))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.details())
                    .containsEntry("by", "olivia")
                    .containsEntry("reason", "noise")
                    .containsEntry("seconds", 5_400L));
    assertThat(recorded(EventType.CLIENT_UNBLOCKED))
        .singleElement()
        .satisfies(event -> assertThat(event.details()).containsEntry("by", "olivia"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``          | 1h  | address &quot;&quot;: use an IPv4 or IPv6 address",
        "a<b>        | 1h  | address &quot;a&lt;b&gt;&quot;: use an IPv4 or IPv6 address",
        "127.0.0.2   | 1h  | address 127.0.0.2: is this machine, which is never blocked",
        "203.0.113.5 | 1h  | address 203.0.113.5: is where you are; you could not take it back",
        "203.0.113.9 | ``  | duration &quot;&quot;: use a whole number with s, m, h or d, as in 15m",
        "203.0.113.9 | 0s  | duration &quot;0s&quot;: use 1s to 365d",
        "203.0.113.9 | 366d| duration &quot;366d&quot;: use 1s to 365d"
      })
  void saysWhatIsWrongWithABlockAndKeepsWhatWasTyped(
      String address, String duration, String problem) throws Exception {
    Browser olivia = audited.signedIn("olivia");
    olivia.with("Forwarded", "for=203.0.113.5");

    HttpResponse<String> answer = block(olivia, address, duration, "because <i>");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("<p class=\"problem\" role=\"alert\">" + problem + "</p>")
        .contains("name=\"reason\" value=\"because &lt;i&gt;\"")
        .doesNotContain("<i>", "a<b>");
    assertThat(recorded(EventType.CLIENT_BLOCKED)).isEmpty();
    assertThat(looks()).as("that reads no audit log").isEmpty();
  }

  @Test
  void takesNoReasonThatIsTooLong() throws Exception {
    Browser olivia = audited.signedIn("olivia");

    assertThat(block(olivia, "203.0.113.9", "1h", "x".repeat(201)).body())
        .contains("reason of 201 characters: use 200 at most");
    assertThat(BlockList.isBlocked("203.0.113.9")).isFalse();
  }

  @Test
  void letsNobodyElseBlockOrUnblock() throws Exception {
    BlockList.block("203.0.113.9", Duration.ofHours(1), "test", null);
    Browser stranger = audited.browser();
    Browser bob = audited.signedIn("bob");
    Browser lured = audited.signedIn("olivia").with("Sec-Fetch-Site", "cross-site");

    assertThat(stranger.post("/admin/unblock", "address", "203.0.113.9").statusCode())
        .isEqualTo(401);
    assertThat(bob.post("/admin/unblock", "address", "203.0.113.9").statusCode()).isEqualTo(403);
    assertThat(lured.post("/admin/unblock", "address", "203.0.113.9").statusCode()).isEqualTo(403);
    assertThat(block(bob, "203.0.113.10", "1h", "").statusCode()).isEqualTo(403);
    assertThat(block(lured, "203.0.113.10", "1h", "").statusCode()).isEqualTo(403);

    assertThat(BlockList.isBlocked("203.0.113.9")).isTrue();
    assertThat(BlockList.isBlocked("203.0.113.10")).isFalse();
    assertThat(audited.events(EventType.AUTHORIZATION_FAILURE))
        .extracting(event -> event.get(EventField.TARGET_ID))
        .containsExactly("/admin/unblock", "/admin/block");
  }

  private static HttpResponse<String> block(
      Browser browser, String address, String duration, String reason)
      throws IOException, InterruptedException {
    return browser.post("/admin/block", "address", address, "duration", duration, "reason", reason);
  }

  private List<SecurityEvent> looks() throws Exception {
    return recorded(EventType.AUDIT_ACCESSED);
  }

  /** Events of the product's own, of every journal in the folder. */
  private List<SecurityEvent> recorded(EventType type) throws Exception {
    JsonEventReader json = JsonEventReader.lenient();
    List<SecurityEvent> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        if (line.isEvent()) {
          byte[] bytes = line.bytes();
          SecurityEvent event = json.read(bytes, 0, bytes.length, EventTypes.builtIn());
          if (event.type().equals(type)) {
            events.add(event);
          }
        }
      }
    }
    return events;
  }
}

package dev.tocsin.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.sample.login.AuditedService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPlayTest {
  private static final long SEED = 1;

  @Test
  void leavesInTheJournalExactlyWhatItPlayed(@TempDir Path folder) throws Exception {
    try (AuditedService audited = AuditedService.start(folder)) {
      PlayAccount play = new DemoPlay(audited.service().uri(), SEED).run();
      List<SecurityEvent> events = read(folder);

      assertThat(findings(events).differences(play)).isEmpty();
      assertThat(findings(events).byType()).isEqualTo(play.byType());
      assertThat(findings(events).total()).isEqualTo(play.total());
      assertThat(play.byType())
          .containsEntry("qr_generated", 10)
          .containsEntry("qr_scanned", 70)
          .containsEntry("pin_verified", 8)
          .containsEntry("pin_failed", 7)
          .containsEntry("auth_failure", 2)
          .containsEntry("session_created", 8)
          .containsEntry("logout", 8)
          .containsEntry("lockout", 1)
          .containsEntry("auth_account_unlocked", 1)
          .containsEntry("authorization_failure", 1)
          .containsEntry("admin_access", 1)
          .containsEntry("sql_injection_attempt", 1)
          .containsEntry("xss_attempt", 1)
          .containsEntry("rate_limiting_trigger", 1)
          .containsEntry("suspicious", 1)
          .hasSize(15);
      assertThat(findings(events).alerts())
          .extracting(alert -> alert.rule() + " " + alert.key() + " " + alert.action())
          .containsExactly(
              "high_failure_rate 198.51.100.23 block",
              "excessive_scanning 198.51.100.77 none",
              "critical_violations 2001:db8:bad::/64 block",
              "critical_violations 198.51.100.66 block");
      assertThat(findings(events).blocked()).hasSize(3);
    }
  }

  @Test
  void playsTheSameAgainFromTheSameSeed(@TempDir Path one, @TempDir Path other) throws Exception {
    PlayAccount first;
    PlayAccount second;
    try (AuditedService audited = AuditedService.start(one)) {
      first = new DemoPlay(audited.service().uri(), SEED).run();
    }
    try (AuditedService audited = AuditedService.start(other)) {
      second = new DemoPlay(audited.service().uri(), SEED).run();
    }

    assertThat(second.events()).isEqualTo(first.events());
  }

  @Test
  void isToldApartFromAJournalThatLacksAnEventOrHasOneTooMany(@TempDir Path folder)
      throws Exception {
    try (AuditedService audited = AuditedService.start(folder)) {
      PlayAccount play = new DemoPlay(audited.service().uri(), SEED).run();
      List<SecurityEvent> events = new ArrayList<>(read(folder));
      SecurityEvent first =
          events.stream().filter(event -> !event.type().isReserved()).findFirst().orElseThrow();

      events.add(first);
      assertThat(findings(events).differences(play)).singleElement().asString().contains("played");
      events.remove(first);
      events.remove(first);
      assertThat(findings(events).differences(play))
          .singleElement()
          .asString()
          .startsWith(first.type().name() + " from ")
          .contains(" played, ");
    }
  }

  @Test
  void anAlertOrBlockThatLacksOrIsOneTooManyIsToldToo() {
    DemoClient client =
        new DemoClient(HttpClient.newHttpClient(), URI.create("http://h/"), "192.0.2.1", "x");
    PlayAccount.Tally tally = new PlayAccount.Tally();
    tally.alert("scan", client);
    tally.blocked(client);
    assertThat(new Findings().differences(tally.account()))
        .containsExactly(
            "alert scan from 192.0.2.1: did not come", "block of 192.0.2.1: did not come");
    Findings more = new Findings();
    EventDraft alert = new EventDraft();
    alert.setType(EventType.ALERT).putDetail("rule", "other").putDetail("key", "192.0.2.1");
    more.add(alert.toEvent());
    EventDraft blocked = new EventDraft();
    more.add(blocked.setType(EventType.CLIENT_BLOCKED).putDetail("client", "192.0.2.9").toEvent());
    assertThat(more.differences(new PlayAccount.Tally().account()))
        .containsExactly(
            "alert other from 192.0.2.1: was not to come", "block of 192.0.2.9: was not to come");
  }

  @Test
  void breaksOffWhereTheServiceAnswersOtherwise(@TempDir Path folder) throws Exception {
    try (AuditedService audited = AuditedService.start(folder)) {
      URI service = audited.service().uri();

      assertThatThrownBy(() -> new DemoPlay(service, SEED + 1).run())
          .as("the users' PINs are from another seed")
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("where the play expects 200");
    }
  }

  private static Findings findings(List<SecurityEvent> events) {
    Findings findings = new Findings();
    events.forEach(findings::add);
    return findings;
  }

  private static List<SecurityEvent> read(Path folder) throws IOException {
    List<SecurityEvent> events = new ArrayList<>();
    try (JournalFeed feed = JournalFeed.openAtStart(folder)) {
      for (SecurityEvent event = feed.next(); event != null; event = feed.next()) {
        events.add(event);
      }
      assertThat(feed.check().findings()).isEmpty();
    }
    return events;
  }
}

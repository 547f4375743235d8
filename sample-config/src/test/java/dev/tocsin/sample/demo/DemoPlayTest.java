package dev.tocsin.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.SecurityEvent;
import dev.tocsin.sample.login.AuditedService;
import java.io.IOException;
import java.net.URI;
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
          .containsEntry("qr_generated", 9)
          .containsEntry("qr_scanned", 69)
          .containsEntry("pin_verified", 8)
          .containsEntry("pin_failed", 18)
          .containsEntry("auth_failure", 2)
          .containsEntry("session_created", 8)
          .containsEntry("logout", 8)
          .containsEntry("lockout", 3)
          .containsEntry("auth_account_unlocked", 1)
          .containsEntry("authorization_failure", 1)
          .containsEntry("admin_access", 1)
          .containsEntry("sql_injection_attempt", 2)
          .containsEntry("xss_attempt", 1)
          .containsEntry("rate_limiting_trigger", 1)
          .hasSize(14);
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

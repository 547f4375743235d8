package dev.tocsin.sample.login.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.sample.login.AuditedService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentTrailTest {

  @Test
  void tellsHowManyAreBlockedWhomItDoesNotList(@TempDir Path folder) throws Exception {
    try (AuditedService audited = AuditedService.start(folder)) {
      BlockList.block("203.0.113.1", Duration.ofDays(30), "olivia", null);
      BlockList.block("203.0.113.2", Duration.ofDays(30), "olivia", null);
      BlockList.block("203.0.113.3", Duration.ofDays(30), "olivia", null);
      BlockList.unblock("203.0.113.3", "olivia");
      Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(RecentTrail.DAYS + 1));

      TrailView now = new RecentTrail().read(List.of(folder), "olivia");
      TrailView inAWeek = new RecentTrail(later).read(List.of(folder), "olivia");

      assertThat(audited.service().port()).isPositive();
      assertThat(now.blocks())
          .extracting(block -> block.client().text())
          .containsExactlyInAnyOrder("203.0.113.1", "203.0.113.2");
      assertThat(now.moreBlocked()).isZero();
      assertThat(inAWeek.blocks()).isEmpty();
      assertThat(inAWeek.moreBlocked()).isEqualTo(2);
    }
  }

  @Test
  void givesTheNewestEventsTheNewestFirstAndNoMore(@TempDir Path folder) throws Exception {
    try (AuditedService audited = AuditedService.start(folder)) {
      assertThat(audited.service().port()).isPositive();
      SecurityLogger audit = SecurityLogger.getLogger(RecentTrailTest.class);
      for (int i = 0; i < RecentTrail.EVENTS + 5; i++) {
        audit.event(EventType.LOGOUT).user("user-" + i).log();
      }

      TrailView view = new RecentTrail().read(List.of(folder), "olivia");

      assertThat(view.events()).hasSize(RecentTrail.EVENTS);
      assertThat(view.events().get(0).userId()).isEqualTo("user-54");
      assertThat(view.events().get(49).userId()).isEqualTo("user-5");
      assertThat(view.leftOut()).isEmpty();
    }
  }
}

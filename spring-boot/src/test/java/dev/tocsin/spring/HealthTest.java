package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.fixture.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

class HealthTest {
  private static final SecurityLogger AUDIT = SecurityLogger.getLogger(HealthTest.class);

  private final TocsinHealthIndicator indicator = new TocsinHealthIndicator();

  @TempDir Path folder;

  @Test
  void withoutAnAuditLogItIsDown() {
    assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
  }

  @Test
  void itIsDownWhileEventsCannotBeRecordedAndUpAgainAfterwards() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k");
        ConfigurableApplicationContext context =
            LeanApplication.run(
                List.of("--tocsin.journal.file=" + disk.folder().resolve("audit.log")))) {
      assertThat(context.isActive()).isTrue();
      Path ballast = disk.folder().resolve("ballast");
      AUDIT.authAttempt("ann", true);
      assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);

      disk.fill(ballast);
      AUDIT.event("data_export").detail("rows", "x".repeat(8_000)).log();
      await().until(() -> indicator.health().getStatus().equals(Status.DOWN));
      Health down = indicator.health();
      assertThat(down.getDetails().get("failure")).asString().contains("audit.log");
      assertThat(new TocsinEndpoint().audit().journals())
          .singleElement()
          .satisfies(journal -> assertThat(journal.writable()).isFalse());

      Files.delete(ballast);
      await().until(() -> indicator.health().getStatus().equals(Status.UP));
    }
  }
}

package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.SecurityLogger;
import java.io.IOException;
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
    try (FullDisk disk = FullDisk.mount(folder.resolve("full"));
        ConfigurableApplicationContext context =
            LeanApplication.run(
                List.of("--tocsin.journal.file=" + disk.folder().resolve("audit.log")))) {
      assertThat(context.isActive()).isTrue();
      AUDIT.authAttempt("ann", true);
      assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);

      disk.fill();
      AUDIT.event("data_export").detail("rows", "x".repeat(8_000)).log();
      await().until(() -> indicator.health().getStatus().equals(Status.DOWN));
      Health down = indicator.health();
      assertThat(down.getDetails().get("failure")).asString().contains("audit.log");
      assertThat(new TocsinEndpoint().audit().journals())
          .singleElement()
          .satisfies(journal -> assertThat(journal.writable()).isFalse());

      disk.free();
      await().until(() -> indicator.health().getStatus().equals(Status.UP));
    }
  }
}

package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** Audit events under the names of Spring Security's, from an application without it. */
class BootAuditEventsTest {
  @TempDir Path folder;

  @SpringBootConfiguration
  @ImportAutoConfiguration({
    TocsinAutoConfiguration.class,
    SecurityEventsAutoConfiguration.class,
    BootAuditEventsAutoConfiguration.class
  })
  static class Application {}

  @Test
  void areTakenOverWhereNobodyElseTellsThem() throws IOException {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    try (ConfigurableApplicationContext context =
        application.run(
            "--spring.main.banner-mode=off",
            "--tocsin.security.enabled=false",
            "--tocsin.journal.file=" + folder.resolve("audit.log"))) {
      context.publishEvent(new AuditApplicationEvent("bob", "AUTHORIZATION_FAILURE", "page=/x"));
    }
    assertThat(Journals.events(folder, "authorization_failure"))
        .extracting(SecurityEvent::userId)
        .containsExactly("bob");
  }
}

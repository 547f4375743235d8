package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** An application on WebFlux works, and is told what it has not. */
@ExtendWith(OutputCaptureExtension.class)
class ReactiveTest {
  @TempDir Path folder;

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Import(Pages.class)
  static class Application {
    @Bean
    SecurityWebFilterChain open(ServerHttpSecurity http) {
      return http.authorizeExchange(exchange -> exchange.anyExchange().permitAll()).build();
    }
  }

  @RestController
  static class Pages {
    private static final SecurityLogger AUDIT = SecurityLogger.getLogger(Pages.class);

    @GetMapping("/export")
    Mono<String> export() {
      return Mono.fromCallable(() -> AUDIT.event(EventType.DATA_EXPORT).user("ann").log())
          .subscribeOn(Schedulers.boundedElastic());
    }
  }

  @Test
  void eventsAreRecordedAndWhatIsMissingIsSaid(CapturedOutput output) throws Exception {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.REACTIVE);
    try (ConfigurableApplicationContext context =
        application.run(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.main.banner-mode=off",
            "--tocsin.journal.file=" + folder.resolve("audit.log"))) {
      int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
      String id = new Browser(port).get("/export").body();

      List<SecurityEvent> events = Journals.events(folder);
      assertThat(events)
          .singleElement()
          .satisfies(event -> assertThat(event.eventId()).isEqualTo(id));
    }
    assertThat(output).contains("tocsin: this is a reactive web application");
  }
}

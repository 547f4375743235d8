package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tocsin.event.SecurityEvent;
import dev.tocsin.servlet.AuditFilter;
import dev.tocsin.servlet.TocsinServletInitializer;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.context.WebApplicationContext;

/** The filter in a servlet container. */
class WebRegistrationTest {
  @TempDir Path folder;

  @SpringBootConfiguration
  @ImportAutoConfiguration({
    TocsinAutoConfiguration.class,
    WebAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class
  })
  static class Application {}

  /** As in a container that an application is deployed to, which runs libraries' initializers. */
  static class Deployed extends Application {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> initializers() {
      return tomcat ->
          tomcat.addContextCustomizers(
              context ->
                  context.addServletContainerInitializer(new TocsinServletInitializer(), null));
    }
  }

  private List<? extends FilterRegistration> filters(RunningApplication application) {
    ServletContext servlets =
        ((WebApplicationContext) application.context()).getServletContext();
    assertThat(servlets).isNotNull();
    return servlets == null
        ? List.of()
        : servlets.getFilterRegistrations().values().stream()
            .filter(each -> AuditFilter.class.getName().equals(each.getClassName()))
            .toList();
  }

  @Test
  void itIsRegisteredOnceWithTheSettingsOfTheProperties() throws IOException {
    try (RunningApplication application =
        RunningApplication.start(
            Application.class, folder, "tocsin.web.admin-paths=/nothing,/admin/*")) {
      assertThat(filters(application)).hasSize(1);
      application.browser().getAs("bob", "right", "/missing");
    }
    assertThat(Journals.events(folder)).isEmpty();
  }

  @Test
  void aContainerThatHasRegisteredItGetsTheSettingsOfTheProperties() throws IOException {
    try (RunningApplication application =
        RunningApplication.start(
            Deployed.class,
            folder,
            "tocsin.web.rate-limits=address 1/1h")) {
      assertThat(filters(application)).hasSize(1);
      assertThat(application.browser().get("/missing").statusCode()).isEqualTo(404);
      assertThat(application.browser().get("/missing").statusCode()).isEqualTo(429);
    }
    assertThat(Journals.events(folder))
        .extracting(SecurityEvent::ipAddress)
        .containsOnly("127.0.0.1");
  }

  @Test
  void aWrongSettingEndsTheStartAndNamesTheProperty() {
    Throwable thrown =
        catchThrowable(
            () ->
                RunningApplication.start(
                        Application.class, folder, "tocsin.web.blocked-status=200")
                    .close());

    assertThat(NestedExceptionUtils.getMostSpecificCause(thrown)).hasMessageContaining("400 to 599");
    assertThat(thrown)
        .satisfies(
            failure -> {
              Throwable each = failure;
              while (!(each instanceof InvalidConfigurationPropertyValueException)) {
                each = each.getCause();
                assertThat(each).isNotNull();
              }
              assertThat(each).hasMessageContaining("tocsin.web.blocked-status");
            });
  }

  @Test
  void switchedOffItIsNotThere() {
    try (RunningApplication application =
        RunningApplication.start(Application.class, folder, "tocsin.web.enabled=false")) {
      assertThat(filters(application)).isEmpty();
    }
  }
}

package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tocsin.event.SecurityEvent;
import dev.tocsin.servlet.AuditFilter;
import dev.tocsin.servlet.TocsinServletInitializer;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
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
  static class Application {
    @Bean
    ServletRegistrationBean<HttpServlet> greeting() {
      return new ServletRegistrationBean<>(new Greeting(), "/");
    }
  }

  static class Greeting extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(204);
    }
  }

  /** As in a container that an application is deployed to, which runs libraries' initializers. */
  static class Deployed extends Application {
    @Bean
    ContainerFirst container() {
      return new ContainerFirst();
    }
  }

  /** Comes before the registration by properties, as its bean is defined before. */
  static final class ContainerFirst implements ServletContextInitializer, Ordered {
    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onStartup(ServletContext application) throws ServletException {
      new TocsinServletInitializer().onStartup(null, application);
    }
  }

  private List<? extends FilterRegistration> filters(RunningApplication application) {
    ServletContext servlets = ((WebApplicationContext) application.context()).getServletContext();
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
      application.browser().get("/admin/users");
    }
    assertThat(Journals.events(folder))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type().name()).isEqualTo("admin_access");
              assertThat(event.targetId()).isEqualTo("/admin/users");
            });
  }

  @Test
  void aContainerThatHasRegisteredItGetsTheSettingsOfTheProperties() throws IOException {
    try (RunningApplication application =
        RunningApplication.start(Deployed.class, folder, "tocsin.web.rate-limits=address 1/1h")) {
      assertThat(filters(application)).hasSize(1);
      assertThat(application.browser().get("/").statusCode()).isEqualTo(204);
      assertThat(application.browser().get("/").statusCode()).isEqualTo(429);
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
                RunningApplication.start(Application.class, folder, "tocsin.web.blocked-status=200")
                    .close());

    assertThat(NestedExceptionUtils.getMostSpecificCause(thrown))
        .hasMessageContaining("400 to 599");
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

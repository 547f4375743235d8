package dev.tocsin.spring;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/** Has DevTools restart it, twice, as they do when a class has changed; for a JVM of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
class RestartingApplication {
  private static final String STARTS = "tocsin.test.starts";

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(RestartingApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    var unused = application.run(arguments);
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> restart() {
    return ready -> {
      int start = Integer.getInteger(STARTS, 0) + 1;
      System.setProperty(STARTS, Integer.toString(start));
      SecurityLogger.getLogger(RestartingApplication.class)
          .event(EventType.ADMIN_ACCESS)
          .user("start " + start)
          .detail("loader", RestartingApplication.class.getClassLoader().getClass().getSimpleName())
          .detail("journals", AuditRegistry.health().size())
          .log();
      if (start < 3) {
        new Thread(RestartingApplication::restartByDevTools).start();
      } else {
        System.exit(0);
      }
    };
  }

  private static void restartByDevTools() {
    try {
      Class<?> restarter = Class.forName("org.springframework.boot.devtools.restart.Restarter");
      Object instance = restarter.getMethod("getInstance").invoke(null);
      restarter.getMethod("restart").invoke(instance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

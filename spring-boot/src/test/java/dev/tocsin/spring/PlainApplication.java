package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** An application without a web server. */
@SpringBootConfiguration
@EnableAutoConfiguration
class PlainApplication {
  /** For a JVM of its own: logs before the application starts, in it, and after it has ended. */
  public static void main(String[] arguments) {
    SecurityLogger audit = SecurityLogger.getLogger(PlainApplication.class);
    audit.event(EventType.ADMIN_ACCESS).user("early").log();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> audit.event(EventType.ADMIN_ACCESS).user("late").log()));
    SpringApplication application = new SpringApplication(PlainApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    var unused = application.run(arguments);
    audit.event(EventType.ADMIN_ACCESS).user("in time").log();
  }
}

package dev.tocsin.spring;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with nothing but the audit log, which starts fast. */
@SpringBootConfiguration
@ImportAutoConfiguration(TocsinAutoConfiguration.class)
class LeanApplication {
  static ConfigurableApplicationContext run(List<String> arguments) {
    SpringApplication application = new SpringApplication(LeanApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    List<String> all = new ArrayList<>(arguments);
    all.add("--spring.main.banner-mode=off");
    return application.run(all.toArray(String[]::new));
  }
}

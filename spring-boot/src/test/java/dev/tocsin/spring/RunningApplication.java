package dev.tocsin.spring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** An application on a free port of loopback, whose journal is in a folder. */
final class RunningApplication implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private RunningApplication(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static RunningApplication start(Class<?> application, Path folder, String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.application.name=shop",
                "--tocsin.journal.file=" + folder.resolve("audit.log")));
    for (String each : properties) {
      arguments.add("--" + each);
    }
    return new RunningApplication(
        SpringApplication.run(application, arguments.toArray(String[]::new)));
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  Browser browser() {
    return new Browser(port());
  }

  @Override
  public void close() {
    context.close();
  }
}

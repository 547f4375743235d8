package dev.tocsin.sample.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;

/** What the guide shows is what this sample has. */
class PageTest {
  private static final Path PAGE = Path.of("../../docs/spring-boot.md");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<artifactId>((?:tocsin-spring-boot|spring-boot-starter-\\w+))</artifactId>"
              + "(?:\\s*<version>[^<]*</version>)?(\\s*<exclusions>.*?</exclusions>)?\\s*</dependency>",
          Pattern.DOTALL);

  private static String block(String language, String beginning) throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf("```" + language + "\n" + beginning);
    assertThat(from).as(beginning).isNotNegative();
    int start = page.indexOf('\n', from) + 1;
    return page.substring(start, page.indexOf("\n```", start) + 1);
  }

  @Test
  void theMethodIsTheSamples() throws IOException {
    assertThat(Files.readString(Path.of("src/main/java/dev/tocsin/sample/spring/Orders.java")))
        .contains(block("java", "  @Audited("));
  }

  @Test
  void thePropertiesAreTheSamples() throws IOException {
    assertThat(Path.of("src/main/resources/application.properties"))
        .content()
        .isEqualTo(block("properties", "spring.application.name"));
  }

  @Test
  void thePomHasTheSamplesDependenciesAndExclusions() throws IOException {
    String shown = block("xml", "<project");

    assertThat(dependencies(shown))
        .isEqualTo(dependencies(Files.readString(Path.of("pom.xml"))))
        .contains("tocsin-spring-boot:")
        .contains("spring-boot-starter-webmvc:spring-boot-starter-logging");
    assertThat(shown)
        .contains("<version>" + SpringBootVersion.getVersion() + "</version>")
        .contains(
            "<log4j2.version>"
                + LoggerContext.class.getPackage().getImplementationVersion()
                + "</log4j2.version>");
  }

  /** One line a dependency: its name, and what is excluded of it. */
  private static String dependencies(String pom) {
    StringBuilder lines = new StringBuilder();
    Matcher matcher = DEPENDENCY.matcher(pom);
    while (matcher.find()) {
      String exclusions = matcher.group(2);
      lines.append(matcher.group(1)).append(':');
      if (exclusions != null && exclusions.contains("spring-boot-starter-logging")) {
        lines.append("spring-boot-starter-logging");
      }
      lines.append('\n');
    }
    return lines.toString();
  }
}

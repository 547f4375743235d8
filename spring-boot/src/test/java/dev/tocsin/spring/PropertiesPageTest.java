package dev.tocsin.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.servlet.WebSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors and the guide are told of the properties. */
class PropertiesPageTest {
  private static final Path PAGE = Path.of("../docs/spring-boot.md");
  private static final List<JsonNode> PROPERTIES = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    for (URL each :
        Collections.list(
            TocsinProperties.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = each.openStream()) {
        for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
          if (property.path("name").asString().startsWith("tocsin.")) {
            PROPERTIES.add(property);
          }
        }
      }
    }
  }

  @Test
  void everyPropertyHasADescriptionAndANameInKebabCase() {
    assertThat(PROPERTIES)
        .hasSizeGreaterThan(60)
        .allSatisfy(
            each -> {
              assertThat(each.path("name").asString()).matches("[a-z][a-z0-9.-]+");
              assertThat(each.path("description").asString()).as(each.toString()).endsWith(".");
            });
  }

  @Test
  void everySettingOfTheFilterIsAProperty() {
    assertThat(PROPERTIES)
        .extracting(each -> each.path("name").asString())
        .containsAll(
            WebSettings.names().stream()
                .map(name -> "tocsin.web." + WebTexts.kebab(name))
                .toList());
  }

  /** When it fails, what it expects is the table. */
  @Test
  void theGuideHasThemAll() throws IOException {
    List<String> shown =
        Files.readAllLines(PAGE, UTF_8).stream()
            .filter(line -> line.startsWith("| `tocsin."))
            .filter(line -> line.split("\\|", -1).length == 5)
            .toList();

    assertThat(String.join("\n", shown)).isEqualTo(String.join("\n", table()));
  }

  private static List<String> table() {
    return PROPERTIES.stream().map(PropertiesPageTest::row).sorted().toList();
  }

  private static String row(JsonNode property) {
    JsonNode value = property.path("defaultValue");
    String byDefault =
        value.isMissingNode() ? "" : "`" + value.asString().toLowerCase(Locale.ROOT) + "`";
    return "| `"
        + property.path("name").asString()
        + "` | "
        + byDefault
        + " | "
        + property.path("description").asString()
        + " |";
  }
}

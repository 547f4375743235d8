package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.Markers;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.util.PluginRegistry;
import org.apache.logging.log4j.core.config.plugins.util.PluginType;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/configuration.md against the plugins. */
class ConfigurationPageTest {
  private static final Page PAGE = Page.of("docs/configuration.md");
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|.*");
  private static final Pattern OPTION_ROW = Pattern.compile("\\| `\\{(\\w+)}`");
  private static final Pattern CONFIG_KEY = Pattern.compile("config\\.get\\w+\\(\"(\\w+)\"");
  private static final Pattern REFUSAL = Pattern.compile("\\| `(<.*>)` \\| (.*) \\|");

  @TempDir private Path folder;

  private static Stream<PluginType<?>> plugins() {
    return PluginRegistry.getInstance().loadFromMainClassLoader().values().stream()
        .flatMap(List::stream)
        .<PluginType<?>>map(plugin -> plugin)
        .filter(plugin -> plugin.getPluginClass().getName().startsWith("dev.tocsin."));
  }

  @TestFactory
  Stream<DynamicTest> everyPluginHasASectionWithAllItsAttributesAndNoOthers() {
    return plugins()
        .map(
            plugin ->
                DynamicTest.dynamicTest(
                    plugin.getKey(),
                    () -> {
                      List<String> section = section(plugin);
                      assertThat(section).isNotEmpty();
                      assertThat(described(section))
                          .containsExactlyInAnyOrderElementsOf(attributes(plugin.getPluginClass()));
                    }));
  }

  /** What users know a plugin by. */
  private static String heading(PluginType<?> plugin) {
    ConverterKeys keys = plugin.getPluginClass().getAnnotation(ConverterKeys.class);
    return keys != null
        ? "%" + keys.value()[0]
        : plugin.getKey().replaceFirst("resolverfactory$", "");
  }

  /** A bridge has a page of its own. */
  private static List<String> section(PluginType<?> plugin) {
    return plugin.getPluginClass().getName().startsWith("dev.tocsin.otel.")
        ? section(Page.of("docs/otel.md"), "Attributes")
        : section(PAGE, heading(plugin));
  }

  private static List<String> section(Page page, String name) {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : page.lines()) {
      if (line.startsWith("## ")) {
        inside = line.equalsIgnoreCase("## " + name);
      }
      if (inside) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** The names in the section's first table. */
  private static List<String> described(List<String> section) {
    List<String> names = new ArrayList<>();
    for (String line : section) {
      if (line.startsWith("| element")) {
        break;
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        names.add(row.group(1));
      }
    }
    return names;
  }

  private static List<String> attributes(Class<?> plugin) throws IOException {
    List<String> names = new ArrayList<>(resolverKeys(plugin));
    for (Method method : plugin.getMethods()) {
      for (Parameter parameter : method.getParameters()) {
        PluginAttribute attribute = parameter.getAnnotation(PluginAttribute.class);
        if (attribute != null) {
          names.add(attribute.value());
        }
      }
    }
    for (Class<?> inner : plugin.getDeclaredClasses()) {
      for (Class<?> c = inner; c != null; c = c.getSuperclass()) {
        for (Field field : c.getDeclaredFields()) {
          PluginBuilderAttribute attribute = field.getAnnotation(PluginBuilderAttribute.class);
          if (attribute != null) {
            names.add(attribute.value().isEmpty() ? field.getName() : attribute.value());
          }
        }
      }
    }
    return names;
  }

  /** What a template's resolver reads: there is no annotation for that, so its source tells. */
  private static List<String> resolverKeys(Class<?> factory) throws IOException {
    if (!TemplateResolverFactory.class.isAssignableFrom(factory)) {
      return List.of();
    }
    String resolver = factory.getName().replace("Factory", "").replace('.', '/') + ".java";
    String source =
        Files.readString(Checkout.ROOT.resolve("log4j-plugin/src/main/java").resolve(resolver));
    List<String> keys =
        CONFIG_KEY.matcher(source).results().map(found -> found.group(1)).distinct().toList();
    assertThat(keys).isNotEmpty();
    return keys;
  }

  @Test
  void patternTakesEveryOptionThatThePageShows() throws IOException {
    List<String> options =
        section(PAGE, "%securityEvent").stream()
            .map(OPTION_ROW::matcher)
            .filter(Matcher::lookingAt)
            .map(row -> row.group(1))
            .toList();
    assertThat(options).containsExactly("text", "json", "user_id");
    for (String option : options) {
      assertThat(written("<PatternLayout pattern=\"%securityEvent{" + option + "}%n\"/>"))
          .startsWith(
              switch (option) {
                case "json" -> "{\"event_id\":";
                case "text" -> "event=payment_failure";
                default -> "\n";
              });
    }
  }

  /** What a layout makes of a security event. */
  private String written(String layout) throws IOException {
    String xml =
        "<File name=\"audit\" fileName=\"logs/lines.txt\" append=\"false\">" + layout + "</File>";
    try (LoadedConfiguration loaded = LoadedConfiguration.start(xml, folder)) {
      assertThat(loaded.complaints()).isEmpty();
      loaded.logger().error(Markers.PAYMENT_FAILURE, "declined");
    }
    return Files.readString(folder.resolve("lines.txt"));
  }

  @TestFactory
  Stream<DynamicTest> refusesWithTheMessageThatThePageShows() {
    return PAGE.lines().stream()
        .map(REFUSAL::matcher)
        .filter(Matcher::matches)
        .map(
            row -> {
              String xml = row.group(1);
              String message = row.group(2);
              return DynamicTest.dynamicTest(xml, () -> refuses(xml, message));
            });
  }

  private void refuses(String xml, String message) {
    boolean ofALayout = xml.matches("<\\w+Layout\\b.*");
    assertThatThrownBy(() -> LoadedConfiguration.start(xml, folder).close())
        .isInstanceOf(ConfigurationException.class)
        .extracting(e -> String.valueOf(e.getMessage()).replace(folder.toString(), "logs"))
        .isEqualTo((ofALayout ? "" : "SecurityAudit \"audit\": ") + message);
  }
}

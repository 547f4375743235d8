package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.junit.jupiter.api.Test;

/**
 * What GraalVM's {@code native-image} must be told is in the jar: plugins are found and filled by
 * reflection, and resources are taken along only if they are named. No image is built here.
 */
class NativeImageMetadataTest {
  private static final String REFLECTION =
      "/META-INF/native-image/log4j-generated/dev.tocsin/tocsin-log4j/reflect-config.json";
  private static final String RESOURCES =
      "/META-INF/native-image/dev.tocsin/tocsin-log4j/resource-config.json";

  private static JsonNode read(String name) throws IOException {
    try (InputStream in = NativeImageMetadataTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new JsonMapper().readTree(in);
    }
  }

  private static Set<String> names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> each.get("name").asText())
        .collect(Collectors.toSet());
  }

  @Test
  void everyPluginAndWhatItsBuilderTakesIsNamed() throws IOException {
    JavaClasses ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tocsin.log4j");
    List<String> plugins =
        ours.stream()
            .filter(each -> each.isAnnotatedWith(Plugin.class))
            .map(JavaClass::getName)
            .toList();
    assertThat(plugins).contains("dev.tocsin.log4j.SecurityAuditAppender").hasSizeGreaterThan(4);
    JsonNode told = read(REFLECTION);
    assertThat(names(told)).containsAll(plugins);

    Map<String, Set<String>> fields =
        StreamSupport.stream(told.spliterator(), false)
            .collect(
                Collectors.toMap(
                    each -> each.get("name").asText(), each -> names(each.get("fields"))));
    String builder = "dev.tocsin.log4j.SecurityAuditAppender$Builder";
    List<String> taken =
        ours.get(builder).getFields().stream()
            .filter(
                field ->
                    field.isAnnotatedWith(PluginBuilderAttribute.class)
                        || field.isAnnotatedWith(PluginElement.class))
            .map(JavaField::getName)
            .toList();
    assertThat(taken).contains("fileName", "retention");
    assertThat(fields.get(builder)).containsAll(taken);
  }

  @Test
  void everyResourceIsNamed() throws IOException {
    Set<String> patterns =
        StreamSupport.stream(read(RESOURCES).at("/resources/includes").spliterator(), false)
            .map(each -> each.get("pattern").asText())
            .collect(Collectors.toSet());
    Path resources = Path.of("src/main/resources");
    try (Stream<Path> files = Files.walk(resources)) {
      assertThat(files.filter(Files::isRegularFile))
          .map(file -> resources.relativize(file).toString())
          .filteredOn(name -> !name.startsWith("META-INF"))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(patterns).contains("\\Q" + name + "\\E"));
    }
  }
}

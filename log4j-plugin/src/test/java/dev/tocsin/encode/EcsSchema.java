package dev.tocsin.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tocsin.event.ClientAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Says what is wrong with a document of the Elastic Common Schema whose names are flat: unknown
 * fields outside of {@code tocsin.}, types, lists, allowed values, and types of an event that its
 * categories don't expect.
 */
public final class EcsSchema {
  private static final String OWN = "tocsin.";

  private final JsonNode fields;
  private final String version;

  private EcsSchema(Path folder) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(1 << 24);
    fields =
        new YAMLMapper(YAMLFactory.builder().loaderOptions(options).build())
            .readTree(folder.resolve("ecs_flat.yml").toFile());
    version = Files.readString(folder.resolve("version")).strip();
  }

  /** Reads the schema, or ends the test where it is not there. */
  public static EcsSchema require() throws IOException {
    return new EcsSchema(Schemas.require("ecs"));
  }

  /** All that is wrong, each in one line; empty if nothing is. */
  public List<String> problems(JsonNode document) {
    List<String> problems = new ArrayList<>();
    if (!document.path("ecs.version").asText().equals(version)) {
      problems.add("ecs.version " + document.path("ecs.version") + ": not " + version);
    }
    for (String required : List.of("@timestamp", "message", "log.level", "ecs.version")) {
      if (!document.has(required)) {
        problems.add(required + ": not there");
      }
    }
    for (Map.Entry<String, JsonNode> each : document.properties()) {
      if (!each.getKey().startsWith(OWN)) {
        field(problems, each.getKey(), each.getValue());
      }
    }
    expected(problems, document);
    return problems;
  }

  private void field(List<String> problems, String name, JsonNode value) {
    JsonNode field = fields.path(name);
    if (field.isMissingNode()) {
      problems.add(name + ": no field of ECS");
      return;
    }
    boolean array = false;
    for (JsonNode each : field.path("normalize")) {
      array |= each.asText().equals("array");
    }
    if (array != value.isArray()) {
      problems.add(name + " " + value + (array ? ": no list" : ": a list"));
      return;
    }
    Set<String> allowed = new HashSet<>();
    field.path("allowed_values").forEach(each -> allowed.add(each.get("name").asText()));
    for (JsonNode each : array ? value : List.of(value)) {
      if (!isOf(field.get("type").asText(), each)) {
        problems.add(name + " " + each + ": no " + field.get("type").asText());
      }
      if (!allowed.isEmpty() && !allowed.contains(each.asText())) {
        problems.add(name + " " + each + ": not allowed");
      }
    }
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "keyword", "constant_keyword", "wildcard", "match_only_text" -> value.isTextual();
      case "long", "integer" -> value.isIntegralNumber();
      case "float", "double", "scaled_float" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "ip" -> value.isTextual() && ClientAddress.parse(value.asText()) != null;
      case "date" -> value.isTextual() && isDate(value.asText());
      default -> value.isObject();
    };
  }

  private static boolean isDate(String text) {
    try {
      return OffsetDateTime.parse(text) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Every type of an event is expected by one of its categories, and each expects one. */
  private void expected(List<String> problems, JsonNode document) {
    JsonNode types = document.path("event.type");
    Set<String> expectedByAny = new HashSet<>();
    for (JsonNode category : document.path("event.category")) {
      Set<String> expected = new HashSet<>();
      for (JsonNode each : fields.at("/event.category/allowed_values")) {
        if (each.get("name").equals(category)) {
          each.path("expected_event_types").forEach(type -> expected.add(type.asText()));
        }
      }
      expectedByAny.addAll(expected);
      boolean one = false;
      for (JsonNode type : types) {
        one |= expected.contains(type.asText());
      }
      if (!one) {
        problems.add("event.type " + types + ": none that " + category + " expects");
      }
    }
    for (JsonNode type : types) {
      if (!expectedByAny.contains(type.asText())) {
        problems.add("event.type " + type + ": no category expects it");
      }
    }
    for (String name : List.of("event.kind", "event.category", "event.type", "event.outcome")) {
      if (!document.has(name)) {
        problems.add(name + ": not there");
      }
    }
    if (document.path("event.kind").asText().equals("signal")) {
      problems.add("event.kind: signal is not for those who write events");
    }
  }
}

package dev.tocsin.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says what is wrong with an event of OCSF, by the schema's own files: classes and objects with
 * what they extend and include, required attributes, types, enumerations with their captions, and
 * constraints. Attributes of a profile count as known, and as required, where the event names it.
 */
public final class OcsfSchema {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> CHECKED_APART = Set.of("class_uid", "category_uid", "type_uid");

  private final Path folder;
  private final Map<String, JsonNode> classes = new HashMap<>();
  private final Map<String, JsonNode> objects = new HashMap<>();
  private final Map<String, JsonNode> resolved = new HashMap<>();
  private final Map<Integer, String> classNames = new HashMap<>();
  private final Map<String, Pattern> patterns = new HashMap<>();
  private final JsonNode dictionary;
  private final JsonNode types;
  private final JsonNode categories;
  private final String version;

  private OcsfSchema(Path folder) throws IOException {
    this.folder = folder;
    JsonNode all = read("dictionary.json");
    this.dictionary = all.get("attributes");
    this.types = all.at("/types/attributes");
    this.categories = read("categories.json").get("attributes");
    this.version = read("version.json").get("version").asText();
    readAll("events", classes);
    readAll("objects", objects);
    for (String name : classes.keySet()) {
      JsonNode each = resolve(classes, name);
      if (each.has("uid") || name.equals("base_event")) {
        classNames.put(categoryOf(each) * 1_000 + each.path("uid").asInt(), name);
      }
    }
  }

  /** Reads the schema, or ends the test where it is not there. */
  public static OcsfSchema require() throws IOException {
    return new OcsfSchema(Schemas.require("ocsf-1.8.0"));
  }

  String version() {
    return version;
  }

  private JsonNode read(String name) throws IOException {
    return JSON.readTree(folder.resolve(name).toFile());
  }

  private void readAll(String name, Map<String, JsonNode> into) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        JsonNode node = JSON.readTree(file.toFile());
        into.put(node.get("name").asText(), node);
      }
    }
  }

  private int categoryOf(JsonNode ofClass) {
    return categories.path(ofClass.path("category").asText()).path("uid").asInt();
  }

  /** A class or object with what it extends and includes. */
  private JsonNode resolve(Map<String, JsonNode> table, String name) throws IOException {
    String key = (table == classes ? "class " : "object ") + name;
    JsonNode known = resolved.get(key);
    if (known != null) {
      return known;
    }
    JsonNode own = Objects.requireNonNull(table.get(name), key);
    ObjectNode whole =
        own.has("extends")
            ? resolve(table, own.get("extends").asText()).deepCopy()
            : JsonNodeFactory.instance.objectNode().set("attributes", JSON.createObjectNode());
    ObjectNode attributes = (ObjectNode) whole.get("attributes");
    ArrayNode profiles = whole.withArray("profiles");
    for (Map.Entry<String, JsonNode> each : own.properties()) {
      if (each.getKey().equals("profiles")) {
        each.getValue().forEach(profiles::add);
      } else if (!each.getKey().equals("attributes")) {
        whole.set(each.getKey(), each.getValue());
      }
    }
    JsonNode included = own.at("/attributes/$include");
    for (JsonNode path : included.isArray() ? included : JSON.createArrayNode()) {
      JsonNode profile = read(path.asText());
      for (Map.Entry<String, JsonNode> each : profile.get("attributes").properties()) {
        ObjectNode attribute = merge(attributes, each.getKey(), each.getValue());
        if (!attribute.has("profile")) {
          attribute.set("profile", profile.get("name"));
        }
      }
    }
    for (Map.Entry<String, JsonNode> each : own.get("attributes").properties()) {
      if (!each.getKey().equals("$include")) {
        merge(attributes, each.getKey(), each.getValue());
      }
    }
    resolved.put(key, whole);
    return whole;
  }

  private static ObjectNode merge(ObjectNode attributes, String name, JsonNode more) {
    ObjectNode attribute =
        attributes.has(name) ? (ObjectNode) attributes.get(name) : attributes.putObject(name);
    for (Map.Entry<String, JsonNode> each : more.properties()) {
      if (each.getKey().equals("enum") && attribute.has("enum")) {
        ObjectNode both = attribute.get("enum").deepCopy();
        both.setAll((ObjectNode) each.getValue());
        attribute.set("enum", both);
      } else {
        attribute.set(each.getKey(), each.getValue());
      }
    }
    return attribute;
  }

  /** All that is wrong, each in one line; empty if nothing is. */
  public List<String> problems(JsonNode event) throws IOException {
    List<String> problems = new ArrayList<>();
    int uid = event.path("class_uid").asInt(-1);
    String name = classNames.get(uid);
    if (name == null) {
      problems.add("class_uid " + event.path("class_uid") + ": no such class");
      return problems;
    }
    JsonNode ofClass = resolve(classes, name);
    if (event.path("category_uid").asInt(-1) != categoryOf(ofClass)) {
      problems.add("category_uid " + event.path("category_uid") + ": not that of class " + uid);
    }
    if (event.path("type_uid").asLong(-1) != uid * 100L + event.path("activity_id").asInt(-1)) {
      problems.add("type_uid " + event.path("type_uid") + ": not that of class and activity");
    }
    if (!event.at("/metadata/version").asText().equals(version)) {
      problems.add("metadata.version " + event.at("/metadata/version") + ": not " + version);
    }
    Set<String> profiles = new HashSet<>();
    Set<String> known = new HashSet<>();
    ofClass.path("profiles").forEach(each -> known.add(each.asText()));
    for (JsonNode each : event.at("/metadata/profiles")) {
      profiles.add(each.asText());
      if (!known.contains(each.asText())) {
        problems.add("metadata.profiles " + each + ": class " + uid + " has no such profile");
      }
    }
    caption(problems, "class_name", event, ofClass.get("caption").asText());
    String category = categories.path(ofClass.path("category").asText()).path("caption").asText();
    caption(problems, "category_name", event, category.isEmpty() ? "Uncategorized" : category);
    String activity = activity(ofClass, event.path("activity_id").asText());
    caption(problems, "type_name", event, ofClass.get("caption").asText() + ": " + activity);
    object(problems, "", event, ofClass, profiles);
    return problems;
  }

  private String activity(JsonNode ofClass, String id) {
    return enumeration("activity_id", ofClass.at("/attributes/activity_id"))
        .path(id)
        .path("caption")
        .asText();
  }

  private static void caption(List<String> problems, String name, JsonNode event, String right) {
    if (event.has(name) && !event.get(name).asText().equals(right)) {
      problems.add(name + " " + event.get(name) + ": is " + right);
    }
  }

  private void object(
      List<String> problems, String path, JsonNode object, JsonNode of, Set<String> profiles)
      throws IOException {
    if (!object.isObject()) {
      problems.add(path.substring(0, path.length() - 1) + " " + object + ": no object");
      return;
    }
    JsonNode attributes = of.get("attributes");
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      String at = path + each.getKey();
      JsonNode attribute = attributes.path(each.getKey());
      if (attribute.isMissingNode() || !isActive(attribute, profiles)) {
        problems.add(at + ": no attribute of " + of.get("name").asText());
      } else if (attribute.has("@deprecated")) {
        problems.add(at + ": deprecated");
      } else {
        attribute(problems, at, each.getKey(), each.getValue(), attribute, profiles);
        sibling(problems, at, each.getKey(), object, attribute);
      }
    }
    for (Map.Entry<String, JsonNode> each : attributes.properties()) {
      if (each.getValue().path("requirement").asText().equals("required")
          && isActive(each.getValue(), profiles)
          && !object.has(each.getKey())) {
        problems.add(path + each.getKey() + ": required by " + of.get("name").asText());
      }
    }
    constraints(problems, path, object, of.path("constraints"));
  }

  private static boolean isActive(JsonNode attribute, Set<String> profiles) {
    JsonNode profile = attribute.path("profile");
    return profile.isMissingNode() || profile.isNull() || profiles.contains(profile.asText());
  }

  private static void constraints(
      List<String> problems, String path, JsonNode object, JsonNode constraints) {
    for (Map.Entry<String, JsonNode> each : constraints.properties()) {
      long there = 0;
      for (JsonNode name : each.getValue()) {
        there += object.has(name.asText()) ? 1 : 0;
      }
      boolean holds = each.getKey().equals("just_one") ? there == 1 : there >= 1;
      if (!holds) {
        problems.add(path + ": " + each.getKey() + " of " + each.getValue());
      }
    }
  }

  private void attribute(
      List<String> problems,
      String at,
      String name,
      JsonNode value,
      JsonNode attribute,
      Set<String> profiles)
      throws IOException {
    boolean array = dictionary.path(name).path("is_array").asBoolean();
    if (array != value.isArray()) {
      problems.add(at + " " + value + (array ? ": no list" : ": a list"));
      return;
    }
    JsonNode enumeration =
        CHECKED_APART.contains(name) ? JSON.createObjectNode() : enumeration(name, attribute);
    String type = attribute.path("type").asText(dictionary.path(name).path("type").asText());
    for (JsonNode each : array ? value : List.of(value)) {
      if (!enumeration.isEmpty() && !enumeration.has(each.asText())) {
        problems.add(at + " " + each + ": not in its enumeration");
      }
      if (types.has(type)) {
        primitive(problems, at, each, type);
      } else if (!type.equals("object")) {
        object(problems, at + ".", each, resolve(objects, type), profiles);
      } else if (!each.isObject()) {
        problems.add(at + " " + each + ": no object");
      }
    }
  }

  private ObjectNode enumeration(String name, JsonNode attribute) {
    ObjectNode all = JSON.createObjectNode();
    if (dictionary.path(name).path("enum") instanceof ObjectNode given) {
      all.setAll(given);
    }
    if (attribute.path("enum") instanceof ObjectNode own) {
      all.setAll(own);
    }
    return all;
  }

  private void sibling(
      List<String> problems, String at, String name, JsonNode object, JsonNode attribute) {
    String sibling = dictionary.path(name).path("sibling").asText();
    String value = object.get(name).asText();
    if (CHECKED_APART.contains(name) || !object.has(sibling) || value.equals("99")) {
      return;
    }
    JsonNode caption = enumeration(name, attribute).path(value).path("caption");
    if (!caption.isMissingNode() && !object.get(sibling).equals(caption)) {
      problems.add(at + ": " + sibling + " " + object.get(sibling) + " is no " + caption);
    }
  }

  private void primitive(List<String> problems, String at, JsonNode value, String type) {
    Map<String, JsonNode> chain = new LinkedHashMap<>();
    String base = type;
    while (true) {
      chain.put(base, types.get(base));
      if (!types.get(base).has("type")) {
        break;
      }
      base = types.get(base).get("type").asText();
    }
    boolean right =
        switch (base) {
          case "string_t" -> value.isTextual();
          case "integer_t", "long_t" -> value.isIntegralNumber() && value.canConvertToLong();
          case "float_t" -> value.isNumber();
          case "boolean_t" -> value.isBoolean();
          case "json_t" -> true;
          default -> throw new AssertionError("type " + base + " is not known here");
        };
    if (!right) {
      problems.add(at + " " + value + ": no " + type);
      return;
    }
    for (JsonNode each : chain.values()) {
      if (each.has("regex")
          && !patterns
              .computeIfAbsent(each.get("regex").asText(), Pattern::compile)
              .matcher(value.asText())
              .find()) {
        problems.add(at + " " + value + ": not of the form of " + type);
      }
      if (each.has("max_len") && value.asText().length() > each.get("max_len").asInt()) {
        problems.add(at + " " + value + ": longer than " + type);
      }
      if (each.has("range")
          && (value.asLong() < each.at("/range/0").asLong()
              || value.asLong() > each.at("/range/1").asLong())) {
        problems.add(at + " " + value + ": out of the range of " + type);
      }
    }
  }
}

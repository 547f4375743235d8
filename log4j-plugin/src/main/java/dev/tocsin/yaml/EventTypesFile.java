package dev.tocsin.yaml;

import dev.tocsin.event.Category;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Outcome;
import dev.tocsin.event.Quote;
import dev.tocsin.event.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the file in which users register event types of their own:
 *
 * <pre>{@code
 * types:
 *   - name: coupon_abuse
 *     category: payment
 *     severity: high
 *     outcome: failure
 *     compliance_tags: [soc2-cc7.2]
 *   - name: stock_export
 *     category: data
 *     success: true
 * }</pre>
 *
 * <p>{@code name} and {@code category} must be there. {@code severity} is medium by default, {@code
 * outcome} (success, failure, unknown) unknown, {@code success} true or false by the outcome,
 * {@code otel_severity_number} by the severity. The first mistake ends the reading, with one line
 * that begins {@code file:line:column:}; nothing is half loaded.
 */
public final class EventTypesFile {
  private static final List<String> KEYS =
      List.of(
          "name",
          "category",
          "severity",
          "outcome",
          "success",
          "compliance_tags",
          "otel_severity_number");

  private final YamlReader yaml;
  private final List<EventType> types = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private EventTypesFile(YamlReader yaml) {
    this.yaml = yaml;
  }

  /**
   * The types of a file.
   *
   * @throws IllegalArgumentException if the file holds a mistake, or can't be read; one line
   */
  public static List<EventType> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + ": can't be read (" + e.getClass().getSimpleName() + "): give a readable file", e);
    }
  }

  /**
   * The types of a stream in UTF-8, which is read to its end and not closed.
   *
   * @param fileName how messages call it
   * @throws IllegalArgumentException if it holds a mistake; one line
   * @throws IOException if reading fails
   */
  public static List<EventType> read(String fileName, InputStream in) throws IOException {
    YamlReader yaml = new YamlReader(fileName);
    List<Node> documents = yaml.documents(in);
    if (documents.isEmpty()) {
      throw yaml.bad("empty: begin with types:");
    }
    if (documents.size() > 1) {
      throw yaml.bad(documents.get(1), "a second document: write all types below one types:");
    }
    return new EventTypesFile(yaml).types(documents.get(0));
  }

  private List<EventType> types(Node root) {
    if (!(root instanceof MappingNode)) {
      throw yaml.bad(root, "begin with types:, then one type each with - name: …");
    }
    Map<String, Node> entries = yaml.map(root, "the file", List.of("types"));
    Node list = entries.get("types");
    if (list == null) {
      throw yaml.bad(root, "no types: begin with types:");
    }
    yaml.list(list, "types", "- name: …").forEach(this::readType);
    return List.copyOf(types);
  }

  private void readType(Node node) {
    Map<String, Node> map = yaml.map(node, "a type", KEYS);
    Node nameNode = yaml.required(node, map, "name", "a type");
    Node categoryNode = yaml.required(node, map, "category", "a type");
    String name = yaml.text(nameNode, "name");
    Category category =
        yaml.checked(categoryNode, () -> Category.parse(yaml.text(categoryNode, "category")));
    if (category == Category.AUDIT) {
      throw yaml.bad(categoryNode, "category \"audit\": is the product's own: use another");
    }
    EventType.Builder type = yaml.checked(nameNode, () -> EventType.builder(name, category));
    if (EventTypes.builtIn().find(name) != null) {
      throw yaml.bad(nameNode, "event type " + Quote.of(name) + ": is built in: use another name");
    }
    if (!names.add(name)) {
      throw yaml.bad(nameNode, "event type " + Quote.of(name) + ": stands there twice: keep one");
    }
    readAttributes(map, type);
    types.add(type.build());
  }

  private void readAttributes(Map<String, Node> map, EventType.Builder type) {
    Node severity = map.get("severity");
    if (severity != null) {
      type.severity(yaml.checked(severity, () -> Severity.parse(yaml.text(severity, "severity"))));
    }
    Outcome outcome = readOutcome(map.get("outcome"), type);
    Node success = map.get("success");
    if (success != null) {
      boolean flag = yaml.flag(success, "success");
      if (outcome != Outcome.UNKNOWN && flag != (outcome == Outcome.SUCCESS)) {
        throw yaml.bad(
            success, "success " + flag + ": contradicts outcome " + outcome.text() + ": keep one");
      }
      type.success(flag);
    }
    Node tags = map.get("compliance_tags");
    if (tags != null) {
      for (Node tag : yaml.list(tags, "compliance_tags", "[pci-10.2.1.4]")) {
        var unused = yaml.checked(tag, () -> type.complianceTag(yaml.text(tag, "compliance tag")));
      }
    }
    Node number = map.get("otel_severity_number");
    if (number != null) {
      type.otelSeverityNumber((int) yaml.number(number, "otel_severity_number", 1, 24));
    }
  }

  private Outcome readOutcome(@Nullable Node node, EventType.Builder type) {
    if (node == null) {
      return Outcome.UNKNOWN;
    }
    Outcome outcome = yaml.checked(node, () -> Outcome.parse(yaml.text(node, "outcome")));
    type.outcome(outcome);
    return outcome;
  }
}

package dev.tocsin.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

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
  private static final int MAX_BYTES = 1 << 20;
  private static final List<String> KEYS =
      List.of(
          "name",
          "category",
          "severity",
          "outcome",
          "success",
          "compliance_tags",
          "otel_severity_number");

  private final String fileName;
  private final List<EventType> types = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private EventTypesFile(String fileName) {
    this.fileName = fileName;
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
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          fileName + ":1:1: more than " + MAX_BYTES + " bytes: keep to a few lines for each type");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(fileName + ":1:1: no UTF-8: save the file as UTF-8", e);
    }
    return new EventTypesFile(fileName).types(text);
  }

  private List<EventType> types(String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(fileName).build();
    Optional<Node> root;
    try {
      root = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      throw bad(
          e.getProblemMark(),
          "no YAML: " + oneLine(e.getProblem()) + ": see the example in the docs");
    } catch (YamlEngineException e) {
      throw bad(
          Optional.empty(),
          "no YAML: " + oneLine(e.getMessage()) + ": see the example in the docs");
    }
    if (root.isEmpty()) {
      throw bad(Optional.empty(), "empty: begin with types:");
    }
    readRoot(root.get());
    return List.copyOf(types);
  }

  private void readRoot(Node root) {
    if (!(root instanceof MappingNode map)) {
      throw bad(root, "begin with types:, then one type each with - name: …");
    }
    boolean found = false;
    for (NodeTuple entry : map.getValue()) {
      String key = text(entry.getKeyNode(), "a key");
      if (!key.equals("types")) {
        throw bad(entry.getKeyNode(), "key " + Quote.of(key) + ": the file has only types:");
      }
      if (found) {
        throw bad(entry.getKeyNode(), "types: stands there twice: keep one");
      }
      found = true;
      if (!(entry.getValueNode() instanceof SequenceNode list)) {
        throw bad(entry.getValueNode(), "types: use a list, one type each with - name: …");
      }
      list.getValue().forEach(this::readType);
    }
    if (!found) {
      throw bad(root, "no types: begin with types:");
    }
  }

  private void readType(Node node) {
    if (!(node instanceof MappingNode map)) {
      throw bad(node, "a type is a map: use - name: …, with category: and more below it");
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : map.getValue()) {
      String key = text(entry.getKeyNode(), "a key");
      if (!KEYS.contains(key)) {
        throw bad(
            entry.getKeyNode(),
            "key "
                + Quote.of(key)
                + ": "
                + Nearest.question(key, KEYS)
                + "use one of "
                + String.join(", ", KEYS));
      }
      if (!seen.add(key)) {
        throw bad(entry.getKeyNode(), key + ": stands there twice: keep one");
      }
    }
    Node nameNode = required(map, "name");
    Node categoryNode = required(map, "category");
    String name = text(nameNode, "name");
    Category category = checked(categoryNode, () -> Category.parse(text(categoryNode, "category")));
    if (category == Category.AUDIT) {
      throw bad(categoryNode, "category \"audit\": is the product's own: use another");
    }
    EventType.Builder type = checked(nameNode, () -> EventType.builder(name, category));
    if (EventTypes.builtIn().find(name) != null) {
      throw bad(nameNode, "event type " + Quote.of(name) + ": is built in: use another name");
    }
    if (!names.add(name)) {
      throw bad(nameNode, "event type " + Quote.of(name) + ": stands there twice: keep one");
    }
    readAttributes(map, type);
    types.add(type.build());
  }

  private void readAttributes(MappingNode map, EventType.Builder type) {
    Node severity = value(map, "severity");
    if (severity != null) {
      type.severity(checked(severity, () -> Severity.parse(text(severity, "severity"))));
    }
    Outcome outcome = readOutcome(map, type);
    Node success = value(map, "success");
    if (success != null) {
      boolean flag = readSuccess(success);
      if (outcome != Outcome.UNKNOWN && flag != (outcome == Outcome.SUCCESS)) {
        throw bad(
            success, "success " + flag + ": contradicts outcome " + outcome.text() + ": keep one");
      }
      type.success(flag);
    }
    Node tags = value(map, "compliance_tags");
    if (tags != null) {
      if (!(tags instanceof SequenceNode list)) {
        throw bad(tags, "compliance_tags: use a list, as in [pci-10.2.1.4]");
      }
      for (Node tag : list.getValue()) {
        checked(tag, () -> type.complianceTag(text(tag, "compliance tag")));
      }
    }
    Node number = value(map, "otel_severity_number");
    if (number != null) {
      type.otelSeverityNumber(readNumber(number));
    }
  }

  private Outcome readOutcome(MappingNode map, EventType.Builder type) {
    Node node = value(map, "outcome");
    if (node == null) {
      return Outcome.UNKNOWN;
    }
    Outcome outcome = checked(node, () -> Outcome.parse(text(node, "outcome")));
    type.outcome(outcome);
    return outcome;
  }

  private boolean readSuccess(Node node) {
    String text = text(node, "success");
    if (!text.equals("true") && !text.equals("false")) {
      throw bad(node, "success " + Quote.of(text) + ": use true or false");
    }
    return text.equals("true");
  }

  private int readNumber(Node node) {
    String text = text(node, "otel_severity_number");
    int number = 0;
    if (text.length() <= 2 && text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()) {
      number = Integer.parseInt(text);
    }
    if (number < 1 || number > 24) {
      throw bad(node, "otel_severity_number " + Quote.of(text) + ": use 1 to 24");
    }
    return number;
  }

  private Node required(MappingNode map, String key) {
    Node node = value(map, key);
    if (node == null) {
      throw bad(map, "a type without " + key + ": add " + key + ": …");
    }
    return node;
  }

  private @Nullable Node value(MappingNode map, String key) {
    for (NodeTuple entry : map.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
        return entry.getValueNode();
      }
    }
    return null;
  }

  private String text(Node node, String what) {
    if (!(node instanceof ScalarNode scalar)) {
      throw bad(node, what + ": use a single word, no list or map");
    }
    return scalar.getValue();
  }

  private interface Step<T> {
    T take();
  }

  /** Does a step whose complaint lacks the place, and adds it. */
  private <T> T checked(Node node, Step<T> step) {
    try {
      return step.take();
    } catch (Misplaced e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw bad(node, String.valueOf(e.getMessage()));
    }
  }

  private static String oneLine(@Nullable String message) {
    return Quote.line(String.valueOf(message));
  }

  private Misplaced bad(Node node, String message) {
    return bad(node.getStartMark(), message);
  }

  private Misplaced bad(Optional<Mark> mark, String message) {
    int line = mark.map(Mark::getLine).orElse(0) + 1;
    int column = mark.map(Mark::getColumn).orElse(0) + 1;
    return new Misplaced(fileName + ":" + line + ":" + column + ": " + message);
  }

  /** A complaint that names its place. */
  private static final class Misplaced extends IllegalArgumentException {
    Misplaced(String message) {
      super(message);
    }
  }
}

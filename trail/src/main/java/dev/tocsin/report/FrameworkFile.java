package dev.tocsin.report;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.report.Framework.Check;
import dev.tocsin.report.Framework.Control;
import dev.tocsin.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a framework's controls:
 *
 * <pre>{@code
 * id: house
 * title: Our own rules for logs
 * source: https://intranet.example/rules
 * retention_days: 90
 * controls:
 *   - id: "1"
 *     title: Exports are logged
 *     types: [data_export]
 *     tags: [house-1]
 *     checks: [intact]
 *     absent: No export was recorded.
 *   - id: "2"
 *     title: Visitors sign in at the door
 *     outside: That is in the visitors' book.
 * }</pre>
 *
 * <p>A control has {@code tags}, {@code types} or {@code checks}, or {@code outside} alone. The
 * first mistake ends the reading, with one line that begins {@code file:line:column:}.
 */
public final class FrameworkFile {
  /** Those that are shipped, by the names that they are asked for. */
  public static final List<String> SHIPPED = List.of("pci", "soc2", "iso27001", "gdpr", "hipaa");

  private static final List<String> KEYS =
      List.of("id", "title", "source", "retention_days", "controls");
  private static final List<String> CONTROL_KEYS =
      List.of("id", "title", "tags", "types", "checks", "absent", "outside");
  private static final List<String> CHECKS =
      Arrays.stream(Check.values()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  private static final int MOST_DAYS = 36_500;

  private final YamlReader yaml;
  private final EventTypes types;

  private FrameworkFile(YamlReader yaml, EventTypes types) {
    this.yaml = yaml;
    this.types = types;
  }

  /**
   * One that is shipped.
   *
   * @param name of {@link #SHIPPED}
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Framework shipped(String name) {
    if (!SHIPPED.contains(name)) {
      throw new IllegalArgumentException("framework " + name + ": is not one of " + SHIPPED);
    }
    String file = name + ".yaml";
    try (InputStream in = FrameworkFile.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + ": is not in the jar");
      }
      return read(file, in, EventTypes.builtIn());
    } catch (IOException e) {
      throw new IllegalStateException(file, e);
    }
  }

  /**
   * That of a file.
   *
   * @param types those that it may name
   * @throws IllegalArgumentException if the file holds a mistake, or can't be read; one line
   */
  public static Framework read(Path file, EventTypes types) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, types);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + ": can't be read (" + e.getClass().getSimpleName() + "): give a readable file", e);
    }
  }

  private static Framework read(String name, InputStream in, EventTypes types) throws IOException {
    YamlReader yaml = new YamlReader(name);
    List<Node> documents = yaml.documents(in);
    if (documents.size() != 1) {
      throw yaml.bad("begin with id:, title: and controls:, in one document");
    }
    return new FrameworkFile(yaml, types).framework(documents.get(0));
  }

  private Framework framework(Node root) {
    Map<String, Node> map = yaml.map(root, "the file", KEYS);
    Node days = map.get("retention_days");
    List<Control> controls = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Node node :
        yaml.list(yaml.required(root, map, "controls", "the file"), "controls", "- id: …")) {
      Control control = control(node);
      if (!ids.add(control.id())) {
        throw yaml.bad(node, "control " + control.id() + ": stands there twice: keep one");
      }
      controls.add(control);
    }
    return new Framework(
        yaml.text(yaml.required(root, map, "id", "the file"), "id"),
        yaml.text(yaml.required(root, map, "title", "the file"), "title"),
        optional(map.get("source"), "source").orElse(""),
        days == null ? 0 : (int) yaml.number(days, "retention_days", 1, MOST_DAYS),
        controls);
  }

  private Control control(Node node) {
    Map<String, Node> map = yaml.map(node, "a control", CONTROL_KEYS);
    Set<String> tags = new LinkedHashSet<>();
    list(map.get("tags"), "tags", "[pci-10.2.1.4]")
        .forEach(each -> tags.add(yaml.text(each, "a tag")));
    Set<EventType> named = new LinkedHashSet<>();
    list(map.get("types"), "types", "[auth_failure]")
        .forEach(
            each ->
                named.add(
                    yaml.checked(each, () -> types.require(yaml.text(each, "a type")))
                        .canonical()));
    Set<Check> checks = new LinkedHashSet<>();
    list(map.get("checks"), "checks", "[intact]").forEach(each -> checks.add(check(each)));
    Optional<String> outside = optional(map.get("outside"), "outside");
    boolean shown = !tags.isEmpty() || !named.isEmpty() || !checks.isEmpty();
    if (shown == outside.isPresent()) {
      throw yaml.bad(
          node, "a control: give tags, types or checks, or else outside: and why it is not shown");
    }
    return new Control(
        yaml.text(yaml.required(node, map, "id", "a control"), "id"),
        yaml.text(yaml.required(node, map, "title", "a control"), "title"),
        tags,
        named,
        checks,
        optional(map.get("absent"), "absent"),
        outside);
  }

  private Check check(Node node) {
    String name = yaml.text(node, "a check");
    if (!CHECKS.contains(name)) {
      throw yaml.bad(node, "check " + name + ": use one of " + String.join(", ", CHECKS));
    }
    return Check.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private List<Node> list(@Nullable Node node, String what, String example) {
    return node == null ? List.of() : yaml.list(node, what, example);
  }

  private Optional<String> optional(@Nullable Node node, String what) {
    return node == null ? Optional.empty() : Optional.of(yaml.text(node, what));
  }
}

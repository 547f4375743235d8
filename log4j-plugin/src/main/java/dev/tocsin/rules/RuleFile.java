package dev.tocsin.rules;

import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import dev.tocsin.event.Severity;
import dev.tocsin.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a rules file: YAML documents, each a Sigma rule or a Sigma correlation, with {@code
 * response}, {@code enabled}, {@code simulate}, {@code cooldown} and {@code max_keys} beside
 * Sigma's own keys.
 *
 * @see <a
 *     href="https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md">Sigma
 *     rules</a>
 * @see <a
 *     href="https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md">Sigma
 *     correlations</a>
 */
public final class RuleFile {
  /** The longest window, and the longest time of any other kind. */
  static final Duration MAX_TIME = Duration.ofDays(31);

  static final int MAX_RULES = 1_000;

  private static final int MAX_TITLE = 256;
  private static final List<String> COMMON_KEYS =
      List.of(
          "title",
          "id",
          "name",
          "status",
          "description",
          "license",
          "author",
          "references",
          "date",
          "modified",
          "taxonomy",
          "tags",
          "falsepositives",
          "level",
          "scope",
          "related",
          "fields",
          "generate",
          "enabled",
          "simulate",
          "response");
  private static final List<String> DETECTION_KEYS = with(COMMON_KEYS, "logsource", "detection");
  private static final List<String> CORRELATION_KEYS =
      with(COMMON_KEYS, "correlation", "cooldown", "max_keys");
  private static final List<String> LEVELS =
      List.of("informational", "low", "medium", "high", "critical");

  private final YamlReader yaml;
  private final EventTypes types;
  private final Map<String, Draft> drafts = new LinkedHashMap<>();
  private final Map<String, String> namesById = new LinkedHashMap<>();
  private final Set<String> referenced = new HashSet<>();

  /** A rule on its way. */
  private record Draft(
      String name,
      Node place,
      Map<String, Node> entries,
      @Nullable Expr expr,
      @Nullable CorrelationReader correlation) {}

  private RuleFile(YamlReader yaml, EventTypes types) {
    this.yaml = yaml;
    this.types = types;
  }

  private static List<String> with(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  /**
   * The rules of a file.
   *
   * @param types those that {@code event_type} may name
   * @throws IllegalArgumentException if the file holds a mistake, or can't be read; one line that
   *     begins with the file, for a mistake with line and column, and names the way out
   */
  public static RuleSet read(Path file, EventTypes types) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, types);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + ": can't be read (" + e.getClass().getSimpleName() + "): give a readable file", e);
    }
  }

  /**
   * The rules of a stream in UTF-8, which is read to its end and not closed.
   *
   * @param fileName how messages call it
   * @throws IllegalArgumentException if it holds a mistake; one line
   * @throws IOException if reading fails
   */
  public static RuleSet read(String fileName, InputStream in, EventTypes types) throws IOException {
    YamlReader yaml = new YamlReader(fileName);
    return new RuleFile(yaml, types).read(yaml.documents(in));
  }

  /** The rules that are in force without a file of one's own. */
  public static RuleSet shipped() {
    String name = "shipped.yaml";
    try (InputStream in = RuleFile.class.getResourceAsStream(name)) {
      return read(name, Objects.requireNonNull(in, name), EventTypes.builtIn());
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** The JSON Schema by which editors check one rule of a file; draft 2020-12. */
  public static String schema() {
    String name = "tocsin-rules.schema.json";
    try (InputStream in = RuleFile.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private RuleSet read(List<Node> documents) {
    if (documents.isEmpty()) {
      throw yaml.bad("empty: begin with a rule, as in title: …");
    }
    if (documents.size() > MAX_RULES) {
      throw yaml.bad(documents.get(MAX_RULES), "more than " + MAX_RULES + " rules: split the file");
    }
    documents.forEach(this::readDocument);
    drafts.values().forEach(this::resolve);
    Map<String, RuleSet.Detection> detections = new LinkedHashMap<>();
    List<Correlation> correlations = new ArrayList<>();
    List<String> ordered = new ArrayList<>();
    for (Draft draft : drafts.values()) {
      order(draft, new ArrayList<>(), ordered);
    }
    for (String name : ordered) {
      Draft draft = draft(name);
      Rule rule = rule(draft);
      if (draft.expr() != null) {
        detections.put(name, new RuleSet.Detection(rule, draft.expr()));
        if (rule.alerts()) {
          correlations.add(CorrelationReader.ofEachMatch(rule));
        }
      } else if (draft.correlation() != null) {
        correlations.add(draft.correlation().build(rule));
      }
    }
    return new RuleSet(detections, correlations);
  }

  private Draft draft(String name) {
    return Objects.requireNonNull(drafts.get(name));
  }

  private void readDocument(Node document) {
    boolean correlates =
        yaml.freeMap(document, "a rule").keySet().stream()
            .anyMatch(key -> key.getValue().equals("correlation"));
    Map<String, Node> entries =
        yaml.map(document, "a rule", correlates ? CORRELATION_KEYS : DETECTION_KEYS);
    Node title = yaml.required(document, entries, "title", "a rule");
    String titleText = yaml.text(title, "title");
    if (titleText.isBlank() || titleText.length() > MAX_TITLE) {
      throw yaml.bad(title, "title: use 1 to " + MAX_TITLE + " characters");
    }
    Node nameNode = yaml.required(document, entries, "name", "a rule");
    String name =
        yaml.word(
            nameNode,
            "name",
            "[a-z][a-z0-9_]{0,63}",
            "use a lower-case letter, then lower-case letters, digits and _, at most 64 characters");
    Expr expr = null;
    CorrelationReader correlation = null;
    if (correlates) {
      correlation = new CorrelationReader(yaml, entries);
    } else {
      Node detection = entries.get("detection");
      if (detection == null) {
        throw yaml.bad(document, "a rule without detection or correlation: add one of them");
      }
      expr = new DetectionReader(yaml, types).read(detection);
    }
    if (drafts.put(name, new Draft(name, nameNode, entries, expr, correlation)) != null) {
      throw yaml.bad(
          nameNode, "name " + Quote.of(name) + ": another rule has it: use one of its own");
    }
    Node id = entries.get("id");
    if (id != null && namesById.put(yaml.text(id, "id"), name) != null) {
      throw yaml.bad(id, "id: another rule has it: make a new one");
    }
  }

  /** Finds the rules that a correlation takes matches of, by name or id. */
  private void resolve(Draft draft) {
    if (draft.correlation() == null) {
      return;
    }
    List<String> sources =
        draft
            .correlation()
            .resolve(
                source -> {
                  String name = namesById.getOrDefault(source, source);
                  if (!drafts.containsKey(name)) {
                    throw new IllegalArgumentException(
                        "rule "
                            + Quote.of(source)
                            + ": "
                            + Nearest.question(source, drafts.keySet())
                            + "use the name or id of a rule of this file");
                  }
                  return name;
                });
    if (!draft.correlation().generates()) {
      referenced.addAll(sources);
    }
  }

  /** Puts a rule behind those that it takes matches of. */
  private void order(Draft draft, List<String> path, List<String> ordered) {
    if (ordered.contains(draft.name())) {
      return;
    }
    if (path.contains(draft.name())) {
      throw yaml.bad(
          draft.place(),
          "rule "
              + Quote.of(draft.name())
              + ": takes matches of itself ("
              + String.join(" of ", path)
              + "): break the circle");
    }
    path.add(draft.name());
    if (draft.correlation() != null) {
      for (String source : draft.correlation().sources()) {
        CorrelationReader other = draft(source).correlation();
        if (other != null && other.isBelow()) {
          throw yaml.bad(
              draft.correlation().sourcesPlace(),
              "rule " + source + ": looks for too few events, so no event matches it: remove it");
        }
        order(draft(source), path, ordered);
      }
    }
    path.remove(path.size() - 1);
    ordered.add(draft.name());
  }

  private Rule rule(Draft draft) {
    Map<String, Node> entries = draft.entries();
    Node generate = entries.get("generate");
    boolean alerts =
        generate == null ? !referenced.contains(draft.name()) : yaml.flag(generate, "generate");
    boolean blockable = draft.correlation() != null && draft.correlation().groupsBy("ip_address");
    ResponseReader responses = new ResponseReader(yaml);
    Severity severity = level(entries.get("level"));
    Node response = entries.get("response");
    if (response != null && !alerts) {
      throw yaml.bad(
          response,
          "response: rule "
              + draft.name()
              + " serves other rules and does not alert: add generate: true, or remove it");
    }
    List<String> tags = new ArrayList<>();
    Node tagsNode = entries.get("tags");
    if (tagsNode != null) {
      for (Node tag : yaml.list(tagsNode, "tags", "[attack.t1110]")) {
        tags.add(yaml.text(tag, "a tag"));
      }
    }
    return new Rule(
        draft.name(),
        yaml.text(yaml.required(draft.place(), entries, "title", "a rule"), "title"),
        Optional.ofNullable(entries.get("description"))
            .map(node -> yaml.text(node, "description"))
            .orElse(""),
        severity,
        tags,
        flag(entries.get("enabled"), "enabled", true),
        alerts,
        flag(entries.get("simulate"), "simulate", false),
        response == null ? Rule.Response.NONE : responses.read(response, blockable, severity));
  }

  private boolean flag(@Nullable Node node, String what, boolean byDefault) {
    return node == null ? byDefault : yaml.flag(node, what);
  }

  private Severity level(@Nullable Node node) {
    return node == null ? Severity.MEDIUM : level(yaml, node, "level");
  }

  static Severity level(YamlReader yaml, Node node, String what) {
    String text = yaml.text(node, what);
    if (!LEVELS.contains(text)) {
      throw yaml.bad(
          node, what + " " + Quote.of(text) + ": use one of " + String.join(", ", LEVELS));
    }
    return text.equals("informational")
        ? Severity.INFO
        : Severity.valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** The level of that severity, and those above it. */
  static List<String> levelsFrom(Severity severity) {
    String level = severity == Severity.INFO ? LEVELS.get(0) : severity.text();
    return LEVELS.subList(LEVELS.indexOf(level), LEVELS.size());
  }

  static Duration time(YamlReader yaml, Node node, String what) {
    return yaml.checked(node, () -> Timespan.parse(what, yaml.text(node, what), MAX_TIME));
  }
}

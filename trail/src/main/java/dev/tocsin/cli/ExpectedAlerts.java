package dev.tocsin.cli;

import dev.tocsin.rules.Alert;
import dev.tocsin.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The alerts that a replay should give: {@code alerts:}, a list of maps, each with {@code rule} and
 * what else has to hold. Which one comes first does not matter.
 */
final class ExpectedAlerts {
  private static final List<String> KEYS =
      List.of(
          "rule",
          "key",
          "severity",
          "count",
          "bursts",
          "first_event",
          "last_event",
          "timestamp",
          "status");

  private final List<Map<String, String>> expected = new ArrayList<>();

  private ExpectedAlerts() {}

  /**
   * Reads a file.
   *
   * @throws CliException with code 3 if it can't be read or holds a mistake
   */
  static ExpectedAlerts read(Path file) {
    GivenRules.requireFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      return read(new YamlReader(file.toString()), in);
    } catch (IllegalArgumentException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw CliException.data(file + ": can't be read: " + e.getMessage(), e);
    }
  }

  private static ExpectedAlerts read(YamlReader yaml, InputStream in) throws IOException {
    ExpectedAlerts all = new ExpectedAlerts();
    List<Node> documents = yaml.documents(in);
    if (documents.size() != 1) {
      throw yaml.bad("one document with alerts: and a list, which may be empty, is expected");
    }
    Node root = documents.get(0);
    Map<String, Node> entries = yaml.map(root, "the file", List.of("alerts"));
    Node list = yaml.required(root, entries, "alerts", "a file of expected alerts");
    for (Node node : yaml.list(list, "alerts", "- {rule: high_failure_rate, count: 5}")) {
      Map<String, Node> parts = yaml.map(node, "an alert", KEYS);
      yaml.required(node, parts, "rule", "an alert");
      Map<String, String> wanted = new LinkedHashMap<>();
      parts.forEach((name, value) -> wanted.put(name, yaml.text(value, name)));
      all.expected.add(wanted);
    }
    return all;
  }

  /** What is amiss: alerts that did not come, then alerts that nobody expected; one line each. */
  List<String> compare(List<Alert> alerts) {
    List<String> amiss = new ArrayList<>();
    List<Map<String, String>> left = new ArrayList<>();
    alerts.forEach(alert -> left.add(AlertText.members(alert)));
    // Who says more chooses first, so that it does not lose its alert to one who says less.
    List<Map<String, String>> choosy = new ArrayList<>(expected);
    choosy.sort(Comparator.comparingInt((Map<String, String> each) -> each.size()).reversed());
    for (Map<String, String> wanted : choosy) {
      int found = -1;
      for (int i = 0; i < left.size() && found < 0; i++) {
        found = left.get(i).entrySet().containsAll(wanted.entrySet()) ? i : -1;
      }
      if (found < 0) {
        amiss.add("did not come: " + text(wanted));
      } else {
        left.remove(found);
      }
    }
    left.forEach(each -> amiss.add("was not expected: " + text(each)));
    return amiss;
  }

  private static String text(Map<String, String> members) {
    StringBuilder text = new StringBuilder();
    members.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(value));
    return text.toString();
  }
}

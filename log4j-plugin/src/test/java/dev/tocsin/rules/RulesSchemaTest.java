package dev.tocsin.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tocsin.event.EventField;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The JSON Schema that editors check rules files by says what the reader says, as far as a schema
 * can.
 */
class RulesSchemaTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Schema SCHEMA = schema();
  private static final Pattern YAML_BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private static final String DETECTION =
      """
      title: T
      name: t
      detection:
        s: {%s}
        condition: s
      """;
  private static final String CORRELATION =
      """
      title: T
      name: t
      detection: {s: {event_type: logout}, condition: s}
      ---
      title: C
      name: c
      correlation: {type: %s, rules: [t], timespan: %s%s}
      %s
      """;

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(RuleFile.schema());
  }

  /** What the schema has against a file, all documents together. */
  static List<String> complaints(String yaml) {
    List<String> all = new ArrayList<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      JsonNode tree = JSON.valueToTree(document);
      SCHEMA.validate(tree).forEach(error -> all.add(error.toString()));
    }
    return all;
  }

  private static boolean readerTakes(String yaml) {
    try {
      return !Trace.rules(yaml).rules().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void takesTheShippedRulesAndThoseOfTheGuide() throws IOException {
    try (InputStream in = RuleFile.class.getResourceAsStream("shipped.yaml")) {
      String shipped =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(complaints(shipped)).isEmpty();
    }
    List<String> blocks =
        YAML_BLOCK
            .matcher(
                Files.readString(Path.of("../docs/rules.md"))
                    + Files.readString(Path.of("../docs/rules-guide.md")))
            .results()
            .map(MatchResult::group)
            .map(block -> block.replaceAll("```(yaml\n)?", ""))
            .toList();
    assertThat(blocks).isNotEmpty().allSatisfy(each -> assertThat(complaints(each)).isEmpty());
  }

  /** What takes more than one look at one document: other rules, or what a value means. */
  private static final List<String> BEYOND_A_SCHEMA =
      List.of(
          "is not known: did you mean auth_failure",
          "bits after the first 8 are set",
          "the condition does not use it",
          "another rule has it",
          "did you mean failed? Otherwise use the name or id",
          "break the circle",
          "is shorter than the duration",
          "is below the rule's level",
          "field severity: \"HIGH\"",
          "field event_type: \"PIN_FAILED\"",
          "field risk_score: \"7.25\"",
          "is not known: did you mean pin_failed",
          "field ip_address: \"999.1.1.1\"",
          "events have it as",
          "is never a number",
          "serves other rules and does not alert",
          "does not use alias",
          "looks for too few events",
          "selection \"t\": did you mean s?",
          "it ends where a selection was due",
          "expected and, or, or the end",
          "a ) is missing",
          "stands where a selection was due",
          "\"2\" of: use 1 of",
          "\"x*\" is no selection",
          "it ends behind of",
          "more than 50 deep");

  @Test
  void catchesWhatASchemaCanOfTheBrokenFiles() {
    int caught = 0;
    int noYaml = 0;
    List<String> missed = new ArrayList<>();
    List<Arguments> broken = BrokenRulesTest.mistakes().toList();
    for (Arguments each : broken) {
      String yaml = (String) each.get()[0];
      try {
        if (yaml.isEmpty() || complaints(yaml).isEmpty()) {
          missed.add((String) each.get()[1]);
        } else {
          caught++;
        }
      } catch (YamlEngineException | StackOverflowError e) {
        noYaml++;
      }
    }
    System.out.println(
        "broken rules files: "
            + broken.size()
            + ", caught by the schema: "
            + caught
            + ", no YAML for any editor: "
            + noYaml
            + ", left to the reader: "
            + missed.size());
    assertThat(missed)
        .allMatch(
            message ->
                message.endsWith("begin with a rule, as in title: …")
                    || BEYOND_A_SCHEMA.stream().anyMatch(message::contains));
    assertThat(caught).isGreaterThanOrEqualTo(79);
  }

  @Test
  void saysTheSameAsTheReaderOfModifiersAndValues() {
    List<String> modifiers =
        List.of(
            "contains",
            "startswith",
            "endswith",
            "all",
            "re",
            "i",
            "m",
            "s",
            "cidr",
            "cased",
            "exists",
            "lt",
            "lte",
            "gt",
            "gte",
            "base64");
    List<String> keys = new ArrayList<>(List.of(""));
    for (String one : modifiers) {
      keys.add("|" + one);
      for (String two : modifiers) {
        keys.add("|" + one + "|" + two);
      }
    }
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      StringBuilder key = new StringBuilder();
      for (int j = 0; j < 3 + random.nextInt(2); j++) {
        key.append('|').append(modifiers.get(random.nextInt(modifiers.size())));
      }
      keys.add(key.toString());
    }
    List<String> values =
        List.of(
            "5",
            "word",
            "'2001:db8::/32'",
            "true",
            "null",
            "[]",
            "[5, word]",
            "[true, false]",
            "[[a]]",
            "NaN");
    int taken = 0;
    int compared = 0;
    for (String key : keys) {
      for (String value : values) {
        String yaml = DETECTION.formatted("\"user_id" + key + "\": " + value);
        boolean reader = readerTakes(yaml);
        assertThat(complaints(yaml).isEmpty()).as("user_id" + key + ": " + value).isEqualTo(reader);
        taken += reader ? 1 : 0;
        compared++;
      }
    }
    System.out.println("selections compared: " + compared + ", of which good: " + taken);
    assertThat(taken).isGreaterThan(150);
  }

  @Test
  void knowsEveryFieldAndNoOther() {
    for (EventField field : EventField.all()) {
      String name =
          field.jsonName() + (field.kind() == EventField.Kind.MAP ? ".some.entry name" : "");
      for (String key : List.of(name, name + "|exists")) {
        String yaml = DETECTION.formatted("\"" + key + "\": true");
        assertThat(complaints(yaml).isEmpty()).as(key).isEqualTo(readerTakes(yaml));
      }
      assertThat(
              complaints(
                  CORRELATION.formatted(
                      "value_count",
                      "5m",
                      ", group-by: '" + name + "', condition: {field: '" + name + "', gte: 2}",
                      "")))
          .isEmpty();
    }
    for (String wrong :
        List.of("user", "details", "request_headers.", "user_id.x", "USER_ID", "")) {
      String yaml = DETECTION.formatted("\"" + wrong + "\": true");
      assertThat(readerTakes(yaml)).as(wrong).isFalse();
      assertThat(complaints(yaml)).as(wrong).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1s",
        "0s",
        "00m",
        "007d",
        "31d",
        "32d",
        "744h",
        "745h",
        "699h",
        "700h",
        "740h",
        "44640m",
        "44641m",
        "44639m",
        "39999m",
        "2678400s",
        "2678401s",
        "2678399s",
        "2677999s",
        "2669999s",
        "999999s",
        "1999999s",
        "5 m",
        "5min",
        "m",
        "-5m",
        "5M",
        "1.5h",
        "10000000s",
        "0031d"
      })
  void knowsTheSameTimesAsTheReader(String time) {
    String yaml =
        CORRELATION.formatted("event_count", "'" + time + "'", ", condition: {gte: 5}", "");
    assertThat(complaints(yaml).isEmpty()).isEqualTo(readerTakes(yaml));
  }

  @ParameterizedTest
  @MethodSource("rest")
  void saysTheSameAsTheReaderOfTheRest(String yaml) {
    assertThat(complaints(yaml).isEmpty())
        .as(complaints(yaml).toString())
        .isEqualTo(readerTakes(yaml));
  }

  static Stream<String> rest() {
    String count = ", condition: {gte: 5}";
    String byAddress = ", group-by: ip_address" + count;
    return Stream.concat(
        Stream.of(
                "gte: 1",
                "gte: 0",
                "gte: 10000",
                "gte: 10001",
                "gt: 0",
                "gt: 9999",
                "gt: 10000",
                "lt: 1",
                "lt: 0",
                "lte: 0",
                "eq: 0",
                "eq: 1",
                "gte: '5'",
                "gte: five",
                "gte: -1",
                "gte: 5, gt: 5",
                "field: user_id, gte: 5",
                "")
            .flatMap(
                condition ->
                    Stream.of("event_count", "value_count", "temporal", "new_value")
                        .flatMap(
                            type ->
                                Stream.of("", ", group-by: [user_id]")
                                    .map(
                                        groups ->
                                            CORRELATION.formatted(
                                                type,
                                                "5m",
                                                groups + ", condition: {" + condition + "}",
                                                "")))),
        Stream.of(
            CORRELATION.formatted("event_count", "5m", count, "enabled: false\nsimulate: 'true'"),
            CORRELATION.formatted("event_count", "5m", count, "enabled: yes"),
            CORRELATION.formatted("event_count", "5m", count, "cooldown: 1h\nmax_keys: 100"),
            CORRELATION.formatted("event_count", "5m", count, "cooldown: 1y"),
            CORRELATION.formatted("event_count", "5m", count, "max_keys: 99"),
            CORRELATION.formatted("event_count", "5m", count, "tags: attack"),
            CORRELATION.formatted("event_count", "5m", count, "level: severe"),
            CORRELATION.formatted("event_count", "5m", count, "logsource: {}"),
            CORRELATION.formatted("event_count", "5m", count, "response: {}"),
            CORRELATION.formatted("event_count", "5m", count, "response: {block: {duration: 1h}}"),
            CORRELATION.formatted(
                "event_count", "5m", byAddress, "response: {block: {duration: 1h}}"),
            CORRELATION.formatted(
                "event_count", "5m", byAddress, "response: {block: {duration: 1h, factor: 2}}"),
            CORRELATION.formatted(
                "event_count",
                "5m",
                byAddress,
                "response: {block: {duration: 1h, factor: 2, max: 1d}}"),
            CORRELATION.formatted(
                "event_count",
                "5m",
                byAddress,
                "response: {block: {duration: 1h, factor: 101, max: 1d}}"),
            CORRELATION.formatted(
                "event_count",
                "5m",
                byAddress,
                "response: {notify: [soc, ops], suspicious: many, escalate: {after: 1h, notify: boss,"
                    + " severity: critical}}"),
            CORRELATION.formatted("event_count", "5m", count, "response: {notify: 'a b'}"),
            CORRELATION.formatted("event_count", "5m", count, "response: {escalate: {after: 1h}}"),
            CORRELATION.formatted(
                "event_count", "5m", count, "response: {escalate: {after: 1h, notify: []}}"),
            CORRELATION.formatted("event_count", "5m", ", rules2: [t]" + count, ""),
            CORRELATION.formatted(
                "event_count", "5m", ", aliases: {w: {t: user_id}}, group-by: [w]" + count, ""),
            CORRELATION.formatted(
                "event_count", "5m", ", aliases: {w: {t: user}}, group-by: [w]" + count, ""),
            CORRELATION.formatted(
                "event_count",
                "5m",
                ", group-by: [user_id, tenant_id, source, severity, ip_address, status]" + count,
                ""),
            DETECTION.formatted("event_type: auth_*") + "response: {notify: soc}\n",
            DETECTION.formatted("event_type: logout") + "cooldown: 1h\n",
            DETECTION.formatted("event_type: logout") + "author: me\nreferences: [a]\n",
            DETECTION
                .formatted("event_type: logout")
                .replace("condition: s", "condition: [s, not s]"),
            DETECTION
                .formatted("event_type: logout")
                .replace("condition: s", "condition: s | count()"),
            DETECTION.formatted("event_type: logout").replace("title: T", "title: ' '"),
            DETECTION.formatted("event_type: logout").replace("title: T", "title: 404"),
            DETECTION
                .formatted("event_type: logout")
                .replace("{event_type: logout}", "[a, {user_id: b}]")));
  }
}

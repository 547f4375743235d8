package dev.tocsin.otel.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.stack.BackEnd;
import dev.tocsin.otel.stack.Promtool;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleCompilerTest {
  private static final Path COMMITTED = Path.of("..", "collector-config");

  /** Values that would be something else to whoever reads them without care. */
  private static final String HOSTILE =
      """
      title: "it's {{ $labels.rule }} \\"quoted\\" ${env:HOME} # no comment"
      name: hostile
      description: "{{ fail }} 'x' $$ \\\\ %s"
      detection:
        a:
          user_id: "o'brien\\" or 1=1 ${env:HOME} $$1 \\\\\\\\ {{x}}"
          user_agent|contains|cased: "') or true #"
          details.a-b|re: "^[\\"'$}]+\\\\d{2}$"
          user_name: "a\\nb\\u0007"
        condition: a
      ---
      title: many of it
      name: many_hostile
      correlation:
        type: event_count
        rules: [hostile]
        group-by: [ip_address, user_id]
        timespan: 5m
        condition: {gte: 5}
      """;

  @TempDir private Path folder;

  private RuleSet read(String yaml) throws IOException {
    Path file = folder.resolve("rules.yaml");
    Files.writeString(file, yaml);
    return RuleFile.read(file, EventTypes.builtIn());
  }

  private static RuleCompiler compiler(RuleSet rules) {
    return new RuleCompiler(rules, EventTypes.builtIn(), RuleCompiler.Options.DEFAULT);
  }

  private Map<String, String> written(RuleSet rules, Target target) throws IOException {
    Map<String, String> files = compiler(rules).files(target);
    for (Map.Entry<String, String> each : files.entrySet()) {
      Path path = folder.resolve(target.text()).resolve(each.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, each.getValue().getBytes(UTF_8));
    }
    return files;
  }

  /** Made anew by {@code tocsin rules compile --target NAME --out collector-config/FOLDER}. */
  @ParameterizedTest
  @EnumSource
  void theFilesInCollectorConfigAreMadeOfTheShippedRules(Target target) throws IOException {
    String below = target.text().startsWith("collector") ? "collector" : target.text();
    for (Map.Entry<String, String> each : compiler(RuleFile.shipped()).files(target).entrySet()) {
      assertThat(COMMITTED.resolve(below).resolve(each.getKey())).hasContent(each.getValue());
    }
  }

  /** One that blocks, and others that do not, each for another reason. */
  private static final String BLOCKING =
      """
      title: Failed
      name: failed
      detection: {s: {event_type: auth_failure}, condition: s}
      ---
      title: Succeeded
      name: succeeded
      detection: {s: {event_type: auth_success}, condition: s}
      ---
      title: Blocks
      name: blocks
      correlation:
        type: temporal
        rules: [failed, succeeded]
        group-by: [ip_address, user_id]
        timespan: 5m
      response: {block: {duration: 15m}}
      ---
      title: Simulates
      name: simulates
      simulate: true
      correlation:
        {type: event_count, rules: failed, group-by: ip_address, timespan: 5m, condition: {gte: 5}}
      response: {block: {duration: 15m}}
      ---
      title: Alerts
      name: alerts
      correlation:
        {type: event_count, rules: failed, group-by: ip_address, timespan: 5m, condition: {gte: 5}}
      """;

  /** The lines of a file with a text in them. */
  private static List<String> lines(Map<String, String> files, String name, String text) {
    return Objects.requireNonNull(files.get(name))
        .lines()
        .filter(line -> line.contains(text))
        .map(String::strip)
        .toList();
  }

  @Test
  void onlyRulesThatBlockAskForItAndByEventsAloneThatMayLeadToABlock() throws IOException {
    RuleSet rules = read(BLOCKING);
    Map<String, String> loki = compiler(rules).files(Target.LOKI);
    Map<String, String> prometheus = compiler(rules).files(Target.PROMETHEUS);
    Map<String, String> collector = compiler(rules).files(Target.COLLECTOR);
    for (Map<String, String> each : List.of(loki, prometheus)) {
      assertThat(lines(each, "rules/tocsin.yaml", "_block'"))
          .containsExactly("- alert: 'blocks_block'");
      assertThat(lines(each, "rules/tocsin.yaml", "response:")).containsExactly("response: block");
    }
    assertThat(lines(loki, "rules/tocsin.yaml", "tocsin_client_blockable"))
        .singleElement()
        .asString()
        .containsSubsequence(
            "| tocsin_client_blockable=\"true\" and event_name=\"tocsin.auth_failure\"",
            " and on (tocsin_client_network, user_id) ",
            "| tocsin_client_blockable=\"true\" and event_name=\"tocsin.auth_success\"");
    assertThat(lines(prometheus, "rules/tocsin.yaml", "expr: 'topk(1000, (sum by"))
        .hasSize(2)
        .anySatisfy(
            expression ->
                assertThat(expression)
                    .contains(
                        "tocsin_rule_blocks_part1_blockable[5m]",
                        "tocsin_rule_blocks_part2_blockable[5m]")
                    .doesNotContain("part1[", "part2["));
    assertThat(lines(collector, "collector.yaml", "- name: tocsin.rule."))
        .containsExactlyInAnyOrder(
            "- name: tocsin.rule.blocks.part1",
            "- name: tocsin.rule.blocks.part2",
            "- name: tocsin.rule.blocks.part1.blockable",
            "- name: tocsin.rule.blocks.part2.blockable",
            "- name: tocsin.rule.simulates",
            "- name: tocsin.rule.alerts");
    assertThat(lines(collector, "collector.yaml", "tocsin.client.blockable"))
        .hasSize(2)
        .allSatisfy(
            condition ->
                assertThat(condition)
                    .contains(" and log.attributes[\"tocsin.client.blockable\"] == true and "));
  }

  @ParameterizedTest
  @EnumSource(names = {"COLLECTOR", "COLLECTOR_TUMBLING"})
  void theCollectorTakesWhatIsMadeOfHostileRules(Target target) throws Exception {
    written(read(HOSTILE), target);
    validate(folder.resolve(target.text()).resolve(target.text() + ".yaml"));
  }

  private static void validate(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                BackEnd.find("collector").toString(), "validate", "--config", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void prometheusTakesWhatIsMadeOfHostileRules() throws Exception {
    written(read(HOSTILE), Target.PROMETHEUS);
    Promtool.Result result = Promtool.checkRules(folder.resolve("prometheus/rules/tocsin.yaml"));
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "LOKI ! message: hello ! message is the line itself",
        "LOKI ! details.n|gt: 5 ! may hold a text",
        "LOKI ! 'details.a b': x ! has characters that Loki's names of labels have not",
        "COLLECTOR ! request_url: /login ! request_url stands in a record in parts",
        "PROMETHEUS ! request_url: /login ! request_url stands in a record in parts",
        "COLLECTOR ! indicators: sqlmap ! indicators is not in a record in a form to compare",
        "COLLECTOR ! source: shop ! source is the record's service.name",
        "COLLECTOR ! user_name|gt: 5 ! is a text: it has no order",
        "COLLECTOR ! risk_score|startswith: '7.' ! whose text has another form elsewhere",
        "LOKI ! risk_score|re: '^7' ! whose text has another form elsewhere",
        "PROMETHEUS ! risk_score|re: '^7' ! whose text has another form elsewhere",
        "LOKI ! details.peer|cidr: 10.0.0.0/8 ! only ip_address holds nothing but an address",
      })
  void whatATargetCantExpressIsRefusedWithTheReason(Target target, String test, String reason)
      throws IOException {
    RuleSet rules = read(rule("{" + quoted(test) + "}", "event_count", "[r]", "{gte: 5}"));
    assertThat(compiler(rules).refused(target))
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.rule()).isEqualTo("many");
              assertThat(refused.reason()).contains(reason).doesNotContain("\n");
            });
    assertThatThrownBy(() -> compiler(rules).files(target)).hasMessageStartingWith("many: ");
  }

  /** It is none to the collector, and compared with one it would never be equal. */
  @Test
  void aFlagIsNotComparedWithAText() throws Exception {
    RuleSet rules = read(rule("{'success|cased': 'false'}", "event_count", "[r]", "{gte: 5}"));
    assertThat(compiler(rules).files(Target.COLLECTOR).get("collector.yaml"))
        .contains("IsMatch(log.attributes[\"tocsin.success\"], \"(?s)^(?:false)$$\")");
    assertThat(compiler(rules).files(Target.LOKI).get("rules/tocsin.yaml"))
        .contains("tocsin_success=\"false\"");
  }

  private static String quoted(String test) {
    int colon = test.indexOf(": ");
    String key = test.substring(0, colon);
    return (key.startsWith("'") ? key : "'" + key + "'") + test.substring(colon);
  }

  private static String rule(String selection, String type, String rules, String condition) {
    return """
        title: one
        name: r
        detection: {s: %s, condition: s}
        ---
        title: many
        name: many
        correlation:
          type: %s
          rules: %s
          group-by: [ip_address]
          timespan: 5m
          condition: %s
        """
        .formatted(selection, type, rules, condition);
  }

  @Test
  void whatNoTargetCanExpressIsRefusedByAll() throws IOException {
    String shipped =
        Files.readString(
            Path.of("..", "log4j-plugin/src/main/resources/dev/tocsin/rules/shipped.yaml"));
    RuleSet all = read(shipped.replace("enabled: false", "enabled: true"));
    assertThat(compiler(all).refused(Target.LOKI))
        .extracting(RuleCompiler.Refused::rule)
        .containsExactlyInAnyOrder(
            "sign_in_from_new_network",
            "sign_in_with_new_user_agent",
            "brute_force_succeeded",
            "export_after_privilege_change");
    assertThat(compiler(all).refused(Target.PROMETHEUS))
        .containsExactlyInAnyOrderElementsOf(compiler(all).refused(Target.LOKI));
    assertThat(compiler(all).refused(Target.COLLECTOR_TUMBLING))
        .extracting(RuleCompiler.Refused::rule)
        .contains("password_spraying", "credential_sharing", "audit_log_silent");
  }

  @Test
  void aWindowThatASubWindowFillsIsRefused() throws IOException {
    RuleSet rules = read(rule("{event_type: data_export}", "event_count", "[r]", "{gte: 5}"));
    RuleCompiler.Options options =
        new RuleCompiler.Options(
            "x", Duration.ofMinutes(5), Duration.ofSeconds(15), "{a=\"b\"}", "u", Set.of());
    RuleCompiler compiler = new RuleCompiler(rules, EventTypes.builtIn(), options);
    assertThat(compiler.refused(Target.PROMETHEUS))
        .singleElement()
        .satisfies(
            refused -> assertThat(refused.reason()).contains("is not longer than a sub-window"));
    assertThat(compiler.refused(Target.LOKI)).isEmpty();
  }

  @Test
  void countsOfTwoRulesThatWouldHaveOneNameAreRefused() throws IOException {
    String both =
        rule("{event_type: data_export}", "event_count", "[r]", "{gte: 5}")
                .replace("name: many", "name: a_part1")
            + """
              ---
              title: other
              name: s
              detection: {s: {event_type: data_access}, condition: s}
              ---
              title: both
              name: a
              correlation: {type: temporal, rules: [r, s], group-by: [ip_address], timespan: 5m}
              """;
    assertThatThrownBy(() -> compiler(read(both)).files(Target.PROMETHEUS))
        .hasMessageContaining("another rule's counts have the same name: rename it");
  }

  /** Names that YAML takes for something else. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "on"})
  void aRuleMayBeCalledAnything(String name) throws Exception {
    RuleSet rules =
        read(
            rule("{event_type: data_export}", "event_count", "[r]", "{gte: 5}")
                .replace("name: many", "name: '" + name + "'"));
    written(rules, Target.COLLECTOR);
    written(rules, Target.COLLECTOR_TUMBLING);
    validate(folder.resolve("collector/collector.yaml"));
    validate(folder.resolve("collector-tumbling/collector-tumbling.yaml"));
    written(rules, Target.PROMETHEUS);
    Promtool.Result result = Promtool.checkRules(folder.resolve("prometheus/rules/tocsin.yaml"));
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(compiler(rules).files(Target.PROMETHEUS).get("rules/tocsin.yaml"))
        .contains("rule: '" + name + "'");
  }

  @Test
  void rulesThatWereLeftOutAreNamedInTheFile() {
    RuleCompiler.Options options =
        new RuleCompiler.Options(
            "x",
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            "{a=\"b\"}",
            "u",
            Set.of("excessive_scanning"));
    String file =
        new RuleCompiler(RuleFile.shipped(), EventTypes.builtIn(), options)
            .files(Target.PROMETHEUS)
            .get("rules/tocsin.yaml");
    assertThat(file)
        .contains("# Left out on demand: excessive_scanning.")
        .doesNotContain("tocsin_rule_excessive_scanning");
  }

  /** The product's own events, and those that a rule has logged, are for rules that name them. */
  @Test
  void rulesDoNotSeeWhatTheyDoNotSeeInTheProcess() throws Exception {
    RuleSet rules = read(rule("{'event_type|exists': true}", "event_count", "[r]", "{gte: 5}"));
    String collector = written(rules, Target.COLLECTOR).get("collector.yaml");
    assertThat(collector)
        .contains("tocsin\\\\.alert|", "tocsin\\\\.checkpoint", "tocsin.details.rule");
    validate(folder.resolve("collector").resolve("collector.yaml"));
    RuleSet named = read(rule("{event_type: alert}", "event_count", "[r]", "{gte: 5}"));
    assertThat(compiler(named).files(Target.COLLECTOR).get("collector.yaml"))
        .contains("log.event_name == \"tocsin.alert\" and", "tocsin.details.derived\"] != true");
  }
}

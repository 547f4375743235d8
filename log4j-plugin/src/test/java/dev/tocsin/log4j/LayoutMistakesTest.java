package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.AuditSink;
import dev.tocsin.audit.Markers;
import dev.tocsin.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A mistake in a layout, a pattern or a template is refused like one of the audit appender, with it
 * in the configuration or without.
 */
class LayoutMistakesTest {
  private static final String AUDIT =
      "<SecurityAudit name=\"audit\" fileName=\"DIR/security_audit.log\" source=\"shop\"/>";
  private static final String RESOLVER_KEYS =
      ": has a key or a value that is not known; use {\"$resolver\": \"securityEvent\"},"
          + " {\"$resolver\": \"securityEvent\", \"field\": \"user_id\"}, or"
          + " {\"$resolver\": \"securityEvent\", \"format\": \"ecs\"}";

  @TempDir private Path folder;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            pattern("%securityEvent{usr}"),
            "%securityEvent{usr}: use json, text or a field's name, as in {user_id}"),
        Arguments.of(
            pattern("%d %enc{%securityEvent{usr}}{JSON}%n"),
            "%securityEvent{usr}: use json, text or a field's name, as in {user_id}"),
        Arguments.of(
            pattern("%securityEvent{user_id}{source}"),
            "%securityEvent{user_id}{source}: takes one option; use %securityEvent once for each"
                + " field"),
        Arguments.of(
            template("\"field\": \"usr\""),
            "securityEvent field \"usr\": use a canonical field name, as in user_id"),
        Arguments.of(
            template("\"field\": 5"),
            "securityEvent field \"5\": use a canonical field name, as in user_id"),
        Arguments.of(
            template("\"feild\": \"user_id\""),
            "securityEvent {$resolver=securityEvent, feild=user_id}" + RESOLVER_KEYS),
        Arguments.of(
            template("\"field\": \"user_id\", \"stringified\": true"),
            "securityEvent {$resolver=securityEvent, field=user_id, stringified=true}"
                + RESOLVER_KEYS),
        Arguments.of(
            template("\"format\": \"otlp-json\""),
            "securityEvent format \"otlp-json\": use ecs or ocsf"),
        Arguments.of(
            template("\"field\": \"user_id\", \"format\": \"ecs\""),
            "securityEvent {$resolver=securityEvent, field=user_id, format=ecs}" + RESOLVER_KEYS),
        Arguments.of(
            "<SecurityEventLayout fromat=\"text\"/>",
            "SecurityEventLayout: unknown attribute \"fromat\": use one of format, zone, source,"
                + " contextDetails, types"),
        Arguments.of(
            "<SecurityEventLayout><Zone>UTC</Zone></SecurityEventLayout>",
            "SecurityEventLayout: element \"Zone\": Log4j has no such plugin, or can't make it from"
                + " what stands here; correct or remove it"),
        Arguments.of(
            "<SecurityEventLayout format=\"xml\" zone=\"Mars\" colour=\"red\"/>",
            "SecurityEventLayout: format \"xml\": use json, text, ecs, ocsf or otlp-json;"
                + " SecurityEventLayout: unknown attribute \"colour\": use one of format, zone,"
                + " source, contextDetails, types;"
                + " SecurityEventLayout: zone \"Mars\": use a name such as UTC or Europe/Berlin"));
  }

  private static String pattern(String pattern) {
    return "<PatternLayout pattern=\"" + pattern + "\"/>";
  }

  private static String template(String keys) {
    return "<JsonTemplateLayout><EventTemplate><![CDATA[{\"e\": {\"$resolver\": \"securityEvent\", "
        + keys
        + "}}]]></EventTemplate></JsonTemplateLayout>";
  }

  private static String xml(String audit, String layout) {
    return """
        <Configuration status="off">
          <Appenders>
            <File name="lines" fileName="DIR/lines.txt">%s</File>
            %s
          </Appenders>
          <Loggers>
            <Root level="info"><AppenderRef ref="lines"/>%s</Root>
          </Loggers>
        </Configuration>
        """
        .formatted(layout, audit, audit.isEmpty() ? "" : "<AppenderRef ref=\"audit\"/>");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void isRefusedInOneLineBesideAnAuditFileWhichIsNotOpened(String layout, String message) {
    assertThatThrownBy(() -> LogSetup.start(folder, xml(AUDIT, layout)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
    assertThat(folder.resolve("security_audit.log")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void isRefusedInOneLineWithoutAnAuditFileToo(String layout, String message) {
    assertThatThrownBy(() -> LogSetup.start(folder, xml("", layout)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void leavesTheOldConfigurationAtAReload(String layout, String message) throws IOException {
    String good = xml(AUDIT, pattern("%securityEvent{user_id}%n"));
    try (LogSetup log = LogSetup.start(folder, good)) {
      Configuration before = log.context().getConfiguration();
      log.security().authAttempt("before", true);
      String changed = AUDIT.replace("\"shop\"", "\"changed\"");
      assertThatThrownBy(() -> log.reconfigure(xml(changed, layout)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(message);
      log.security().authAttempt("after", true);
      log.logger().info(Markers.AUTH_FAILURE, "plain");
      assertThat(log.context().getConfiguration()).isSameAs(before);
      assertThat(log.events()).hasSize(3).extracting(e -> e.source()).containsOnly("shop");
      log.reconfigure(xml(changed, pattern("%securityEvent{user_id}%n")));
      log.security().authAttempt("mended", true);
      assertThat(log.lastEvent().source()).isEqualTo("changed");
    }
    assertThat(Files.readAllLines(folder.resolve("lines.txt")))
        .containsExactly("before", "after", "", "mended");
  }

  @Test
  void allMistakesOfAConfigurationStandInOneLine() {
    String two =
        AUDIT + AUDIT.replace("\"audit\"", "\"second\"").replace("shop\"", "x\" old=\"1\"");
    assertThatThrownBy(() -> LogSetup.start(folder, xml(two, pattern("%securityEvent{usr}"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageMatching(
            "SecurityAudit \"second\": unknown attribute \"old\": use one of [^;]*;"
                + " %securityEvent\\{usr}: use json, text or a field's name, as in \\{user_id}");
    assertThat(folder.resolve("security_audit.log")).doesNotExist();
  }

  @Test
  void aRefusedConfigurationMayHaveAsynchronousPartsThatDidNotStartYet() {
    String xml =
        xml(AUDIT, pattern("%securityEvent{usr}"))
            .replace(
                "</Appenders>",
                "<Async name=\"q\"><AppenderRef ref=\"lines\"/></Async></Appenders>")
            .replace("<Root level=\"info\">", "<AsyncRoot level=\"info\"><AppenderRef ref=\"q\"/>")
            .replace("</Root>", "</AsyncRoot>");
    assertThatThrownBy(() -> LogSetup.start(folder, xml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("%securityEvent{usr}: use json, text or a field's name, as in {user_id}");
    try (LogSetup log = LogSetup.start(folder, xml.replace("{usr}", "{user_id}"))) {
      log.security().authAttempt("u", true);
      assertThatThrownBy(() -> log.reconfigure(xml)).isInstanceOf(ConfigurationException.class);
      log.security().authAttempt("u", true);
      assertThat(log.events()).hasSize(2);
    }
  }

  @Test
  void aReloadThatFailsHalfWayGivesBackWhatItOpenedAndChanged() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    String audit = "<SecurityAudit name=\"audit\" fileName=\"DIR/security_audit.log\">%s%s";
    String good = audit.formatted("<Retention days=\"400\"/>", "</SecurityAudit>");
    String bad =
        audit.formatted("<Retention days=\"1\"/>", "</SecurityAudit>")
            + "<SecurityAudit name=\"NAME\" fileName=\"DIR/file/no/a.log\"/>";
    JournalManager held =
        JournalManager.get(
            JournalConfig.builder(folder.resolve("security_audit.log")).build(),
            RiskElement.SUSPICIOUS_WINDOW);
    try (LogSetup log = LogSetup.start(folder, xml(good, pattern("%m%n")))) {
      List<AuditSink> sinks = AuditRegistry.sinksFor(log.context());
      JournalConfig before = held.journal().config();
      // The order in which Log4j starts appenders depends on their names: some come after the
      // other.
      for (int i = 0; i < 10; i++) {
        String name = "another" + i;
        assertThatThrownBy(() -> log.reconfigure(xml(bad.replace("NAME", name), pattern("%m%n"))))
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("SecurityAudit \"" + name + "\": ");
        assertThat(held.journal().config()).isSameAs(before);
      }
      held.close();
      assertThat(AuditRegistry.sinksFor(log.context())).isEqualTo(sinks);
      log.security().authAttempt("after", true);
      assertThat(log.events()).hasSize(1);
    }
    assertThat(LogSetup.lines(folder))
        .last()
        .as("the journal was closed, as nobody holds it any more")
        .satisfies(line -> assertThat(line.text()).contains("\"record\":\"checkpoint\""));
  }

  @Test
  void aPatternThatAProgramMakesThrowsNothingAndTellsIt() {
    PatternLayout layout = PatternLayout.newBuilder().setPattern("%securityEvent{usr}").build();
    assertThat(layout.toSerializable(new org.apache.logging.log4j.core.impl.Log4jLogEvent()))
        .isEqualTo("%securityEvent");
  }
}

package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** XML, JSON, YAML and properties say the same, and are refused for the same mistakes. */
class ConfigurationFormatsTest {
  @TempDir private Path folder;

  static Stream<Arguments> formats() {
    return ConfigurationText.all().map(each -> Arguments.of(each.name(), each.text()));
  }

  private LoggerContext start(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text.replace("DIR", folder.toString()));
    LoggerContext context = new LoggerContext(name);
    Configuration configuration =
        ConfigurationFactory.getInstance().getConfiguration(context, name, file.toUri());
    context.start(configuration);
    return context;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void theSameInEachFormat(String name, String text) throws IOException {
    LoggerContext context = start(name, text);
    try {
      SecurityLogger security = SecurityLogger.getLogger(context, "test");
      for (int i = 0; i < 50; i++) {
        security.authAttempt("u" + i, true);
      }
      context.getLogger("plain").info(Markers.AUTH_FAILURE, "marked");
      assertThat(LogSetup.events(folder))
          .hasSize(51)
          .extracting(SecurityEvent::source)
          .containsOnly("shop");
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.filter(f -> f.getFileName().toString().startsWith("security_audit-")))
            .as("rolled at 10 KB")
            .isNotEmpty();
      }
    } finally {
      context.stop();
    }
  }

  /** The text with a {@code Pseudonymize} beside {@code Retention}. */
  private static String withPseudonyms(String text) {
    return text.replace(
            "<Retention days=\"400\"/>",
            "<Retention days=\"400\"/><Pseudonymize keys=\"DIR/people\" period=\"year\"/>")
        .replace(
            "\"Retention\": {\"days\": \"400\"}",
            "\"Retention\": {\"days\": \"400\"},"
                + " \"Pseudonymize\": {\"keys\": \"DIR/people\", \"period\": \"year\"}")
        .replace(
            "      Retention: {days: 400}",
            "      Retention: {days: 400}\n      Pseudonymize: {keys: DIR/people, period: year}")
        .replace(
            "appender.audit.retention.days = 400",
            """
            appender.audit.retention.days = 400
            appender.audit.people.type = Pseudonymize
            appender.audit.people.keys = DIR/people
            appender.audit.people.period = year
            """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void pseudonymsInEachFormat(String name, String text) throws IOException {
    LoggerContext context = start(name, withPseudonyms(text));
    try {
      SecurityLogger.getLogger(context, "test").authAttempt("mallory", true);
      assertThat(LogSetup.events(folder).get(0).userId()).matches("p1:\\d{4}:[a-z2-7]{52}");
    } finally {
      context.stop();
    }
    assertThatThrownBy(() -> start(name, withPseudonyms(text).replace("period", "perjod")))
        .hasMessage(
            "SecurityAudit \"audit\": Pseudonymize unknown attribute \"perjod\": use one of keys,"
                + " fields, period");
  }

  /** The text with {@code Risk}, and {@code Rules} with a receiver, beside {@code Retention}. */
  private static String withRiskAndReceivers(String text) {
    return text.replace(
            "<Retention days=\"400\"/>",
            """
            <Retention days="400"/>
            <Risk low="2">
              <Multiplier event="auth_failure" factor="3"/>
              <Multiplier event="auth_success" factor="4"/>
            </Risk>
            <Rules><Receiver name="soc" kind="alertmanager" url="http://127.0.0.1:9"/></Rules>
            """)
        .replace(
            "\"Retention\": {\"days\": \"400\"}",
            """
            "Retention": {"days": "400"},
            "Risk": {"low": "2", "Multiplier": [
              {"event": "auth_failure", "factor": "3"}, {"event": "auth_success", "factor": "4"}]},
            "Rules": {"Receiver": {"name": "soc", "kind": "alertmanager", "url": "http://127.0.0.1:9"}}
            """)
        .replace(
            "      Retention: {days: 400}",
            """
                  Retention: {days: 400}
                  Risk:
                    low: 2
                    Multiplier:
                    - {event: auth_failure, factor: 3}
                    - {event: auth_success, factor: 4}
                  Rules: {Receiver: {name: soc, kind: alertmanager, url: "http://127.0.0.1:9"}}\
            """)
        .replace(
            "appender.audit.retention.days = 400",
            """
            appender.audit.retention.days = 400
            appender.audit.risk.type = Risk
            appender.audit.risk.low = 2
            appender.audit.risk.one.type = Multiplier
            appender.audit.risk.one.event = auth_failure
            appender.audit.risk.one.factor = 3
            appender.audit.risk.two.type = Multiplier
            appender.audit.risk.two.event = auth_success
            appender.audit.risk.two.factor = 4
            appender.audit.rules.type = Rules
            appender.audit.rules.soc.type = Receiver
            appender.audit.rules.soc.name = soc
            appender.audit.rules.soc.kind = alertmanager
            appender.audit.rules.soc.url = http://127.0.0.1:9
            """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void riskAndReceiversInEachFormat(String name, String text) throws IOException {
    LoggerContext context = start(name, withRiskAndReceivers(text));
    try {
      SecurityLogger security = SecurityLogger.getLogger(context, "test");
      security.authAttempt("mallory", false);
      security.authAttempt("grace", true);
    } finally {
      context.stop();
    }
    assertThat(LogSetup.events(folder))
        .extracting(SecurityEvent::riskScore)
        .containsExactly(6.0, 2.0);
    assertThat(String.valueOf(LogSetup.allEvents(folder).get(1).details().get("settings")))
        .contains("Receiver=soc");
    assertThatThrownBy(
            () -> start(name, withRiskAndReceivers(text).replace("alertmanager", "pager")))
        .hasMessage(
            "SecurityAudit \"audit\": Receiver \"soc\": type \"pager\": use alertmanager or webhook");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void anUnknownAttributeIsRefusedInEachFormat(String name, String text) {
    assertThatThrownBy(() -> start(name, text.replace("source", "sauce")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "SecurityAudit \"audit\": unknown attribute \"sauce\": use one of "
                + SecurityAuditAppender.Builder.ATTRIBUTES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void anUnknownAttributeOfRetentionIsRefusedInEachFormat(String name, String text) {
    assertThatThrownBy(() -> start(name, text.replace("days", "daze")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "SecurityAudit \"audit\": Retention unknown attribute \"daze\": use one of days,"
                + " totalSize, maxEvents, minAgeDays");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void anUnknownElementIsRefusedInEachFormat(String name, String text) {
    assertThatThrownBy(() -> start(name, text.replace("Retention", "Retension")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "SecurityAudit \"audit\": element \"Retension\": Log4j has no such plugin, or can't"
                + " make it from what stands here; correct or remove it");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void anUnknownPolicyIsRefusedInEachFormat(String name, String text) {
    assertThatThrownBy(() -> start(name, text.replace("SizeBasedTriggering", "SizeTriggering")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "SecurityAudit \"audit\": element \"SizeTriggeringPolicy\": Log4j has no such plugin,"
                + " or can't make it from what stands here; correct or remove it");
  }

  @Test
  void aChangedFileIsReloadedAndABrokenOneIsNot() throws IOException {
    String text =
        """
        <Configuration status="off" monitorInterval="1">
          <Appenders>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="one"/>
          </Appenders>
          <Loggers><Root level="error"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """;
    LoggerContext context = start("log4j2.xml", text);
    try {
      SecurityLogger security = SecurityLogger.getLogger(context, "test");
      Path file = folder.resolve("log4j2.xml");
      int logged = 0;
      replace(file, text.replace("\"one\"", "\"two\""));
      while (!"two".equals(lastSource(security))) {
        logged++;
        assertThat(logged).isLessThan(10_000);
      }
      Configuration good = context.getConfiguration();
      replace(file, text.replace("\"one\"", "\"three\" fsync=\"perhaps\""));
      // Log4j reloads on a thread of its own, and the refusal ends that thread.
      Awaitility.await()
          .dontCatchUncaughtExceptions()
          .pollDelay(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .until(() -> "two".equals(lastSource(security)));
      assertThat(context.getConfiguration()).isSameAs(good);
      assertThat(LogSetup.events(folder)).hasSize(logged + 2);
    } finally {
      context.stop();
    }
  }

  private String lastSource(SecurityLogger security) {
    String id = security.authAttempt("u", true);
    SecurityEvent last = LogSetup.events(folder).get(LogSetup.events(folder).size() - 1);
    assertThat(last.eventId()).isEqualTo(id);
    return String.valueOf(last.source());
  }

  private void replace(Path file, String text) throws IOException {
    Files.write(file, text.replace("DIR", folder.toString()).getBytes(UTF_8));
    Files.setLastModifiedTime(
        file,
        java.nio.file.attribute.FileTime.from(
            Files.getLastModifiedTime(file).toInstant().plusSeconds(2)));
  }

  @Test
  void twoJournalsKeepDifferentEventsForDifferentTimes() throws IOException {
    JournalManager payments = held("payments.log");
    JournalManager rest = held("security_audit.log");
    LoggerContext context =
        start(
            "log4j2.xml",
            """
            <Configuration status="off">
              <Appenders>
                <SecurityAudit name="payments" fileName="DIR/payments.log">
                  <MarkerFilter marker="PAYMENT" onMatch="ACCEPT" onMismatch="DENY"/>
                  <Retention days="365"/>
                </SecurityAudit>
                <SecurityAudit name="rest" fileName="DIR/security_audit.log">
                  <MarkerFilter marker="PAYMENT" onMatch="DENY" onMismatch="ACCEPT"/>
                  <Retention days="30"/>
                </SecurityAudit>
              </Appenders>
              <Loggers>
                <Root level="error">
                  <AppenderRef ref="payments"/>
                  <AppenderRef ref="rest"/>
                </Root>
              </Loggers>
            </Configuration>
            """);
    try {
      assertThat(payments.journal().config().retention().maxAge()).isEqualTo(Duration.ofDays(365));
      assertThat(rest.journal().config().retention().maxAge()).isEqualTo(Duration.ofDays(30));
      SecurityLogger security = SecurityLogger.getLogger(context, "test");
      security.event("payment_failure").user("u1").log();
      security.authAttempt("u1", true);
      context.getLogger("plain").info(Markers.PAYMENT_PROCESSING, "paid");
    } finally {
      context.stop();
      payments.close();
      rest.close();
    }
    assertThat(Files.readString(folder.resolve("payments.log")))
        .contains("payment_failure", "payment_processing")
        .doesNotContain("auth_success");
    assertThat(Files.readString(folder.resolve("security_audit.log")))
        .contains("auth_success")
        .doesNotContain("payment_");
  }

  /** A journal that the test holds too, to see the settings that it is given. */
  private JournalManager held(String name) {
    return JournalManager.get(
        JournalConfig.builder(folder.resolve(name)).build(), RiskElement.SUSPICIOUS_WINDOW);
  }

  @Test
  void twoContextsWithOneFileShareItsJournalAndTheSecondGoesOnWithoutTheFirst() {
    try (LogSetup first = LogSetup.audit(folder, "", "");
        LogSetup second = LogSetup.audit(folder, "", "")) {
      first.security().authAttempt("a", true);
      second.security().authAttempt("b", true);
      first.context().stop();
      second.security().authAttempt("c", true);
      second.logger().info(Markers.AUTH_FAILURE, "plain");
    }
    assertThat(LogSetup.events(folder))
        .extracting(SecurityEvent::userId)
        .containsExactly("a", "b", "c", null);
    assertThat(LogSetup.events(folder))
        .extracting(SecurityEvent::seq)
        .containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void twoContextsWithAJournalEachDoNotMix() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    try (LogSetup first = LogSetup.audit(one, "", "");
        LogSetup second = LogSetup.audit(two, "", "")) {
      first.security().authAttempt("a", true);
      second.security().authAttempt("b", true);
      second.context().stop();
      second.security().authAttempt("c", true);
      assertThat(first.events()).extracting(SecurityEvent::userId).containsExactly("a");
      assertThat(second.events()).extracting(SecurityEvent::userId).containsExactly("b", "c");
    }
  }
}

package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.SecurityEvent;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels and filters that would keep security events from the audit file end the start. */
class SuppressionTest {
  private static final String AUDIT =
      "<SecurityAudit name='audit' fileName='DIR/security_audit.log' source='shop'>INSIDE"
          + "</SecurityAudit>";

  @TempDir private Path folder;

  private static String xml(String appenders, String loggers) {
    String text =
        "<Configuration status='off'><Appenders>"
            + appenders
            + "</Appenders><Loggers>"
            + loggers
            + "</Loggers></Configuration>";
    return text.replace("AUDIT", AUDIT).replace("INSIDE", "").replace('\'', '"');
  }

  private static final String ROOT = "<Root level='info'><AppenderRef ref='audit'/></Root>";

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AUDIT | <Root level='info'><AppenderRef ref='audit' level='warn'/></Root> |"
            + " AppenderRef \"audit\" in logger \"root\": level=\"WARN\" keeps security events"
            + " back, such as auth_success at INFO: remove it",
        "AUDIT | <Root level='info'><AppenderRef ref='audit'><ThresholdFilter level='error'/>"
            + "</AppenderRef></Root> |"
            + " AppenderRef \"audit\" in logger \"root\": ThresholdFilter keeps security events"
            + " back, such as auth_success at WARN: remove it",
        "AUDIT | <Root level='info'><ThresholdFilter level='fatal'/><AppenderRef ref='audit'/>"
            + "</Root> |"
            + " logger \"root\": ThresholdFilter keeps security events back, such as auth_success"
            + " at ERROR: remove it",
        "AUDIT | <Logger name='shop'><MarkerFilter marker='PAYMENT' onMatch='DENY'"
            + " onMismatch='NEUTRAL'/></Logger>ROOT |"
            + " logger \"shop\": MarkerFilter keeps security events back, such as"
            + " payment_processing at FATAL: remove it",
        "AUDIT | <Root level='info'><AppenderRef ref='audit'><RegexFilter regex='.*x.*'"
            + " onMatch='ACCEPT' onMismatch='DENY'/></AppenderRef></Root> |"
            + " AppenderRef \"audit\" in logger \"root\": RegexFilter keeps security events back,"
            + " such as auth_success at FATAL: remove it",
        "AUDIT | <Logger name='shop' additivity='false'/>ROOT |"
            + " logger \"shop\": additivity=\"false\", and no AppenderRef leads from it to a"
            + " SecurityAudit: add one",
        "AUDIT | <Root level='info'/> |"
            + " logger \"root\": no AppenderRef leads from it to a SecurityAudit: add one",
        "AUDIT<Async name='queue'><ThresholdFilter level='warn'/><AppenderRef ref='audit'/></Async>"
            + " | <Root level='info'><AppenderRef ref='queue'/></Root> |"
            + " Async \"queue\": ThresholdFilter keeps security events back, such as auth_success"
            + " at INFO: remove it",
        "AUDIT<Async name='queue'><AppenderRef ref='audit' level='warn'/></Async>"
            + " | <Root level='info'><AppenderRef ref='queue'/></Root> |"
            + " AppenderRef \"audit\" in Async \"queue\": level=\"WARN\" keeps security events"
            + " back, such as auth_success at INFO: remove it",
        "AUDIT<Rewrite name='mask'><AppenderRef ref='audit' level='error'/>"
            + "<PropertiesRewritePolicy><Property name='a'>b</Property></PropertiesRewritePolicy>"
            + "</Rewrite> | <Root level='info'><AppenderRef ref='mask'/></Root> |"
            + " AppenderRef \"audit\" in Rewrite \"mask\": level=\"ERROR\" keeps security events"
            + " back, such as auth_success at WARN: remove it",
        "AUDIT<Routing name='by'><Routes pattern='$${ctx:k}'><Route ref='audit'/>"
            + "<Route key='x' ref='audit'/></Routes></Routing>"
            + " | <Root level='info'><AppenderRef ref='by'/></Root> |"
            + " Routing \"by\": a choice of routes keeps security events back, such as"
            + " auth_success at FATAL: refer to the audit appender beside it",
        "AUDIT<Failover name='over' primary='other'><Failovers><AppenderRef ref='audit'/>"
            + "</Failovers></Failover><Null name='other'/>"
            + " | <Root level='info'><AppenderRef ref='over'/></Root> |"
            + " logger \"root\": no AppenderRef leads from it to a SecurityAudit: add one",
        "<SecurityAudit name='audit' fileName='DIR/security_audit.log'><MarkerFilter"
            + " marker='PAYMENT' onMatch='ACCEPT' onMismatch='DENY'/></SecurityAudit> | ROOT |"
            + " SecurityAudit \"audit\": MarkerFilter keeps security events back, such as"
            + " auth_success at FATAL: remove it, let another SecurityAudit take the rest",
        "<SecurityAudit name='audit' fileName='DIR/security_audit.log'><MarkerFilter"
            + " marker='SECURITY' onMatch='ACCEPT' onMismatch='DENY'/></SecurityAudit> | ROOT |"
            + " SecurityAudit \"audit\": MarkerFilter keeps security events back, such as a map"
            + " message without marker at FATAL: remove it, let another SecurityAudit take the"
            + " rest",
      })
  void whatKeepsEventsBackIsNamedWithTheWayOut(String appenders, String loggers, String expected) {
    assertThatThrownBy(
            () -> LogSetup.start(folder, xml(appenders, loggers.replace("ROOT", ROOT))).close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("SecurityAudit \"audit\": " + expected + ", or set allowSuppression=\"true\"");
    assertThat(folder.resolve("security_audit.log")).doesNotExist();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AUDIT | <Root level='off'><AppenderRef ref='audit' level='all'/></Root>",
        "AUDIT | <Root level='info'><AppenderRef ref='audit' level='trace'/></Root>",
        "AUDIT | <Root level='info'><AppenderRef ref='audit'><MarkerFilter marker='SECURITY'"
            + " onMatch='ACCEPT' onMismatch='NEUTRAL'/></AppenderRef></Root>",
        "AUDIT | <Root level='info'><AppenderRef ref='audit'><RegexFilter regex='x'"
            + " onMatch='ACCEPT' onMismatch='NEUTRAL'/></AppenderRef></Root>",
        "AUDIT | <Root level='info'><Filters><MarkerFilter marker='SECURITY' onMatch='ACCEPT'"
            + " onMismatch='NEUTRAL'/><LevelRangeFilter onMatch='NEUTRAL' onMismatch='NEUTRAL'/>"
            + "</Filters><AppenderRef ref='audit'/></Root>",
        "AUDIT | <Logger name='shop' additivity='false'><AppenderRef ref='audit'/></Logger>ROOT",
        "AUDIT | <Logger name='shop' level='off'/>ROOT",
        "AUDIT<Null name='lines'/> | <Root level='info'><AppenderRef ref='audit'/>"
            + "<AppenderRef ref='lines' level='error'/></Root>",
        "AUDIT<Failover name='over' primary='audit'><Failovers><AppenderRef ref='other'/>"
            + "</Failovers></Failover><Null name='other'/>"
            + " | <Root level='info'><AppenderRef ref='over'/></Root>",
        "AUDIT<Async name='queue'><AppenderRef ref='audit'/></Async>"
            + " | <Root level='info'><AppenderRef ref='queue'/></Root>",
        "AUDIT<SecurityAudit name='pay' fileName='DIR/pay.log'><MarkerFilter marker='PAYMENT'"
            + " onMatch='ACCEPT' onMismatch='DENY'/></SecurityAudit> | <Root level='info'>"
            + "<AppenderRef ref='pay' level='error'/><AppenderRef ref='audit'/></Root>",
        "<SecurityAudit name='rest' fileName='DIR/rest.log'><MarkerFilter marker='PAYMENT'"
            + " onMatch='DENY' onMismatch='ACCEPT'/></SecurityAudit><SecurityAudit name='pay'"
            + " fileName='DIR/pay.log'><MarkerFilter marker='PAYMENT' onMatch='ACCEPT'"
            + " onMismatch='DENY'/></SecurityAudit> | <Root level='info'><AppenderRef ref='pay'/>"
            + "<AppenderRef ref='rest'/></Root>",
      })
  void whatKeepsNothingBackIsFine(String appenders, String loggers) {
    try (LogSetup log = LogSetup.start(folder, xml(appenders, loggers.replace("ROOT", ROOT)))) {
      log.logger().trace(Markers.PAYMENT_FAILURE, "m");
      log.context().getLogger("shop").info(Markers.AUTH_FAILURE, "m");
      log.context().getLogger("shop").info("ordinary");
    }
    assertThat(LogSetup.events(folder).stream().map(event -> event.type().name()).distinct())
        .containsExactlyInAnyOrder("payment_failure", "auth_failure");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    String loggers =
        "<Logger name='shop' additivity='false'/><Root><AppenderRef ref='audit' level='warn'/></Root>";
    assertThatThrownBy(() -> LogSetup.start(folder, xml("AUDIT", loggers)))
        .hasMessageContaining("logger \"shop\": additivity=\"false\"")
        .hasMessageContaining("; AppenderRef \"audit\" in logger \"root\": level=\"WARN\"")
        .extracting(Throwable::getMessage)
        .asString()
        .hasLineCount(1);
  }

  @Test
  void whereSuppressionIsAllowedEachProblemIsALineOfTheStatusLog() {
    String loggers =
        "<Logger name='shop' additivity='false'/><Root><AppenderRef ref='audit' level='warn'/></Root>";
    String both =
        AUDIT.replace(" source", " allowSuppression='true' source")
            + AUDIT.replace("'audit'", "'second'").replace("security_audit", "second");
    try (StatusLines lines = StatusLines.listen(Level.WARN);
        LogSetup log = LogSetup.start(folder, xml(both, loggers))) {
      assertThat(lines.heard())
          .filteredOn(line -> line.contains("allowSuppression"))
          .hasSize(2)
          .anyMatch(line -> line.contains("logger \"shop\": additivity=\"false\""))
          .anyMatch(line -> line.contains("level=\"WARN\" keeps"));
      log.logger().error(Markers.AUTH_FAILURE, "loud");
      log.logger().info(Markers.AUTH_FAILURE, "quiet");
      assertThat(log.events()).extracting(SecurityEvent::message).containsExactly("loud");
    }
  }

  @Test
  void aReloadThatWouldLoseEventsLeavesTheOldConfigurationAtWork() throws Exception {
    try (LogSetup log = LogSetup.start(folder, xml("AUDIT", ROOT))) {
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger calls = new AtomicInteger();
      Thread caller =
          new Thread(
              () -> {
                while (!stop.get()) {
                  log.logger().info(Markers.AUTH_FAILURE, "plain");
                  calls.incrementAndGet();
                }
              });
      caller.start();
      for (int i = 0; i < 20; i++) {
        String loggers = "<Root><AppenderRef ref='audit' level='error'/></Root>";
        assertThatThrownBy(() -> log.reconfigure(xml("AUDIT", loggers)))
            .isInstanceOf(ConfigurationException.class);
      }
      stop.set(true);
      caller.join();
      System.out.println("20 refused reloads: " + calls + " calls, " + log.events().size());
      assertThat(log.events()).hasSize(calls.get());
    }
  }

  /** Log4j starts appenders in no order: one of the two names comes second. */
  @ParameterizedTest
  @ValueSource(strings = {"audit", "second"})
  void oneThatCantBeOpenedClosesTheOthersOfItsConfiguration(String broken) throws Exception {
    String two = AUDIT + AUDIT.replace("'audit'", "'second'");
    int name = two.indexOf("'" + broken + "'");
    two =
        two.substring(0, name)
            + two.substring(name).replaceFirst("DIR/security_audit.log", "/dev/null/a.log");
    String appenders = two;
    assertThatThrownBy(() -> LogSetup.start(folder, xml(appenders, ROOT)))
        .isInstanceOf(ConfigurationException.class);
    try (OtherWriter other = OtherWriter.start(folder)) {
      assertThat(other.pid()).as("another process may have the file").isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WARN", "TRACE"})
  void aConfigurationThatAProgramBuiltIsExaminedToo(String level) {
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    builder
        .setStatusLevel(Level.OFF)
        .add(
            builder
                .newAppender("audit", "SecurityAudit")
                .addAttribute("fileName", folder.resolve("security_audit.log").toString()))
        .add(
            builder
                .newRootLogger(Level.INFO)
                .add(builder.newAppenderRef("audit").addAttribute("level", level)));
    LoggerContext context = new LoggerContext("built");
    BuiltConfiguration built = builder.build(false);
    if (level.equals("WARN")) {
      assertThatThrownBy(() -> context.start(built))
          .hasMessageContaining("level=\"WARN\" keeps security events back");
    } else {
      context.start(built);
      context.getLogger("a").info(Markers.AUTH_FAILURE, "m");
      context.stop();
      assertThat(LogSetup.events(folder)).hasSize(1);
    }
  }
}

package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration that would lose events does not start, and says why in one line. */
class ConfigurationErrorsTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "captureBodies='sometimes' | |" + " captureBodies \"sometimes\": use true or false",
        "'' | <PatternLayout pattern='%m%n'/> |"
            + " element \"PatternLayout\": has no use here, or stands here a second time; remove it",
        "'' | <TimeBasedTriggeringPolicy/><SizeBasedTriggeringPolicy/> |"
            + " element \"SizeBasedTriggeringPolicy\": has no use here, or stands here a second"
            + " time; remove it",
        "fsync='sometimes' | | fsync \"sometimes\": use always, everysec or no",
        "failurePolicy='maybe' | | failurePolicy \"maybe\": use fail-open or fail-closed",
        "asyncTimeoutMillis='5s' | |"
            + " asyncTimeoutMillis \"5s\": use milliseconds, 1 to 3600000",
        "filePattern='DIR/a-%d{yyyy-MM-dd}.log.gz' | |"
            + " filePattern \"DIR/a-%d{yyyy-MM-dd}.log.gz\": has no %i, so a second file of a day"
            + " would overwrite the first; use for example"
            + " DIR/security_audit-%d{yyyy-MM-dd}-%i.log.gz",
        "filePattern='old/a-%i.log' | |"
            + " filePattern \"old/a-%i.log\": all files of a journal lie in one folder; use"
            + " DIR/security_audit-%d{yyyy-MM-dd}-%i.log.gz",
        "filePattern='DIR/a-%i.log.zip' | |"
            + " filePattern \"DIR/a-%i.log.zip\": compression is by .gz only; end it with .log.gz",
        "filePattern='DIR/a-%i.log' | <Policies><TimeBasedTriggeringPolicy/></Policies> |"
            + " filePattern \"DIR/a-%i.log\": has no %d, which TimeBasedTriggeringPolicy needs;"
            + " use for example DIR/security_audit-%d{yyyy-MM-dd}-%i.log.gz",
        "'' | <DefaultRolloverStrategy max='7'/> |"
            + " DefaultRolloverStrategy: is not for audit files, which are never overwritten; use"
            + " filePattern for the names and <Retention days=\"…\"/> for how long they are kept",
        "'' | <Retention days='soon'/> |"
            + " Retention days \"soon\": use a whole number, 0 for no limit",
        "'' | <Retention totalSize='much'/> |"
            + " Retention totalSize \"much\": use a number with KB, MB or GB, as in 2 GB",
      })
  void aWrongValueIsNamedWithTheWayOut(String attributes, String children, String expected) {
    String xml =
        LogSetup.auditXml(attributes == null ? "" : attributes, children == null ? "" : children);
    assertThatThrownBy(() -> LogSetup.start(folder, xml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("SecurityAudit \"audit\": " + expected.replace("DIR", folder.toString()));
    assertThat(folder.resolve("security_audit.log")).doesNotExist();
  }

  @Test
  void aMissingFileNameIsNamed() {
    String xml = LogSetup.auditXml("", "").replace("fileName=\"DIR/security_audit.log\"", "");
    assertThatThrownBy(() -> LogSetup.start(folder, xml))
        .hasMessage(
            "SecurityAudit \"audit\": fileName is missing: name the audit file, as in"
                + " fileName=\"logs/security_audit.log\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"security_cases.log", "security_cases-2026-01.log"})
  void aFileThatTheCommandsWriteIsRefused(String name) {
    String xml = LogSetup.auditXml("", "").replace("DIR/security_audit.log", "DIR/" + name);
    assertThatThrownBy(() -> LogSetup.start(folder, xml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "SecurityAudit \"audit\": fileName \""
                + folder.resolve(name)
                + "\": the commands record cases and reads in files of that name: choose another, as"
                + " security_audit.log");
    assertThat(folder.resolve(name)).doesNotExist();
  }

  /** Each call would be recorded twice, and count twice in rules. */
  @Test
  void aSecondAppenderOnOneFileIsRefused() {
    String one = LogSetup.auditXml("", "");
    String second =
        one.replace(
            "</Appenders>",
            "<SecurityAudit name=\"second\" fileName=\"DIR/./security_audit.log\"/></Appenders>");
    assertThatThrownBy(() -> LogSetup.start(folder, second))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "SecurityAudit \"second\": fileName \""
                + folder
                + "/./security_audit.log\": SecurityAudit \"audit\" writes it already: give each a file"
                + " of its own");
    try (LogSetup log = LogSetup.start(folder, one)) {
      log.security().authAttempt("ann", true);
      log.reconfigure(one);
      log.security().authAttempt("bob", true);
      assertThat(log.events()).extracting(each -> each.userId()).contains("ann", "bob");
    }
  }

  @ParameterizedTest
  @CsvSource({"fileName", "source", "writer", "types", "keys"})
  void aLookupWithoutAValueIsNamed(String attribute) {
    String value = "x-${tocsin:pdi}";
    String xml =
        LogSetup.auditXml("", "")
            .replaceFirst(attribute + "=\"[^\"]*\"", "")
            .replace("<SecurityAudit ", "<SecurityAudit " + attribute + "=\"" + value + "\" ");
    assertThatThrownBy(() -> LogSetup.start(folder, xml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "SecurityAudit \"audit\": "
                + attribute
                + " \"x-${tocsin:pdi}\": ${tocsin:pdi} has no value; give it one, or a default, as in"
                + " ${env:NAME:-value}");
  }

  @Test
  void aWrongTypesFileIsNamedWithLineAndColumn() throws IOException {
    Path types = folder.resolve("types.yaml");
    Files.writeString(types, "types:\n  - name: x\n    category: lunch\n");
    assertThatThrownBy(() -> LogSetup.audit(folder, "types=\"" + types + "\"", ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(types + ":3:")
        .hasMessageContaining("lunch");
  }

  @Test
  void theOldConfigurationGoesOnWhenTheNewOneIsRefused() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().authAttempt("before", true);
      assertThatThrownBy(() -> log.reconfigure(LogSetup.auditXml("fsync=\"never\"", "")))
          .hasMessageContaining("fsync \"never\"");
      log.security().authAttempt("after", true);
      log.logger().warn(dev.tocsin.audit.Markers.AUTH_FAILURE, "plain");
      assertThat(log.events()).hasSize(3);
    }
  }

  @Test
  void aSecondWriterIsRefusedAndToldWhoHoldsTheFile() throws Exception {
    Files.createDirectories(folder);
    try (OtherWriter other = OtherWriter.start(folder)) {
      assertThatThrownBy(() -> LogSetup.audit(folder, "", ""))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith(
              "SecurityAudit \"audit\": "
                  + folder.resolve("security_audit.log")
                  + ": is being written by process "
                  + other.pid()
                  + ", writer shop, since ")
          .hasMessageEndingWith(
              "; a journal has one writer: give each process a file of its own, for example with"
                  + " ${tocsin:pid} in fileName");
    }
  }

  @Test
  void theProcessIdStandsInAFileNameThatAsksForIt() {
    String xml =
        LogSetup.auditXml("", "").replace("DIR/security_audit.log", "DIR/audit-${tocsin:pid}.log");
    try (LogSetup log = LogSetup.start(folder, xml)) {
      log.security().authAttempt("u", true);
      assertThat(folder.resolve("audit-" + ProcessHandle.current().pid() + ".log")).exists();
    }
  }

  /** A filter of somebody else's whose text can't be had. */
  private static final class Mute extends AbstractFilter {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  @Test
  void aFilterThatCannotBeNamedLeavesNoJournalOpen() {
    String file = folder.resolve("security_audit.log").toString();
    SecurityAuditAppender appender =
        SecurityAuditAppender.newBuilder()
            .setConfiguration(new DefaultConfiguration())
            .setName("audit")
            .setFileName(file)
            .setFilter(new Mute())
            .build();

    assertThatThrownBy(appender::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("its settings can't be told")
        .hasMessageContaining("no text");
    assertThat(AuditRegistry.health()).extracting(AuditHealth::getJournal).doesNotContain(file);
  }
}

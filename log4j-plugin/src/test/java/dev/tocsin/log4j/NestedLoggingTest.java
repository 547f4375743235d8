package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events logged from a parameter's {@code toString()}. With thread-locals Log4j formats a message
 * before any appender runs; without them, its default in web applications, the first appender that
 * asks for the message formats it, and what is logged from there to the same appender Log4j takes
 * for a loop.
 */
class NestedLoggingTest {
  @TempDir private Path folder;

  private List<String> recorded(String option, String appenders) throws Exception {
    return ChildJvm.run(NestedLogging.class, List.of(option), folder.toString(), appenders);
  }

  @Test
  void allIsRecordedWithThreadLocals() throws Exception {
    assertThat(recorded("-Dlog4j2.enable.threadlocals=true", "alone"))
        .containsExactly(
            "sure", "outer of sure: nosy", "plain", "outer of plain: nosy", "in fluent", "fluent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dlog4j2.enable.threadlocals=false",
        "-Dlog4j2.enableThreadlocals=false",
        "-Dlog4j2.is.webapp=true"
      })
  void allIsRecordedWithoutThreadLocals(String option) throws Exception {
    assertThat(recorded(option, "alone"))
        .containsExactly(
            "sure", "outer of sure: nosy", "plain", "outer of plain: nosy", "in fluent", "fluent");
  }

  /** Behind a queue the outer message would be formatted while Log4j's guard of the queue is up. */
  @ParameterizedTest
  @ValueSource(strings = {"-Dlog4j2.is.webapp=true", "-Dlog4j2.is.webapp=false"})
  void allIsRecordedBehindAnAsynchronousAppender(String option) throws Exception {
    assertThat(recorded(option, "queued"))
        .containsExactlyInAnyOrder(
            "sure", "outer of sure: nosy", "plain", "outer of plain: nosy", "in fluent", "fluent");
  }

  /** The file formats the message first, so the nested event comes when the audit is not busy. */
  @Test
  void behindAnAppenderThatFormatsFirstNothingIsMissing() throws Exception {
    assertThat(recorded("-Dlog4j2.is.webapp=true", "beside"))
        .contains(
            "sure", "outer of sure: nosy", "plain", "outer of plain: nosy", "in fluent", "fluent");
  }
}

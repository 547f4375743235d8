package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.journal.ConsumerCursor.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerCursorTest {
  private static final Instant NOW = Instant.parse("2026-01-10T14:00:00Z");
  private static final String JOURNAL = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;

  private ConsumerCursor cursor() {
    return new ConsumerCursor(folder.resolve("security_audit.log"), "otel");
  }

  @Test
  void standsWhereItWasMovedTo() throws IOException {
    assertThat(cursor().read()).isEmpty();
    Position position = new Position(JOURNAL, 3, 4_711, 815);
    cursor().moveTo(position, NOW);
    assertThat(cursor().read()).contains(position);
    assertThat(cursor().path().getFileName()).hasToString("security_audit.log.otel.cursor");
    assertThat(ConsumerCursor.listIn(folder))
        .singleElement()
        .extracting(ConsumerCursor.Found::position)
        .isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"record\":\"cursor\",\"jour",
        "{\"record\":\"seal\"}",
        "{\"record\":\"cursor\",\"journal\":\"0123456789abcdef0123456789abcdef\",\"segment\":1,"
            + "\"offset\":0,\"seq\":9223372036854775807}",
        "{\"record\":\"cursor\",\"journal\":\"0123\",\"segment\":1,\"offset\":0,\"seq\":0}",
        "{\"record\":\"cursor\",\"journal\":\"0123456789abcdef0123456789abcdef\",\"segment\":0,"
            + "\"offset\":0,\"seq\":0}"
      })
  void whatIsNoCursorIsToldAndSaysNothing(String content) throws IOException {
    Files.writeString(cursor().path(), content);
    assertThatThrownBy(() -> cursor().read()).isInstanceOf(JournalException.class);
    assertThat(ConsumerCursor.listIn(folder)).isEmpty();
  }

  /** What was put back to an older state, or lost, beside the cursor that tells. */
  private enum Cut {
    FILE_AND_HEAD_FILE,
    ACTIVE_FILE,
    HEAD_FILE
  }

  @ParameterizedTest
  @EnumSource
  void aWriterThatFindsLessThanSomebodyHasGotTellsAndTakesNoNumberTwice(Cut cut)
      throws IOException {
    Path file = folder.resolve("security_audit.log").toAbsolutePath();
    JournalConfig config = JournalConfig.builder(file).writer("test").build();
    String journal;
    try (Journal open = Journal.open(config, JournalListener.NONE)) {
      new Caller(open, "a").log(5);
      journal = open.id();
      if (cut == Cut.ACTIVE_FILE) {
        open.roll("test");
      }
    }
    cursor().moveTo(new Position(journal, 1, 0, 9), NOW);
    if (cut == Cut.ACTIVE_FILE) {
      Files.delete(file);
    } else if (cut == Cut.HEAD_FILE) {
      Files.delete(HeadFile.beside(file));
    }
    try (Journal open = Journal.open(config, JournalListener.NONE)) {
      assertThat(open.recovery().linesLost()).isTrue();
      assertThat(open.recovery().lostFrom()).hasValue(6);
      assertThat(open.recovery().lostTo()).hasValue(9);
      new Caller(open, "b").log(1);
      assertThat(open.lastSeq()).isEqualTo(10);
    }
    assertThat(new Verifier().verify(folder).exitCode()).isEqualTo(1);
    try (Journal open = Journal.open(config, JournalListener.NONE)) {
      assertThat(open.recovery().isClean()).isTrue();
    }
  }

  @Test
  void aJournalThatEndsBeforeWhatSomebodyHasGotIsTold() throws IOException {
    Path file = folder.resolve("security_audit.log").toAbsolutePath();
    String journal;
    try (Journal open =
        Journal.open(JournalConfig.builder(file).writer("test").build(), JournalListener.NONE)) {
      new Caller(open, "a").log(5);
      journal = open.id();
    }
    cursor().moveTo(new Position(journal, 1, 0, 5), NOW);
    assertThat(new Verifier().verify(folder).findings()).isEmpty();
    cursor().moveTo(new Position(journal, 1, 0, 6), NOW);
    assertThat(new Verifier().verify(folder).findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.toString())
                    .contains(
                        "security_audit.log.otel.cursor",
                        "somebody has got event 6; the journal ends with event 5"));
    try (SecondVerifier python = SecondVerifier.start()) {
      assertThat(python.verify(List.of("--dir", folder.toString())).exitCode()).isEqualTo(1);
      cursor().moveTo(new Position(journal, 1, 0, 5), NOW);
      assertThat(python.verify(List.of("--dir", folder.toString())).exitCode()).isZero();
    }
  }
}

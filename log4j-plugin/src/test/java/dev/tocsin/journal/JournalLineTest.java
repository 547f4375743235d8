package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a look at a line's bytes tells. */
class JournalLineTest {
  private static final String TIME = "\"timestamp\":\"";
  private static final String TYPE = "\"event_type\":\"";

  private static JournalLine line(String text) {
    return new JournalLine(Path.of("a.log"), 0, text.getBytes(UTF_8));
  }

  private static boolean contains(String line, String part) {
    return line(line).contains(part.getBytes(US_ASCII));
  }

  @Test
  void tellsTimeAndType() {
    JournalLine line = line("{\"é\":1," + TIME + "2026-11-22\"," + TYPE + "alert\",\"a\":\"b\"}");
    assertThat(line.timestamp()).isEqualTo("2026-11-22");
    assertThat(line.eventType()).isEqualTo("alert");
    assertThat(line("{" + TYPE + "\"}").eventType()).isEmpty();
    assertThat(line("").timestamp()).isEmpty();
    assertThat(line("{}").eventType()).isNull();
  }

  @Test
  void looksForThemNearTheBeginningOnly() {
    assertThat(line(" ".repeat(511 - TIME.length()) + TIME + "now\"").timestamp()).isEqualTo("now");
    assertThat(line(" ".repeat(512 - TIME.length()) + TIME + "now\"").timestamp()).isEmpty();
    assertThat(line(" ".repeat(255 - TYPE.length()) + TYPE + "a\"").eventType()).isEqualTo("a");
    assertThat(line(" ".repeat(256 - TYPE.length()) + TYPE + "a\"").eventType()).isNull();
  }

  @Test
  void takesWhatIsThereOfALineThatIsCut() {
    assertThat(line(TYPE + "al").eventType()).isEqualTo("al");
    assertThat(line(TYPE).eventType()).isNull();
  }

  @Test
  void findsPartsAnywhere() {
    assertThat(contains("abcabd", "abc")).isTrue();
    assertThat(contains("abcabd", "abd")).isTrue();
    assertThat(contains("abcabd", "abe")).isFalse();
    assertThat(contains("ab", "abc")).isFalse();
    assertThat(contains("", "a")).isFalse();
  }
}

package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetailArgumentTest {
  @Test
  void keepsNumbersAndTruthValuesAsSuch() {
    assertThat(value("15")).isEqualTo(15L);
    assertThat(value("-3")).isEqualTo(-3L);
    assertThat(value("0")).isEqualTo(0L);
    assertThat(value("0.5")).isEqualTo(0.5);
    assertThat(value("true")).isEqualTo(true);
    assertThat(value("false")).isEqualTo(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "007",
        "1.10",
        "1e5",
        "+1",
        "-0",
        "True",
        "NaN",
        "1.2.3",
        "0x10",
        " 1",
        "null",
        "\"",
        "12345678901234567890",
        "a=b",
        "1_000"
      })
  void keepsEverythingElseAsText(String text) {
    assertThat(value(text)).isEqualTo(text);
  }

  @Test
  void takesAQuotedValueForText() {
    assertThat(value("\"15\"")).isEqualTo("15");
    assertThat(value("\"\"")).isEqualTo("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "failures", "=15"})
  void asksForAKey(String argument) {
    assertThatThrownBy(() -> DetailArgument.parse(argument))
        .isInstanceOf(CliException.class)
        .hasMessage("--detail \"" + argument + "\": use key=value, as in --detail failures=15");
  }

  private static Object value(String text) {
    return DetailArgument.parse("key=" + text).value();
  }
}

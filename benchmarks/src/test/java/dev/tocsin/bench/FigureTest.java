package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void aMarkIsMetByItsBoundAndMissedBeyondIt() {
    assertThat(Figure.atMost(10, "p99.99", 10, "ms").isMet()).isTrue();
    assertThat(Figure.atMost(10, "p99.99", 10.01, "ms").isMet()).isFalse();
    assertThat(Figure.atLeast(50_000, "outbox", 50_000, "events/s").isMet()).isTrue();
    assertThat(Figure.atLeast(50_000, "outbox", 49_999, "events/s").isMet()).isFalse();
    assertThat(Figure.of("open files", 1e9, "").isMet()).isTrue();
  }

  @Test
  void theTextSaysWhatWasAskedAndWhetherItIsSo() {
    assertThat(Figure.atMost(10, "p99.99", 12.34, "ms").text())
        .startsWith("p99.99")
        .endsWith("12.3 ms (MISSED: at most 10 ms)");
    assertThat(Figure.of("open files", 40, "").text()).endsWith(" 40");
  }

  @Test
  void theJsonHasNullWhereNothingIsAsked() {
    assertThat(Figure.of("open files", 40, "").json())
        .isEqualTo(
            "{\"name\": \"open files\", \"value\": 40.0, \"unit\": \"\", \"at_most\": null, \"met\": true}");
    assertThat(Figure.atLeast(5, "events", 4, "").json())
        .isEqualTo(
            "{\"name\": \"events\", \"value\": 4.0, \"unit\": \"\", \"at_least\": 5.0, \"met\": false}");
  }

  @Test
  void whatIsNoNumberIsNoFigure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figure.of("rate", Double.NaN, "events/s"))
        .withMessage("rate: NaN is no figure");
  }
}

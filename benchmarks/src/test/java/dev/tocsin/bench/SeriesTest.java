package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private final Random random = new Random(14);

  @Test
  void aLeakIsSeenBehindNoiseThatIsManyTimesLarger() {
    // 0.1 a second for a minute, and noise of 10.
    assertThat(ofTwoMinutes(at -> 0.1 * at + 10 * random.nextDouble()).growth())
        .isBetween(3.0, 9.0);
  }

  @Test
  void noiseAloneIsNoGrowth() {
    assertThat(ofTwoMinutes(at -> 100 + 10 * random.nextDouble()).growth()).isBetween(-2.0, 2.0);
  }

  @Test
  void whatGrowsOnlyInTheFirstHalfIsWarmUp() {
    assertThat(ofTwoMinutes(at -> Math.min(at, 59)).growth()).isZero();
  }

  @Test
  void aFewOutliersMeanNothing() {
    assertThat(ofTwoMinutes(at -> at % 20 == 19 ? 1e9 : 5).growth()).isZero();
  }

  @Test
  void oneMoreEveryTenSecondsIsGrowth() {
    assertThat(ofTwoMinutes(at -> Math.floor(at / 10)).growth()).isCloseTo(6, within(0.5));
  }

  @Test
  void whatFallsGrowsByLessThanNothing() {
    assertThat(ofTwoMinutes(at -> 1_000 - at).growth()).isCloseTo(-59.5, within(0.01));
  }

  @Test
  void ofNothingAndOfOneThereIsNoGrowth() {
    Series series = new Series();
    assertThat(series.growth()).isZero();
    assertThat(series.median()).isZero();
    series.add(1, 7);
    assertThat(series.growth()).isZero();
    assertThat(series.median()).isEqualTo(7);
  }

  @Test
  void theMedianIsTheMiddle() {
    Series series = new Series();
    series.add(1, 9);
    series.add(2, 1);
    series.add(3, 4);
    series.add(4, 100);
    assertThat(series.median()).isEqualTo(6.5);
  }

  private static Series ofTwoMinutes(DoubleUnaryOperator value) {
    Series series = new Series();
    for (int at = 1; at <= 120; at++) {
      series.add(at, value.applyAsDouble(at));
    }
    return series;
  }
}

package dev.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.Timestamps;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockoutEndTest {
  private static final long END = Timestamps.micros(Instant.parse("2026-11-22T10:15:00Z"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T10:15:00Z",
        "2026-11-22t10:15:00z",
        "2026-11-22T10:15:00.000000Z",
        "2026-11-22T11:15:00+01:00",
        "2026-11-22 10:15:00Z",
        "2026-11-22 10:15:00",
        "2026-11-22T10:15:00.000",
        "2026-11-22T10:15",
        "2026-11-22T11:15+01:00[Europe/Vienna]",
        " 2026-11-22T10:15:00Z ",
        "1795342500",
        "1795342500.0",
        "1795342500000",
      })
  void readsATextThatMeansATime(String text) {
    assertThat(LockoutEnd.micros(text)).isEqualTo(END);
  }

  @Test
  void readsNumbersAsSecondsOrMilliseconds() {
    assertThat(LockoutEnd.micros(1_795_342_500)).isEqualTo(END);
    assertThat(LockoutEnd.micros(1_795_342_500L)).isEqualTo(END);
    assertThat(LockoutEnd.micros(1_795_342_500_000L)).isEqualTo(END);
    assertThat(LockoutEnd.micros(1_795_342_500.5)).isEqualTo(END + 500_000);
    assertThat(LockoutEnd.micros(new BigDecimal("1795342500.25"))).isEqualTo(END + 250_000);
    assertThat(LockoutEnd.micros(BigInteger.valueOf(1_795_342_500))).isEqualTo(END);
    assertThat(LockoutEnd.micros(0)).isZero();
    assertThat(LockoutEnd.micros(99_999_999_999L)).isEqualTo(99_999_999_999_000_000L);
    assertThat(LockoutEnd.micros(100_000_000_000L)).isEqualTo(100_000_000_000_000L);
  }

  @Test
  void keepsToTheTimesThatThereAre() {
    assertThat(LockoutEnd.micros(1e300)).isEqualTo(Timestamps.MAX_MICROS);
    assertThat(LockoutEnd.micros(-1e300)).isEqualTo(Timestamps.MIN_MICROS);
    assertThat(LockoutEnd.micros("9".repeat(60))).isEqualTo(Timestamps.MAX_MICROS);
    assertThat(LockoutEnd.micros(LocalDateTime.MAX.toString())).isEqualTo(Timestamps.MAX_MICROS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "1.2.3",
        "soon",
        "2026-11-22",
        "10:15:00",
        "2026-13-22T10:15:00Z",
        "2026-11-22T25:15:00Z",
        "NaN",
        "1e9",
        "0x10",
        "Sun Nov 22 10:15:00 UTC 2026",
        "2026-11-22T10:15:00Z and much more than any time of any form has ever had",
      })
  void knowsNothingOfOtherTexts(String text) {
    assertThat(LockoutEnd.micros(text)).isEqualTo(LockoutEnd.UNKNOWN);
  }

  @Test
  void knowsNothingOfOtherValues() {
    assertThat(LockoutEnd.micros(null)).isEqualTo(LockoutEnd.UNKNOWN);
    assertThat(LockoutEnd.micros(true)).isEqualTo(LockoutEnd.UNKNOWN);
    assertThat(LockoutEnd.micros(List.of(1_795_342_500))).isEqualTo(LockoutEnd.UNKNOWN);
    assertThat(LockoutEnd.micros(Double.NaN)).isEqualTo(LockoutEnd.UNKNOWN);
    assertThat(LockoutEnd.micros(Double.POSITIVE_INFINITY)).isEqualTo(LockoutEnd.UNKNOWN);
  }
}

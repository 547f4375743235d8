package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  @Test
  void writesAndReadsWhatTheJdkDoes() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      long micros = random.nextLong(Timestamps.MIN_MICROS, Timestamps.MAX_MICROS + 1);
      String text = Timestamps.text(micros);
      assertThat(text).isEqualTo(MICROS.format(Timestamps.instant(micros)));
      assertThat(Timestamps.parse(text)).isEqualTo(micros);
      assertThat(Timestamps.micros(Timestamps.instant(micros))).isEqualTo(micros);
    }
  }

  @Test
  void writesEveryDayOfFourCenturies() {
    long day = 86_400_000_000L;
    for (long at = Timestamps.parse("1999-12-31T00:00:00Z"), i = 0; i < 146_100; i++, at += day) {
      assertThat(Timestamps.text(at)).isEqualTo(MICROS.format(Timestamps.instant(at)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-9223372036854775808, 0000-01-01T00:00:00.000000Z",
    "9223372036854775807,  9999-12-31T23:59:59.999999Z",
    "0,                    1970-01-01T00:00:00.000000Z",
    "-1,                   1969-12-31T23:59:59.999999Z",
  })
  void keepsToTimesThatCanBeWritten(long micros, String text) {
    assertThat(Timestamps.text(micros)).isEqualTo(text);
  }

  @Test
  void takesInstantsBeyondTheRangeAsItsEnds() {
    assertThat(Timestamps.micros(Instant.MIN)).isEqualTo(Timestamps.MIN_MICROS);
    assertThat(Timestamps.micros(Instant.MAX)).isEqualTo(Timestamps.MAX_MICROS);
    assertThat(Timestamps.micros(Long.MIN_VALUE, 0)).isEqualTo(Timestamps.MIN_MICROS);
    assertThat(Timestamps.micros(Long.MAX_VALUE, 0)).isEqualTo(Timestamps.MAX_MICROS);
    assertThat(Timestamps.micros(-1, 999_999_999)).isEqualTo(-1);
    assertThat(Timestamps.now(Clock.fixed(Instant.ofEpochSecond(1, 1_999), ZoneOffset.UTC)))
        .isEqualTo(1_000_001);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T14:03:05Z,                2026-11-22T14:03:05.000000Z",
    "2026-11-22t14:03:05z,                2026-11-22T14:03:05.000000Z",
    "2026-11-22T14:03:05.1Z,              2026-11-22T14:03:05.100000Z",
    "2026-11-22T14:03:05.123456789Z,      2026-11-22T14:03:05.123456Z",
    "2026-11-22T14:03:05+01:00,           2026-11-22T13:03:05.000000Z",
    "2026-11-22T00:03:05.5-03:30,         2026-11-22T03:33:05.500000Z",
    "2024-02-29T00:00:00Z,                2024-02-29T00:00:00.000000Z",
    "2000-02-29T00:00:00-00:00,           2000-02-29T00:00:00.000000Z",
  })
  void readsRfc3339(String given, String text) {
    assertThat(Timestamps.text(Timestamps.parse(given))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026-11-22",
        "2026-11-22T14:03Z",
        "2026-11-22 14:03:05Z",
        "2026-11-22T14:03:05",
        "2026-11-22T14:03:05.Z",
        "2026-11-22T14:03:05.1234567890Z",
        "2026-11-22T14:03:05,5Z",
        "2026-11-22T14:03:05ZZ",
        "2026-11-22T14:03:05+0100",
        "2026-11-22T14:03:05+24:00",
        "2026-11-22T14:03:05*01:00",
        "2026-13-22T14:03:05Z",
        "2026-00-22T14:03:05Z",
        "2026-11-31T14:03:05Z",
        "2026-02-29T14:03:05Z",
        "1900-02-29T14:03:05Z",
        "2026-11-22T24:03:05Z",
        "2026-11-22T14:60:05Z",
        "2026-11-22T14:03:60Z",
        "+026-11-22T14:03:05Z",
        "２026-11-22T14:03:05Z",
      })
  void refusesWhatIsNoTime(String given) {
    assertThatThrownBy(() -> Timestamps.parse(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "time " + Quote.of(given) + ": use RFC 3339, as in 2026-11-22T14:03:05.000000Z");
  }
}

package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeArgumentTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "-30s, 2026-11-28T11:59:30Z",
    "-90m, 2026-11-28T10:30:00Z",
    "-24h, 2026-11-27T12:00:00Z",
    "-7d, 2026-11-21T12:00:00Z",
    "2026-01-10T14:30:45Z, 2026-01-10T14:30:45Z",
    "2026-01-10T14:30:45.5+01:00, 2026-01-10T13:30:45.500Z"
  })
  void isAnInstantOrHowLongAgo(String text, Instant expected) {
    assertThat(TimeArgument.parse("--from", text, NOW)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7d", "-7", "-7w", "-1234567d", "yesterday", "2026-01-10"})
  void anythingElseIsWrongUsage(String text) {
    assertThatThrownBy(() -> TimeArgument.parse("--from", text, NOW))
        .isInstanceOf(CliException.class)
        .hasMessage(
            "--from \""
                + text
                + "\": use RFC 3339, as 2026-01-10T14:30:45Z, or how long ago, as -24h or -7d");
  }
}

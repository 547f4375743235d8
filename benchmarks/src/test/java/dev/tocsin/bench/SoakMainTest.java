package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SoakMainTest {
  @Test
  void theTimeIsTwoMinutesUnlessGiven() {
    assertThat(SoakMain.time()).isEqualTo(Duration.ofMinutes(2));
    assertThat(SoakMain.time("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(SoakMain.time("20m")).isEqualTo(Duration.ofMinutes(20));
    assertThat(SoakMain.time("1h")).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aWrongTimeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SoakMain.time("1", "h"))
        .withMessage("1 h: use a number and s, m or h, as in 2m");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SoakMain.time("1hour"))
        .withMessage("1hour: use a number and s, m or h, as in 2m");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SoakMain.time("9s"))
        .withMessage("9s: too short to tell; use 10s or more");
  }
}

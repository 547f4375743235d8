package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.core.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Log4jVersionTest {
  @ParameterizedTest
  @CsvSource({
    "2.25.5, true",
    "2.26.0, true",
    "2.26.1, false",
    "2.27.0, false",
    "3.0.0-beta3, false"
  })
  void olderOnesAreTold(String version, boolean old) {
    assertThat(Log4jVersion.isOld(version)).isEqualTo(old);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {"null", "ours"})
  void ofOneThatIsNotKnownNothingIsSaid(@Nullable String version) {
    assertThat(Log4jVersion.isOld(version)).isFalse();
  }

  @Test
  void whatIsNeededIsWhatTheBuildHas() {
    assertThat(LoggerContext.class.getPackage().getImplementationVersion())
        .isEqualTo(Log4jVersion.NEEDED);
  }
}

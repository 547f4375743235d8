package dev.tocsin.servlet;

import static dev.tocsin.servlet.MetricsFormat.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFormatTest {
  /** As Prometheus 2.5 and later send it; 3 has further parameters. */
  private static final String PROMETHEUS_2 =
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
          + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

  private static final String PROMETHEUS_3 =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
          + "application/openmetrics-text;version=0.0.1;q=0.5,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
          + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | JSON",
        "application/json | JSON",
        "application/* | JSON",
        "APPLICATION/OpenMetrics-Text | OPENMETRICS",
        "application/openmetrics-text | OPENMETRICS",
        "application/openmetrics-text; version=1.0.0; charset=utf-8 | OPENMETRICS",
        "application/openmetrics-text ; version=\"1.0.0\" | OPENMETRICS",
        "text/plain | PROMETHEUS",
        "text/plain;version=0.0.4 | PROMETHEUS",
        "text/plain;;version=0.0.4; | PROMETHEUS",
        "text/* | PROMETHEUS",
        "text/plain;q=0.5, application/json;q=0.4 | PROMETHEUS",
        "text/plain;q=0.4, application/json;q=0.5 | JSON",
        "text/plain;q=0.001, application/json;q=0 | PROMETHEUS",
        "application/openmetrics-text, application/json | JSON",
        "application/openmetrics-text, */* | OPENMETRICS",
        "text/plain;note=\"a,b;q=0\", */*;q=0.9 | PROMETHEUS",
        "text/plain;note=\"a\\\",\", */*;q=0.9 | PROMETHEUS",
        "*/*, application/json;q=0 | OPENMETRICS",
        "*/*, application/*;q=0 | PROMETHEUS",
        "application/*;q=0.2, application/openmetrics-text;version=1.0.0;q=0.3 | OPENMETRICS",
        "application/openmetrics-text;version=0.0.1 | JSON",
        "application/openmetrics-text;version=0.0.1, text/plain;q=0.1 | PROMETHEUS",
        "image/png | JSON",
        "application/json;q=0 | JSON",
      })
  void isWhatTheClientLikesBest(String accept, MetricsFormat expected) {
    assertThat(MetricsFormat.bestFor(List.of(accept))).isEqualTo(expected);
  }

  @Test
  void isWhatScrapersAndBrowsersExpect() {
    assertThat(MetricsFormat.bestFor(List.of())).isEqualTo(JSON);
    assertThat(MetricsFormat.bestFor(List.of(BROWSER))).isEqualTo(JSON);
    assertThat(MetricsFormat.bestFor(List.of(PROMETHEUS_2))).isEqualTo(MetricsFormat.OPENMETRICS);
    assertThat(MetricsFormat.bestFor(List.of(PROMETHEUS_3))).isEqualTo(MetricsFormat.OPENMETRICS);
  }

  @Test
  void readsAllLinesOfTheHeaderAsOne() {
    assertThat(MetricsFormat.bestFor(List.of("image/png", "*/*;q=0.1", "text/plain;q=0.2")))
        .isEqualTo(MetricsFormat.PROMETHEUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        ";",
        ";q=1",
        "/",
        "text",
        "text/",
        "/plain",
        "*/plain",
        "text plain",
        "text/plain/x",
        "te xt/plain",
        "text/pl\u00e4in",
        "text/plain;q",
        "text/plain;version",
        "text/plain;q=",
        "text/plain;q=x",
        "text/plain;q=2",
        "text/plain;q=1.1",
        "text/plain;q=-1",
        "text/plain;q=0.1234",
        "text/plain;q=NaN",
        "text/plain;q=1e0",
        "text/plain;q=\u0661",
        "\"text/plain",
        "image/png;a=\"x, text/plain",
      })
  void passesOverWhatIsMalformed(String accept) {
    assertThat(MediaRange.parse(List.of(accept)))
        .allSatisfy(range -> assertThat(range.type()).isEqualTo("image"));
    assertThat(MetricsFormat.bestFor(List.of(accept))).isEqualTo(JSON);
    assertThat(MetricsFormat.bestFor(List.of(accept, "application/openmetrics-text")))
        .as("the next line counts")
        .isEqualTo(MetricsFormat.OPENMETRICS);
  }

  @ParameterizedTest
  @MethodSource("floods")
  void readsNoMoreThanItsBounds(List<String> accept) {
    assertThat(MediaRange.parse(accept)).hasSizeLessThanOrEqualTo(MediaRange.MAX_RANGES);
    assertThat(MetricsFormat.bestFor(accept)).isEqualTo(JSON);
  }

  static Stream<List<String>> floods() {
    return Stream.of(
        List.of("a/b,".repeat(MediaRange.MAX_RANGES) + "text/plain"),
        List.of(",".repeat(MediaRange.MAX_RANGES) + "text/plain"),
        List.of("a/" + "b".repeat(MediaRange.MAX_CHARS) + ", text/plain"),
        Stream.concat(Collections.nCopies(100, "a/b").stream(), Stream.of("text/plain")).toList(),
        List.of("text/plain" + ";a=b".repeat(1_000) + ";q=0"),
        List.of("a/" + "b".repeat(MediaRange.MAX_CHARS - 10), "text/plain;q=1"));
  }

  @Test
  void readsUpToItsBounds() {
    assertThat(
            MetricsFormat.bestFor(List.of("a/b,".repeat(MediaRange.MAX_RANGES - 1) + "text/plain")))
        .isEqualTo(MetricsFormat.PROMETHEUS);
  }
}

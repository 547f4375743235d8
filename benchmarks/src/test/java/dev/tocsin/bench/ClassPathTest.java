package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.bench.JmhRun.Batch;
import dev.tocsin.bench.JmhRun.Effort;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassPathTest {
  private static final ClassPath OWN =
      new ClassPath(ClassPath.LOG4J, System.getProperty("java.class.path"));
  private static final Effort LEAST = new Effort(1, 0, 1, 1, 1);

  @Test
  void aBenchmarkRunsInAProcessOfItsOwnAndItsFiguresComeBack()
      throws IOException, InterruptedException {
    System.setProperty(ClassPath.IGNORE_LOCK, "true");
    List<Row> rows;
    try {
      rows = OWN.run(List.of(new Batch(2, LEAST, "\\.floor_copy$")));
    } finally {
      System.clearProperty(ClassPath.IGNORE_LOCK);
    }

    assertThat(rows).hasSize(1);
    Row row = rows.get(0);
    assertThat(row.classPath()).isEqualTo(ClassPath.LOG4J);
    assertThat(row.name()).isEqualTo("floor_copy");
    assertThat(row.parameter()).isEmpty();
    assertThat(row.threads()).isEqualTo(2);
    assertThat(row.ns()).isPositive();
    assertThat(row.bytes()).isBetween(0.0, 1.0);
    assertThat(row.opsPerSecond()).isPositive();
  }

  @Test
  void aProcessThatFailsIsToldOf() {
    ClassPath nothing = new ClassPath("nothing", "no-such-folder");

    assertThatThrownBy(() -> nothing.run(List.of(new Batch(1, LEAST, "x"))))
        .isInstanceOf(IOException.class)
        .hasMessage("the benchmarks of nothing ended with exit code 1, see above");
  }

  @Test
  void versionsAreThoseOfTheJars() {
    ClassPath some =
        new ClassPath(
            "some", "/m/opentelemetry-sdk-1.65.0.jar:/m/classes:/m/a-b-2.17-3.1-alpha.jar");

    assertThat(some.versions())
        .containsEntry("opentelemetry-sdk", "1.65.0")
        .containsEntry("a-b", "2.17-3.1-alpha")
        .hasSize(2);
  }

  @Test
  void aRowIsTheSameInTheOtherProcess() {
    Row row = new Row("log4j", "rules_event", "clients=10", 8, 1.25, Double.NaN, 0.5, 6.4e9);

    assertThat(Row.parse(row.line())).isEqualTo(row);
    assertThatThrownBy(() -> Row.parse("a\tb"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no row: a\tb");
  }
}

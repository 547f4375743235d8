package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.bench.JmhRun.Batch;
import dev.tocsin.bench.JmhRun.Effort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static final ClassPath OWN =
      new ClassPath(ClassPath.LOG4J, System.getProperty("java.class.path"));
  private static final List<ClassPath> ALL =
      List.of(
          OWN,
          new ClassPath(ClassPath.LOGBACK, "logback"),
          new ClassPath(ClassPath.OTEL_APPENDER, "otel"));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyBatchOfTheTableHasBenchmarks(boolean full) throws IOException {
    Set<String> known = OWN.benchmarks();

    assertThat(Plan.table(ALL, full).batches().get(OWN))
        .isNotEmpty()
        .allSatisfy(batch -> assertThat(matching(batch, known)).isNotEmpty());
  }

  @Test
  void theFullTableHasEveryBenchmark() throws IOException {
    List<String> run = new ArrayList<>();
    for (Batch batch : batches(Plan.table(ALL, true), OWN)) {
      run.addAll(matching(batch, OWN.benchmarks()));
    }

    assertThat(run).containsAll(OWN.benchmarks());
  }

  @Test
  void callsAreMeasuredWith1And2And8ThreadsOnEveryClassPath() {
    Plan plan = Plan.table(ALL, false);

    for (ClassPath each : ALL) {
      assertThat(batches(plan, each)).extracting(Batch::threads).contains(1, 2, 8);
    }
  }

  @Test
  void aTableWithoutThePeersIsRefused() {
    assertThatThrownBy(() -> Plan.table(List.of(OWN), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "class paths log4j: the table needs log4j, logback, otel-appender; start it by"
                + " benchmarks/run, which names them");
  }

  @Test
  void aNameIsAMethodAPatternOrAProgram() throws IOException {
    Plan plan = Plan.named(List.of(OWN), List.of("floor_write", "fleet", "RulesBenchmark.*"), true);

    assertThat(plan.programs()).containsExactly("fleet");
    assertThat(batches(plan, OWN))
        .containsExactly(
            new Batch(0, Effort.FULL, "\\.floor_write$"),
            new Batch(0, Effort.FULL, "\\.RulesBenchmark.*$"));
  }

  @Test
  void aWrongNameIsOneLineWithAllThatThereAre() {
    assertThatThrownBy(() -> Plan.named(List.of(OWN), List.of("floor_wrote"), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("floor_wrote: no benchmark and no program; use one of ")
        .hasMessageContainingAll("fleet_100", "audit_call,", "floor_write,");
    assertThatThrownBy(() -> Plan.named(List.of(OWN), List.of("floor_("), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("floor_(: no pattern (Unclosed group); use a name, or one like Rules.*");
  }

  @Test
  void aBatchIsTheSameInTheOtherProcess() {
    Batch batch = new Batch(8, new Effort(2, 3, 4, 5, 6), "\\.a:b$");

    assertThat(Batch.parse(batch.text())).isEqualTo(batch);
  }

  private static List<Batch> batches(Plan plan, ClassPath of) {
    List<Batch> batches = plan.batches().get(of);
    assertThat(batches).isNotNull();
    return batches;
  }

  private static List<String> matching(Batch batch, Set<String> known) {
    Pattern include = Pattern.compile(batch.include());
    return known.stream().filter(name -> include.matcher(name).find()).toList();
  }
}

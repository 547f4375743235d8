package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class SteadyLoadTest {
  @Test
  void allCallsOfTheTimeAreMadeAndRecordedHoweverLateTheThreadsAre() throws Exception {
    Set<Integer> threads = ConcurrentHashMap.newKeySet();
    SteadyLoad load =
        new SteadyLoad(
            4,
            2_000,
            number ->
                () -> {
                  threads.add(number);
                });
    assertThat(load.run(Duration.ofMillis(200)).getTotalCount()).isEqualTo(400);
    assertThat(threads).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void aCallThatFailsIsTold() {
    SteadyLoad load =
        new SteadyLoad(
            1,
            1_000,
            number ->
                () -> {
                  throw new IllegalArgumentException("no");
                });
    assertThatIllegalStateException()
        .isThrownBy(() -> load.run(Duration.ofMillis(10)))
        .withMessage("a call failed")
        .withRootCauseInstanceOf(IllegalArgumentException.class);
  }
}

package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class WaitQueueTest {
  private final WaitQueue queue = new WaitQueue();

  @Test
  void aCallThatMeetsNobodyWaitsAsLongAsItTakes() {
    assertThat(queue.waited(0, 10)).isEqualTo(10);
    assertThat(queue.waited(100, 20)).isEqualTo(20);
  }

  @Test
  void whoShouldHaveCalledDuringALongCallWaitedForItsEnd() {
    assertThat(queue.waited(0, 350)).isEqualTo(350);
    assertThat(queue.waited(100, 10)).isEqualTo(260);
    assertThat(queue.waited(200, 10)).isEqualTo(170);
    assertThat(queue.waited(300, 10)).isEqualTo(80);
    assertThat(queue.waited(400, 10)).isEqualTo(10);
  }

  @Test
  void oneStallOfASecondIsAWholePercentOfAHundredSeconds() {
    Histogram corrected = new Histogram(3);
    Histogram naive = new Histogram(3);
    for (int call = 0; call < 100_000; call++) {
      long took = call == 50_000 ? 1_000_000 : 10;
      naive.recordValue(took);
      // One every millisecond, in microseconds.
      corrected.recordValue(queue.waited(call * 1_000L, took));
    }
    assertThat(naive.getValueAtPercentile(99.9)).isEqualTo(10);
    assertThat(corrected.getValueAtPercentile(99.9)).isBetween(890_000L, 920_000L);
  }
}

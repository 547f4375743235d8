package dev.tocsin.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LatestTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void isMadeAtMostOnceASecond() {
    Latest<Integer> latest = new Latest<>(made::incrementAndGet, now::get);

    assertThat(latest.get()).isEqualTo(1);
    now.addAndGet(Duration.ofMillis(999).toNanos());
    assertThat(latest.get()).isEqualTo(1);
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(latest.get()).isEqualTo(2);
    assertThat(latest.get()).isEqualTo(2);
  }

  @Test
  void isMadeByOneWhileOthersGetTheLastOne() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Latest<Integer> latest =
        new Latest<>(
            () -> {
              int value = made.incrementAndGet();
              if (value == 2) {
                awaitOpen(go);
              }
              return value;
            },
            now::get);
    assertThat(latest.get()).isEqualTo(1);
    now.addAndGet(Latest.FRESH.toNanos());
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<Integer> maker = threads.submit(latest::get);
      await().until(() -> made.get() == 2);
      assertThat(threads.submit(latest::get).get(10, TimeUnit.SECONDS)).isEqualTo(1);
      go.countDown();
      assertThat(maker.get(10, TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(latest.get()).isEqualTo(2);
    } finally {
      go.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void isMadeOnceForAllWhoComeFirst() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Latest<Integer> latest =
        new Latest<>(
            () -> {
              awaitOpen(go);
              return made.incrementAndGet();
            },
            now::get);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(latest::get));
      }
      go.countDown();
      for (Future<Integer> each : all) {
        assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(1);
      }
    } finally {
      go.countDown();
      threads.shutdownNow();
    }
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FullSpeedTest {
  private final AtomicBoolean behind = new AtomicBoolean();
  private final AtomicLong looks = new AtomicLong();

  @Test
  void callersPauseWhileWhatFollowsThemIsBehind() {
    FullSpeed load =
        new FullSpeed(
            2,
            number -> () -> {},
            () -> {
              looks.incrementAndGet();
              return behind.get();
            });
    await().until(() -> load.calls() > 1_000);
    behind.set(true);
    await().until(() -> isStill(load));
    behind.set(false);
    long paused = load.calls();
    await().until(() -> load.calls() > paused + 1_000);
    load.end();
  }

  /** Whether nobody called from one look to the look after the next. */
  private boolean isStill(FullSpeed load) {
    long before = load.calls();
    long seen = looks.get();
    await().until(() -> looks.get() > seen + 2);
    return load.calls() == before;
  }

  @Test
  void aCallThatFailsIsToldAtTheEnd() {
    AtomicLong tries = new AtomicLong();
    FullSpeed load =
        new FullSpeed(
            1,
            number ->
                () -> {
                  tries.incrementAndGet();
                  throw new IllegalArgumentException("no");
                },
            () -> false);
    await().until(() -> tries.get() > 0);
    assertThatIllegalStateException()
        .isThrownBy(load::end)
        .withMessage("a call failed")
        .withCauseInstanceOf(IllegalArgumentException.class);
  }
}

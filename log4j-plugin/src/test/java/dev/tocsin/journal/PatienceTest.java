package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long STEP = 10_000;

  /** A clock that goes on with each reading. */
  private final AtomicLong now = new AtomicLong();

  private final Patience patience = new Patience(2, () -> now.addAndGet(STEP));
  private int looks;

  private boolean never() {
    looks++;
    return false;
  }

  private boolean always() {
    looks++;
    return true;
  }

  @Test
  void looksOnceForWhatIsThere() {
    assertThat(patience.look(this::always)).isTrue();
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void looksForWhatComesInTime() {
    long comes = now.get() + Patience.LONGEST_LOOK_NANOS / 2;

    assertThat(patience.look(() -> now.get() >= comes)).isTrue();
  }

  @Test
  void givesUpAndThenRestsForAHundredTimesAsLong() {
    long began = now.get() + STEP;
    assertThat(patience.look(this::never)).isFalse();
    long took = now.get() - began;
    assertThat(took).isBetween(Patience.LONGEST_LOOK_NANOS, Patience.LONGEST_LOOK_NANOS + STEP);

    looks = 0;
    while (now.get() + STEP < began + took * Patience.REST) {
      assertThat(patience.look(this::always)).isFalse();
    }
    assertThat(looks).as("while it rests").isZero();
    assertThat(patience.look(this::always)).isTrue();
  }

  @Test
  void looksThatEndWellPayForSomeThatDoNot() {
    while (now.get() < 2 * STEP * Patience.MOST_EARNED_NANOS / Patience.SAVED_NANOS) {
      assertThat(patience.look(this::always)).isTrue();
    }
    long paid = Patience.MOST_EARNED_NANOS / (Patience.LONGEST_LOOK_NANOS + STEP);
    for (int i = 0; i < paid; i++) {
      looks = 0;
      assertThat(patience.look(this::never)).isFalse();
      assertThat(looks).isPositive();
    }
    assertThat(patience.look(this::never)).as("the one that is not paid for").isFalse();
    looks = 0;
    assertThat(patience.look(this::never)).isFalse();
    assertThat(looks).isZero();
  }

  @Test
  void aPauseOfTheProcessCostsLittle() {
    now.addAndGet(STEP);
    boolean[] paused = new boolean[1];
    assertThat(
            patience.look(
                () -> {
                  if (!paused[0]) {
                    paused[0] = true;
                    now.addAndGet(1_000 * Patience.LONGEST_PAID_NANOS);
                  }
                  return false;
                }))
        .isFalse();
    assertThat(patience.look(this::always)).as("behind the pause").isTrue();
  }

  @Test
  void halfOfTheCoresMayLook() {
    boolean[] second = new boolean[1];
    assertThat(
            patience.look(
                () -> {
                  second[0] = patience.look(this::always);
                  return true;
                }))
        .isTrue();
    assertThat(second[0]).isFalse();
    assertThat(patience.look(this::always)).isTrue();
  }

  @Test
  void isOfNoUseOnASingleCore() {
    assertThat(new Patience(1, now::get).look(this::always)).isFalse();
    assertThat(looks).isZero();
  }
}

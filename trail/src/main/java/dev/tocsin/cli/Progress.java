package dev.tocsin.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells on a terminal how far the work is, once it has taken a second, and then twice a second. */
final class Progress {
  private static final long FIRST = Duration.ofSeconds(1).toNanos();
  private static final long NEXT = Duration.ofMillis(500).toNanos();

  private final Output output;
  private final LongSupplier nanoTime;
  private final long begun;
  private long due;
  private boolean shown;

  /**
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  Progress(Output output, LongSupplier nanoTime) {
    this.output = output;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.due = begun + FIRST;
  }

  /** Shows the count, if it is time to; cheap enough to be called for each thousand or so. */
  void at(long count, String what) {
    if (!output.terminal().err()) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - due < 0) {
      return;
    }
    due = now + NEXT;
    shown = true;
    double seconds = Math.max(now - begun, 1) / 1e9;
    output.progress(
        String.format(Locale.ROOT, "%,d %s, %,.0f a second", count, what, count / seconds));
  }

  /** Takes the line away. */
  void done() {
    if (shown) {
      output.progressDone();
    }
  }
}

package dev.tocsin.log4j;

import dev.tocsin.watch.WatchSettings;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Rules that are there already, or are read on another thread while a journal is opened: reading
 * takes a start nearly as long. Thread-safe.
 */
final class RulesToCome {
  private final CompletableFuture<WatchSettings> read;

  private RulesToCome(CompletableFuture<WatchSettings> read) {
    this.read = read;
  }

  static RulesToCome of(WatchSettings rules) {
    return new RulesToCome(CompletableFuture.completedFuture(rules));
  }

  /**
   * Begins to read them.
   *
   * @param reading what has no mistakes to be told
   */
  static RulesToCome beside(Supplier<WatchSettings> reading) {
    return new RulesToCome(
        CompletableFuture.supplyAsync(
            reading,
            work -> {
              Thread thread = new Thread(work, "tocsin-rules-shipped");
              thread.setDaemon(true);
              thread.start();
            }));
  }

  /** Waits until they are there. */
  WatchSettings get() {
    return read.join();
  }
}

package dev.tocsin.notify;

import java.util.concurrent.atomic.LongAdder;

/** The figures of one receiver as they grow. Thread-safe. */
final class Tally {
  final LongAdder queued = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder dropped = new LongAdder();
  volatile int waiting;

  NotifierHealth.Counts counts() {
    return new NotifierHealth.Counts(
        queued.sum(),
        delivered.sum(),
        retried.sum(),
        refused.sum(),
        failed.sum(),
        dropped.sum(),
        waiting);
  }
}

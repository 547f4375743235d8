package dev.tocsin.otel;

import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a receiver takes. For one thread, but for the counts and {@link #close}. */
final class CountingTransport implements Transport {
  private static final String CHECKPOINT = "tocsin.checkpoint";

  private final Transport transport;
  private final String newest;
  private final AtomicBoolean newestTaken = new AtomicBoolean();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong checkpoints = new AtomicLong();

  /**
   * @param newest body of the newest checkpoint, which may be sent more than once: it shows whether
   *     the receiver is well; empty for none
   */
  CountingTransport(Transport transport, String newest) {
    this.transport = transport;
    this.newest = newest;
  }

  @Override
  public Answer send(Collection<LogRecordData> batch) throws InterruptedException {
    Answer answer = transport.send(batch);
    if (answer.kind() == Answer.Kind.TAKEN) {
      batches.incrementAndGet();
      batch.forEach(this::countIfCheckpoint);
    }
    return answer;
  }

  private void countIfCheckpoint(LogRecordData record) {
    var body = record.getBodyValue();
    if (CHECKPOINT.equals(record.getEventName())
        && body != null
        && (!newest.equals(body.asString()) || newestTaken.compareAndSet(false, true))) {
      checkpoints.incrementAndGet();
    }
  }

  /** Batches that were taken, each whole. */
  long batches() {
    return batches.get();
  }

  /** Checkpoints that were taken, each counted once. */
  long checkpoints() {
    return checkpoints.get();
  }

  @Override
  public void close() {
    transport.close();
  }
}

package dev.tocsin.otel;

import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.Collection;

/** Sends batches of log records to one receiver. For one thread, but for {@link #close}. */
interface Transport extends AutoCloseable {

  /**
   * Sends a batch once and waits for the answer, no longer than the timeout that was set. Whatever
   * goes wrong is an answer, too.
   *
   * @param batch at least one record
   * @throws InterruptedException if the thread was interrupted meanwhile; what became of the batch
   *     is then unknown
   */
  Answer send(Collection<LogRecordData> batch) throws InterruptedException;

  /** Gives up the connections; a batch that is on its way may fail. */
  @Override
  void close();
}

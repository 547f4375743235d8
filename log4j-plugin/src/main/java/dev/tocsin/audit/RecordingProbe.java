package dev.tocsin.audit;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Sees every event of the application on its way into an audit file, and may keep it out: for
 * tests. Events of the product's own do not come by. Called on the thread that records, which is
 * the caller's unless a route is asynchronous. Thread-safe; throws nothing but what is declared.
 */
public interface RecordingProbe {
  /**
   * An event is complete and about to be written.
   *
   * @throws IOException to have the write fail as on a disk that says so; the message is the
   *     system's words, such as {@code No space left on device}
   * @throws TimeoutException to have it fail as a write that did not come back in {@link
   *     Recording#writeTimeout()}, which has passed by now
   */
  void beforeWrite(Recording recording) throws IOException, TimeoutException;

  /** The event is recorded. */
  void recorded(Recording recording);

  /** The event could not be recorded; what its caller hears is up to the failure policy. */
  void notRecorded(Recording recording, String reason);
}

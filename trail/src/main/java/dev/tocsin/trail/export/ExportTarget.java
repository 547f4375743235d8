package dev.tocsin.trail.export;

import dev.tocsin.trail.AuditTrail.Recorded;
import java.io.Closeable;
import java.io.IOException;

/**
 * A file that events are written to, one after the other. A format of lines needs no implementation
 * of its own: {@link LineTarget} takes an encoder. Not thread-safe.
 */
public interface ExportTarget extends Closeable {
  /** Writes an event. */
  void write(Recorded event) throws IOException;

  /**
   * Completes the file; without this, what was written is no whole file. Called once, after the
   * last event and before {@link #close}.
   */
  void finish() throws IOException;
}

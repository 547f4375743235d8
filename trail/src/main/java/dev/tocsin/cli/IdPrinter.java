package dev.tocsin.cli;

/**
 * Prints ids of recorded events. When nobody reads them any more it falls silent instead of ending
 * the command: the events are to be recorded all the same.
 */
final class IdPrinter {
  private final Output output;
  private boolean closed;

  IdPrinter(Output output) {
    this.output = output;
  }

  void print(String id) {
    if (!closed) {
      try {
        output.line(id);
      } catch (OutputClosedException e) {
        closed = true;
      }
    }
  }

  /** Hands over what was printed so far, before something is waited for. */
  void flush() {
    if (!closed) {
      try {
        output.flush();
      } catch (OutputClosedException e) {
        closed = true;
      }
    }
  }
}

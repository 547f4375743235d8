package dev.tocsin.cli;

import java.io.IOException;

/**
 * Nobody reads standard output any more, as in {@code tocsin tail | head -1}. It ends a command
 * quietly and with success, unless the command has more to do than to print.
 */
public final class OutputClosedException extends RuntimeException {
  OutputClosedException(IOException cause) {
    super("standard output was closed", cause);
  }
}

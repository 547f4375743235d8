package dev.tocsin.journal;

import java.io.IOException;

/**
 * Somebody else changed the file under the writer: what was just written is not where it belongs.
 */
final class DisturbedException extends IOException {
  private static final long serialVersionUID = 1L;

  DisturbedException(String message) {
    super(message);
  }
}

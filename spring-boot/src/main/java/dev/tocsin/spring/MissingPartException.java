package dev.tocsin.spring;

/** What is configured can't be had as things stand; with the way out. */
final class MissingPartException extends IllegalStateException {
  private final String action;

  MissingPartException(String message, String action) {
    super(message);
    this.action = action;
  }

  /** What to do, in a sentence. */
  String action() {
    return action;
  }
}

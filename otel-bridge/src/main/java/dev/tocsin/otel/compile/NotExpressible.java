package dev.tocsin.otel.compile;

/** What a target has no means to say; the message is the reason. */
final class NotExpressible extends Exception {
  private static final long serialVersionUID = 1L;

  NotExpressible(String reason) {
    super(reason);
  }

  /** The reason. */
  String reason() {
    return String.valueOf(getMessage());
  }
}

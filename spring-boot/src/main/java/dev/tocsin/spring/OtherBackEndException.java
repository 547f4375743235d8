package dev.tocsin.spring;

/** Security events would go to another logging system, which records none. */
final class OtherBackEndException extends IllegalStateException {
  OtherBackEndException(String message) {
    super(message);
  }
}

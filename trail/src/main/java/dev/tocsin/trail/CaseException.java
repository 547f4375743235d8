package dev.tocsin.trail;

/**
 * A case can't be changed so: its message is one line with the case, what stands in the way and
 * what to do. Nothing is recorded then.
 */
public final class CaseException extends Exception {
  CaseException(String message) {
    super(message);
  }
}

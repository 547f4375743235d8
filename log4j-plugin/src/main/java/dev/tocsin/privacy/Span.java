package dev.tocsin.privacy;

/**
 * Where a secret stands in a text and what it is, packed into a long so that looking for secrets
 * makes no garbage: kind 8 bits, start 28, end 28.
 */
final class Span {
  static final long NONE = -1;

  /** Texts that are longer can't be told about. */
  static final int MAX_LENGTH = (1 << 28) - 1;

  private static final int BITS = 28;
  private static final long MASK = MAX_LENGTH;

  private Span() {}

  static long of(SecretKind kind, int start, int end) {
    return start >= end
        ? NONE
        : ((long) kind.number() << (2 * BITS)) | ((long) start << BITS) | end;
  }

  static SecretKind kind(long span) {
    return SecretKind.of((int) (span >>> (2 * BITS)));
  }

  static int start(long span) {
    return (int) ((span >>> BITS) & MASK);
  }

  static int end(long span) {
    return (int) (span & MASK);
  }
}

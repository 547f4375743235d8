package dev.tocsin.keys;

import java.security.MessageDigest;

/** 32 secret bytes. Immutable. Its text form never shows them. */
public final class Secret {
  private final byte[] bytes;

  Secret(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Tells it apart without telling it, as {@link TagKey#id()} does. */
  public String id() {
    return TagKey.idOf(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return TagKey.idOf(bytes).hashCode();
  }

  @Override
  public String toString() {
    return "secret " + TagKey.idOf(bytes);
  }
}

package dev.tocsin.servlet;

/** The header in which the trusted proxies tell for whom they forward a request. */
public enum ForwardingHeader {
  /** {@code Forwarded}, RFC 7239. {@code X-Forwarded-For} is not looked at. */
  FORWARDED,

  /** {@code X-Forwarded-For}. {@code Forwarded} is not looked at. */
  X_FORWARDED_FOR,

  /**
   * Whichever is there. A proxy that appends to one of them usually lets the other pass as the
   * visitor sent it; where both are there and name different clients, neither is believed and the
   * peer is the client. Prefer to name the one header your proxies write: then nobody can hide
   * behind the proxy's address by sending the other.
   */
  EITHER
}

package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.qr.QrSession;
import java.net.URI;
import java.util.function.Supplier;

/**
 * Where the service is reached. It does not come from a request's Host header, as that is whatever
 * the client says.
 */
public final class ServiceAddress {
  private final Supplier<URI> base;

  /**
   * Takes the address when it is first needed.
   *
   * @param base known once the service listens
   */
  public ServiceAddress(Supplier<URI> base) {
    this.base = base;
  }

  /** What a code's picture says: tokens are base64url and need no escaping. */
  String scanLink(QrSession qr) {
    return base.get().resolve("/scan?token=" + qr.token()).toString();
  }
}

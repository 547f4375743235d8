package dev.tocsin.notify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a webhook's request: {@code t=<seconds since 1970>,v1=<hexadecimal HMAC-SHA256
 * of the time, a dot and the body>}. The time is under the signature, so that a receiver can refuse
 * what is replayed later.
 */
final class Signature {
  /** The header that carries it. */
  static final String HEADER = "Tocsin-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  static String of(Secret key, long epochSeconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.bytes(), ALGORITHM));
      mac.update((epochSeconds + ".").getBytes(US_ASCII));
      return "t=" + epochSeconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}

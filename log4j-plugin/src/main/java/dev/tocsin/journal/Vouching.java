package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.keys.SigningKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How a writer vouches for what it wrote, beside the tags.
 *
 * @param signingKey signs checkpoints and seals, or null
 * @param evolve whether the tag key moves on behind each checkpoint
 */
record Vouching(@Nullable SigningKey signingKey, boolean evolve) {
  /** What a signature is over begins with this. */
  static final byte[] DOMAIN = "tocsin-checkpoint-v1\n".getBytes(US_ASCII);

  /** Characters of a signature. */
  static final int SIGNATURE_CHARS = 86;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Neither signed nor moving on. */
  static final Vouching NONE = new Vouching(null, false);

  /** Adds the signature as the last member, if there is a key for it. */
  RecordLine sign(RecordLine record) {
    SigningKey key = signingKey;
    if (key == null) {
      return record;
    }
    byte[] body = record.body();
    return record.with("signature", text(key.sign(message(body, 0, body.length))));
  }

  /** How a signature is written. */
  static String text(byte[] signature) {
    return BASE64.encodeToString(signature);
  }

  /** The bytes that are signed for a line that goes that far. */
  static byte[] message(byte[] line, int offset, int length) {
    byte[] message = new byte[DOMAIN.length + length];
    System.arraycopy(DOMAIN, 0, message, 0, DOMAIN.length);
    System.arraycopy(line, offset, message, DOMAIN.length, length);
    return message;
  }
}

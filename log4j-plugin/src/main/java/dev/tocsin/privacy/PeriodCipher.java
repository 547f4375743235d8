package dev.tocsin.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.Pseudonym;
import dev.tocsin.keys.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.IllegalBlockSizeException;
import org.cryptomator.siv.SivMode;
import org.cryptomator.siv.UnauthenticCiphertextException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts values under the key of one period, equal ones to equal texts: AES-SIV (RFC 5297, two
 * keys of 128 bits), with the period's name as associated data, so that no pseudonym can be passed
 * off as another period's. Values are padded to whole blocks of 16 bytes (ISO/IEC 7816-4), as their
 * length would tell much of an address. Thread-safe.
 *
 * <p>What was encrypted last is remembered, a bounded number: most events come from few people, and
 * encrypting costs more than all else that is done to an event.
 */
final class PeriodCipher {
  /** Bytes that a value may have, in UTF-8. */
  static final int MAX_BYTES = 512;

  private static final String CONTEXT = "tocsin-pseudonym-v1:";
  private static final int BLOCK = 16;
  private static final int KNOWN = 1_024;

  /** Never begins UTF-8; begins what is no Unicode text and therefore kept as UTF-16. */
  private static final byte NO_UTF8 = (byte) 0xff;

  private final SivMode siv = new SivMode();
  private final String period;
  private final byte[] macKey;
  private final byte[] cipherKey;
  private final byte[] context;
  private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(KNOWN);

  private record Known(String value, String pseudonym) {}

  PeriodCipher(String period, Secret key) {
    byte[] bytes = key.bytes();
    this.period = period;
    this.macKey = Arrays.copyOf(bytes, bytes.length / 2);
    this.cipherKey = Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length);
    this.context = (CONTEXT + period).getBytes(UTF_8);
  }

  String period() {
    return period;
  }

  /**
   * The pseudonym of a value.
   *
   * @return null if the value is too long
   */
  @Nullable String pseudonym(String value) {
    int slot = value.hashCode() & (KNOWN - 1);
    Known last = known.get(slot);
    if (last != null && last.value().equals(value)) {
      return last.pseudonym();
    }
    byte[] plain = value.length() > MAX_BYTES ? new byte[MAX_BYTES + 1] : bytes(value);
    if (plain.length > MAX_BYTES) {
      return null;
    }
    byte[] padded = Arrays.copyOf(plain, (plain.length / BLOCK + 1) * BLOCK);
    padded[plain.length] = (byte) 0x80;
    byte[] encrypted = siv.encrypt(cipherKey, macKey, padded, context);
    String pseudonym = new Pseudonym(true, period, Base32.encode(encrypted)).toString();
    known.set(slot, new Known(value, pseudonym));
    return pseudonym;
  }

  /**
   * The value that a pseudonym's body stands for.
   *
   * @return null if it was not made under this key, for this period
   */
  @Nullable String value(String body) {
    byte[] encrypted = Base32.decode(body);
    if (encrypted == null || encrypted.length < 2 * BLOCK) {
      return null;
    }
    byte[] padded;
    try {
      padded = siv.decrypt(cipherKey, macKey, encrypted, context);
    } catch (UnauthenticCiphertextException | IllegalBlockSizeException e) {
      return null;
    }
    int end = padded.length - 1;
    while (end > 0 && padded[end] == 0) {
      end--;
    }
    return text(padded, end);
  }

  private static byte[] bytes(String value) {
    try {
      ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      // A half of a character, which UTF-8 has no bytes for.
      ByteBuffer units = ByteBuffer.allocate(1 + 2 * value.length()).put(NO_UTF8);
      for (int i = 0; i < value.length(); i++) {
        units.putChar(value.charAt(i));
      }
      return units.array();
    }
  }

  private static String text(byte[] padded, int length) {
    if (length == 0 || padded[0] != NO_UTF8) {
      return new String(padded, 0, length, UTF_8);
    }
    StringBuilder text = new StringBuilder(length / 2);
    for (int i = 1; i + 1 < length; i += 2) {
      text.append((char) ((padded[i] & 0xff) << 8 | (padded[i + 1] & 0xff)));
    }
    return text.toString();
  }
}

package dev.tocsin.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacSha256Test {
  private static final Random RANDOM = new Random(14);

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  @Test
  void makesTheCodesOfRfc4231() {
    assertThat(
            new HmacSha256("Jefe".getBytes(US_ASCII))
                .code("what do ya want for nothing?".getBytes(US_ASCII)))
        .isEqualTo(
            HexFormat.of()
                .parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  }

  @Test
  void makesTheCodesThatTheRuntimeMakes() throws GeneralSecurityException {
    for (int keyLength : new int[] {1, 32, 63, 64, 65, 200}) {
      byte[] key = random(keyLength);
      HmacSha256 hmac = new HmacSha256(key);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (int length = 0; length < 200; length++) {
        byte[] message = random(length);
        assertThat(hmac.code(message)).isEqualTo(mac.doFinal(message));
      }
    }
  }

  @Test
  void writesOverItsOwnMessage() {
    HmacSha256 hmac = new HmacSha256(random(32));
    byte[] message = random(40);
    byte[] code = hmac.code(message);
    hmac.write(message, 0, 40, message, 8);
    assertThat(message).endsWith(code);
  }

  @Test
  void refusesAnEmptyKey() {
    assertThatThrownBy(() -> new HmacSha256(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty key");
  }
}

package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading what a receiver answers, whatever it is. */
class PartialSuccessTest {
  private static Optional<PartialSuccess> read(String hex) {
    return PartialSuccess.ofProtobuf(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "'',                               0,                   ''",
    "0a00,                             0,                   ''",
    "0a02 0805,                        5,                   ''",
    "0a04 0805 1200,                   5,                   ''",
    "0a05 1203 626164,                 0,                   bad",
    "0a0a 08ffffffffffffffff7f,        9223372036854775807, ''",
    "0a0e 0801 1801 2203616263 2d01020304, 1,               ''",
    "0a02 0801 12021234 1807 210102030405060708 2d01020304, 1, ''",
    "0a02 0801 0a02 0802,              2,                   ''",
  })
  void readsAResponse(String hex, long rejected, String message) {
    assertThat(read(hex.replace(" ", ""))).contains(new PartialSuccess(rejected, message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a", // no length
        "0a05", // no content
        "0a0208", // breaks off
        "0a0208ff", // breaks off in a number
        "0a0f08ffffffffffffffffffffffff7f00", // a number of more than 64 bits
        "0a0b08ffffffffffffffffff01", // negative
        "0affffffffffffffff7f", // a length beyond all
        "0affffffffffffffffff01", // a negative length
        "0b", // a group
        "0c", // a group's end
        "0d01", // breaks off in 32 bits
        "0901020304", // breaks off in 64 bits
        "0801ff", // breaks off in a field's number
        "00", // no field
        "0f", // no type
        "ffffffffff01", // a field beyond all
      })
  void takesNothingElseForAResponse(String hex) {
    assertThat(read(hex)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok", "OK\n", "\n", "<html></html>", "{}", "null", "Bad Gateway"})
  void takesNoTextForAResponse(String text) {
    assertThat(PartialSuccess.ofProtobuf(text.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void takesNoResponseThatIsCutAnywhere() {
    byte[] whole = OtlpTransportTest.partialSuccess(3, "no timestamp");
    for (int length = 1; length < whole.length; length++) {
      assertThat(PartialSuccess.ofProtobuf(Arrays.copyOf(whole, length))).isEmpty();
    }
    assertThat(PartialSuccess.ofProtobuf(whole)).contains(new PartialSuccess(3, "no timestamp"));
  }

  @Test
  void throwsAtNoBytes() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      PartialSuccess.ofProtobuf(bytes)
          .ifPresent(read -> assertThat(read.rejected()).isNotNegative());
      PartialSuccess.ofJson(bytes).ifPresent(read -> assertThat(read.rejected()).isNotNegative());
    }
  }
}

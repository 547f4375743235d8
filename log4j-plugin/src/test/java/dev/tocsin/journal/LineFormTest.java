package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every reader takes in the same way is right, everything else is not. */
class LineFormTest {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String LINE =
      "{\"event_id\":\"e-1\",\"event_type\":\"x\",\"a\":[1,-2.5e+3,true,{\"b\":null,\"c\":{}}],"
          + "\"d\":{\"a\":\"\\u00e9\\n\u00e9\u20ac\ud83d\ude00\",\"\\u0062\":false},\"seq\":12}";

  private final LineForm form = new LineForm();

  private boolean isRight(byte[] line) {
    return form.check(line, 0, line.length) == null;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":1}",
        "{ \"a\" : [ ] , \"b\" : { \"a\" : 1 } }",
        "{\"a\":{\"b\":1},\"b\":2,\"c\":[{\"b\":1},{\"b\":2}]}",
        "{\"a\":-0.1E-7,\"b\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\uD834\"}"
      })
  void linesThatAreRight(String line) {
    assertThat(form.check(line.getBytes(UTF_8), 0, line.length())).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}}",
        "{} x",
        "\ufeff{}",
        "{}\r",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":NaN}",
        "{\"a\":tru}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"b\":{\"a\":1,\"c\":[{\"a\":0}],\"a\":1}}"
      })
  void linesThatAreWrong(String line) {
    byte[] bytes = line.getBytes(UTF_8);
    assertThat(form.check(bytes, 0, bytes.length)).startsWith("no line of a journal: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080",
        "\u00c0\u0080",
        "\u00c3",
        "\u00e0\u0080\u0080",
        "\u00ed\u00a0\u0080",
        "\u00f0\u0080\u0080\u0080",
        "\u00f4\u0090\u0080\u0080",
        "\u00f8\u0088\u0080\u0080\u0080",
        "\u00ff"
      })
  void bytesThatAreNoUtf8(String bytes) {
    assertThat(isRight(("{\"a\":\"" + bytes + "\"}").getBytes(ISO_8859_1))).isFalse();
  }

  @Test
  void membersThatTellWhatALineIsCountOnlyAtTheTop() {
    assertThat(isRight("{\"a\":{\"record\":1},\"\\u0065vent_type\":2}".getBytes(UTF_8))).isTrue();
    assertThat(form.isRecord()).isFalse();
    assertThat(form.isEvent()).isTrue();
    assertThat(isRight("{\"a\":[{\"event_type\":1}],\"record\":2}".getBytes(UTF_8))).isTrue();
    assertThat(form.isRecord()).isTrue();
    assertThat(form.isEvent()).isFalse();
  }

  @Test
  void nestingHasALimit() {
    String nested = "[".repeat(64) + "]".repeat(64);
    assertThat(isRight(("{\"a\":" + nested + "}").getBytes(UTF_8))).isTrue();
    assertThat(isRight(("{\"a\":[" + nested + "]}").getBytes(UTF_8))).isFalse();
  }

  @Test
  void veryManyMembersAreComparedInNoTime() {
    StringBuilder many = new StringBuilder("{\"a\":0");
    for (int i = 0; i < 300_000; i++) {
      many.append(",\"").append(i).append("\":0");
    }
    assertThat(isRight((many + "}").getBytes(UTF_8))).isTrue();
    assertThat(isRight((many + ",\"77\":0}").getBytes(UTF_8))).isFalse();
  }

  /** Jackson, which is strict when it is told to be, must think the same of random damage. */
  @Test
  void aStrictReaderThinksTheSame() {
    byte[] honest = LINE.getBytes(UTF_8);
    assertThat(isRight(honest)).isTrue();
    Random random = new Random(5);
    int wrong = 0;
    int tries = 200_000;
    for (int i = 0; i < tries; i++) {
      byte[] line = honest.clone();
      for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
        line[random.nextInt(line.length)] =
            random.nextBoolean() ? line[random.nextInt(line.length)] : (byte) random.nextInt(256);
      }
      boolean expected = isStrict(line);
      assertThat(isRight(line)).as(new String(line, ISO_8859_1)).isEqualTo(expected);
      wrong += expected ? 0 : 1;
    }
    System.out.println(tries + " damaged lines, " + wrong + " of them wrong for both readers");
    assertThat(wrong).isBetween(tries / 2, tries - 1000);
  }

  private static boolean isStrict(byte[] line) {
    for (byte b : line) {
      if (b >= 0 && b < 0x20) {
        return false;
      }
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      try (JsonParser json = JSON.createParser(text)) {
        if (json.nextToken() != com.fasterxml.jackson.core.JsonToken.START_OBJECT) {
          return false;
        }
        int depth = 1;
        for (var token = json.nextToken(); token != null; token = json.nextToken()) {
          if (depth == 0) {
            return false;
          }
          depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
          if (token.isScalarValue()) {
            json.getText();
          }
        }
        return depth == 0 && text.startsWith("{");
      }
    } catch (CharacterCodingException e) {
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}

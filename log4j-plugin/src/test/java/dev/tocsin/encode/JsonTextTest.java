package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.JsonSize;
import dev.tocsin.event.UnsafeChars;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void sizesAreThoseOfTheBytesForEveryChar() {
    ByteSink sink = new ByteSink();
    for (int c = 0; c <= 0xffff; c++) {
      String text = "a" + (char) c + "b";
      sink.reset();
      assertThat(JsonText.write(sink, text, 10)).isZero();
      assertThat((long) sink.length()).as("U+%04X", c).isEqualTo(JsonSize.ofText(text));
      byte[] bytes = sink.toByteArray();
      sink.reset();
      JsonText.write(sink, CharBuffer.wrap(text), 10);
      assertThat(sink.toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void charactersStandAsThemselvesUnlessTheyAreUnsafe() {
    ByteSink sink = new ByteSink();
    for (int c = 0; c <= 0x10ffff; c++) {
      boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      boolean escaped =
          lone || c == '"' || c == '\\' || (c <= 0xffff && UnsafeChars.isUnsafe((char) c));
      sink.reset();
      String text = Character.toString(c);
      JsonText.write(sink, text, 10);
      byte[] plain = ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
      if (escaped) {
        assertThat(sink.array()[1]).isEqualTo((byte) '\\');
      } else if (sink.length() != plain.length || Arrays.mismatch(sink.toByteArray(), plain) >= 0) {
        throw new AssertionError("U+" + Integer.toHexString(c));
      }
    }
  }

  @Test
  void sizesOfValuesAreThoseOfTheirJson() {
    List<Object> value =
        List.of(
            "a\n",
            1,
            2L,
            0.1f,
            Double.NaN,
            true,
            false,
            List.of(),
            Map.of(),
            Map.of("k", List.of(1)));
    ByteSink sink = new ByteSink();
    Bounds bounds = new Bounds(1_000, 1_000, 1_000, 10, true, true);
    assertThat(JsonValues.write(sink, value, 0, 10_000, bounds)).isZero();
    assertThat(JsonSize.ofValue(value, 100)).isEqualTo(sink.length());
  }

  @Test
  void numbersAreWrittenAsTheyAre() {
    ByteSink sink = new ByteSink(0);
    for (long number :
        new long[] {0, 1, -1, 9, 10, 99, 100, -100, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53}) {
      sink.reset();
      sink.putDecimal(number);
      assertThat(new String(sink.toByteArray(), StandardCharsets.US_ASCII))
          .isEqualTo(Long.toString(number));
    }
  }
}

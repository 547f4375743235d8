package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineInputTest {
  private static final int MAX = 20;

  @Test
  void splitsAtEveryKindOfLineEnd() throws IOException {
    assertThat(lines("a\nbb\r\n\n  \nlast")).containsExactly("1:a", "2:bb", "3:", "4:  ", "5:last");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("1:");
    assertThat(lines("a\rb\n")).containsExactly("1:a\rb");
  }

  @Test
  void knowsOnlyTheLengthOfALineThatIsTooLong() throws IOException {
    assertThat(lines("x".repeat(20) + "\n" + "y".repeat(21) + "\r\nz"))
        .containsExactly("1:" + "x".repeat(20), "2:too long: 21", "3:z");
    assertThat(lines("y".repeat(100_000))).containsExactly("1:too long: 100000");
    assertThat(lines("y".repeat(99) + "\nz")).containsExactly("1:too long: 99", "2:z");
  }

  @Test
  void handsOutTheSameLinesHoweverTheBytesArrive() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      List<String> expected = new ArrayList<>();
      int count = random.nextInt(6);
      for (int i = 1; i <= count; i++) {
        int length = random.nextInt(4) == 0 ? random.nextInt(60) : random.nextInt(MAX + 1);
        String line = String.valueOf((char) ('a' + i)).repeat(length);
        text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
        expected.add(i + ":" + (length > MAX ? "too long: " + length : line));
      }
      InputStream dribble = new Dribble(text.toString().getBytes(UTF_8), random);
      assertThat(lines(dribble)).as(text.toString()).isEqualTo(expected);
    }
  }

  @Test
  void callsBackBeforeItMayHaveToWait() throws IOException {
    int[] calls = {0};
    LineInput input = new LineInput(bytes("a\nb\nc\n"), MAX, () -> calls[0]++);
    input.next();
    input.next();
    input.next();
    assertThat(calls[0]).isEqualTo(1);
    assertThat(input.next()).isFalse();
    assertThat(calls[0]).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ascii", "Grüße", "世界", "🔒", "\u0000"})
  void knowsUtf8(String text) throws IOException {
    LineInput input = new LineInput(bytes(text + "\n"), MAX, () -> {});
    input.next();
    assertThat(input.isUtf8()).isTrue();
  }

  @Test
  void knowsWhatIsNotUtf8() throws IOException {
    byte[][] broken = {
      {(byte) 0xff}, // no byte of UTF-8
      {'a', (byte) 0x80}, // goes on with nothing begun
      {(byte) 0xc3}, // cut off
      {(byte) 0xc0, (byte) 0xaf}, // an overlong slash
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // a surrogate
      {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80}, // beyond Unicode
    };
    for (byte[] line : broken) {
      LineInput input = new LineInput(new ByteArrayInputStream(line), MAX, () -> {});
      input.next();
      assertThat(input.isUtf8()).isFalse();
    }
  }

  private static List<String> lines(String text) throws IOException {
    return lines(bytes(text));
  }

  private static List<String> lines(InputStream in) throws IOException {
    LineInput input = new LineInput(in, MAX, () -> {});
    List<String> lines = new ArrayList<>();
    while (input.next()) {
      String shown =
          input.isTooLong()
              ? "too long: " + input.wholeLength()
              : new String(input.array(), input.offset(), input.length(), UTF_8);
      lines.add(input.number() + ":" + shown);
    }
    return lines;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /** Gives a few bytes at a time, and sometimes none. */
  private static final class Dribble extends InputStream {
    private final byte[] bytes;
    private final Random random;
    private int at;

    Dribble(byte[] bytes, Random random) {
      this.bytes = bytes;
      this.random = random;
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int count = Math.min(Math.min(random.nextInt(9), length), bytes.length - at);
      System.arraycopy(bytes, at, to, offset, count);
      at += count;
      return count;
    }
  }
}

package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class LinesAheadTest {
  private static final int LINES = 20_000;

  private static String line(int number) {
    return "{\"event_type\":\"x\",\"pad\":\""
        + "p".repeat(number % 700)
        + "\",\"n\":"
        + number
        + "}";
  }

  private static String lines(int count) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(line(i)).append('\n');
    }
    return all.toString();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static LinesAhead ahead(InputStream in) {
    return new LinesAhead(new LineSource(in, 0));
  }

  private static String current(LinesAhead lines) {
    return new String(lines.buffer(), lines.start(), lines.length(), UTF_8);
  }

  @Test
  void linesComeInTheirOrderWithTheRestAfterThem() throws IOException {
    try (LinesAhead lines = ahead(stream(lines(LINES) + "rest"))) {
      for (int i = 0; i < LINES; i++) {
        assertThat(lines.next()).isTrue();
        assertThat(lines.isComplete()).isTrue();
        assertThat(current(lines)).isEqualTo(line(i));
      }
      assertThat(lines.next()).isFalse();
      assertThat(lines.next()).isFalse();
      assertThat(lines.restBytes()).isEqualTo(4);
    }
  }

  @Test
  void linesBeforeAPlaceThatCantBeReadAreGivenFirst() throws IOException {
    InputStream damaged =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new ZipException("damaged here");
          }

          @Override
          public int read(byte[] out, int offset, int length) throws IOException {
            return read();
          }
        };
    try (LinesAhead lines = ahead(new SequenceInputStream(stream(lines(LINES)), damaged))) {
      for (int i = 0; i < LINES; i++) {
        assertThat(lines.next()).isTrue();
      }
      assertThat(current(lines)).isEqualTo(line(LINES - 1));
      assertThatThrownBy(lines::next).isInstanceOf(ZipException.class).hasMessage("damaged here");
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void aLineLongerThanABlockIsWholeAndOneWithoutEndComesInPieces() throws IOException {
    String whole = "w".repeat(1_000_000);
    String endless = "e".repeat(LineSource.MAX_LINE_BYTES + 10);
    try (LinesAhead lines = ahead(stream("a\n" + whole + "\nb\n" + endless + "\nc\n"))) {
      List<String> seen = new ArrayList<>();
      List<Boolean> complete = new ArrayList<>();
      while (lines.next()) {
        seen.add(current(lines));
        complete.add(lines.isComplete());
      }
      assertThat(seen.subList(0, 3)).containsExactly("a", whole, "b");
      assertThat(seen.get(3) + seen.get(4)).isEqualTo(endless);
      assertThat(seen.get(5)).isEqualTo("c");
      assertThat(complete).containsExactly(true, true, true, false, true, true);
    }
  }

  @Test
  void noLineWithAFaultIsHeldFaultless() throws IOException {
    LineCheck check = new LineCheck();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5 * LINES; i++) {
      String right = "{\"event_type\":\"x\",\"seq\":" + (i + 1) + ",\"tag\":\"" + "t".repeat(22);
      text.append(right).append(i % LINES == LINES - 1 ? "\n" : "\"}\n");
    }
    int faultless = 0;
    int faults = 0;
    InputStream in = stream(text.toString());
    try (LinesAhead lines = ahead(in)) {
      // Three blocks wait: the reader had time to look at two of them.
      await().until(() -> text.length() - in.available() > 1_000_000);
      while (lines.next()) {
        boolean fault = check.faultOf(lines.buffer(), lines.start(), lines.length()) != null;
        assertThat(lines.isFaultless() && fault).isFalse();
        faultless += lines.isFaultless() ? 1 : 0;
        faults += fault ? 1 : 0;
      }
    }
    System.out.println(
        "read ahead: " + faultless + " lines known as faultless, " + faults + " with a fault");
    assertThat(faultless).isPositive();
    assertThat(faults).isEqualTo(5);
  }

  @Test
  void closingEndsAReaderThatIsFarFromTheEnd() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    AtomicReference<Thread> reader = new AtomicReference<>();
    byte[] piece = lines(100).getBytes(UTF_8);
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return '\n';
          }

          @Override
          public int read(byte[] out, int offset, int length) {
            reader.set(Thread.currentThread());
            int count = Math.min(length, piece.length);
            System.arraycopy(piece, 0, out, offset, count);
            return count;
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    LinesAhead lines = ahead(endless);
    assertThat(lines.next()).isTrue();
    lines.close();
    assertThat(closed).isTrue();
    Thread thread = Objects.requireNonNull(reader.get());
    await().until(() -> !thread.isAlive());
  }
}

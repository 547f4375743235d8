package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class CaptureTest {
  private static final int MOST = 64 * 1024;

  @Test
  void takesAsMuchMemoryAsPasses() {
    assertThat(ManagementFactory.getThreadMXBean()).isInstanceOf(ThreadMXBean.class);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] document = "{\"name\":\"bob\"}".getBytes(US_ASCII);
    keep(document);
    long before = threads.getCurrentThreadAllocatedBytes();

    keep(document);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isBetween(1L, 4_096L);
  }

  private static void keep(byte[] document) {
    new Capture(MOST).add(document, 0, document.length);
  }

  @Test
  void keepsTheBeginningHoweverItComes() {
    String text = "0123456789".repeat(MOST / 10 + 1);
    byte[] bytes = text.getBytes(US_ASCII);
    Capture single = new Capture(MOST);
    Capture pieces = new Capture(MOST);
    Capture characters = new Capture(MOST);
    for (int i = 0; i < bytes.length; i++) {
      single.add(bytes[i]);
    }
    for (int i = 0; i < bytes.length; i += 700) {
      int count = Math.min(700, bytes.length - i);
      pieces.add(bytes, i, count);
      characters.add(text.toCharArray(), i, count);
    }

    for (Capture each : new Capture[] {single, pieces, characters}) {
      assertThat(each.isCut()).isTrue();
      assertThat(each.text(null)).isEqualTo(text.substring(0, MOST) + "…");
    }
  }
}

package dev.tocsin.trail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BytePatternTest {
  @Test
  void findsWhatTextSearchFinds() {
    Random random = new Random(3);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = letters(random, random.nextInt(60));
      String pattern = letters(random, 1 + random.nextInt(5));
      int from = random.nextInt(text.length() + 1);
      int to = from + random.nextInt(text.length() - from + 1);
      int expected = text.substring(from, to).indexOf(pattern);
      found += expected >= 0 ? 1 : 0;
      assertThat(
              new BytePattern(pattern.getBytes(US_ASCII)).find(text.getBytes(US_ASCII), from, to))
          .as("%s in %s from %s to %s", pattern, text, from, to)
          .isEqualTo(expected < 0 ? -1 : from + expected);
    }
    assertThat(found).isGreaterThan(3_000);
  }

  private static String letters(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(3)));
    }
    return text.toString();
  }
}

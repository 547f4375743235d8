package dev.tocsin.trail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
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

  @Test
  void inAnyCaseFindsWhatTextSearchFindsInLowerCase() {
    Random random = new Random(4);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = inMixedCase(random, letters(random, random.nextInt(60)));
      String pattern = inMixedCase(random, letters(random, 1 + random.nextInt(5)));
      int expected = text.toLowerCase(Locale.ROOT).indexOf(pattern.toLowerCase(Locale.ROOT));
      found += expected >= 0 ? 1 : 0;
      assertThat(
              BytePattern.inAnyCase(pattern.getBytes(US_ASCII))
                  .find(text.getBytes(US_ASCII), 0, text.length()))
          .as("%s in %s", pattern, text)
          .isEqualTo(expected);
    }
    assertThat(found).isGreaterThan(3_000);
  }

  /** What has the capitals' distance, as a bracket and a brace, is no letter. */
  @Test
  void onlyLettersHaveTwoCases() {
    for (int i = 0; i < 256; i++) {
      byte[] one = {(byte) i};
      for (int j = 0; j < 256; j++) {
        boolean same = i == j || (isLetter(i) && isLetter(j) && (i ^ j) == 0x20);
        assertThat(BytePattern.inAnyCase(one).find(new byte[] {(byte) j}, 0, 1))
            .as("%s and %s", i, j)
            .isEqualTo(same ? 0 : -1);
      }
    }
  }

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static String inMixedCase(Random random, String text) {
    StringBuilder mixed = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (random.nextBoolean()) {
        mixed.setCharAt(i, Character.toUpperCase(text.charAt(i)));
      }
    }
    return mixed.toString();
  }

  private static String letters(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(3)));
    }
    return text.toString();
  }
}

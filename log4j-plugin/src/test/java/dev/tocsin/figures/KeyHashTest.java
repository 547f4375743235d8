package dev.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  @Test
  void tellsTextsKindsEventsAndPairsApart() {
    Random random = new Random(2);
    for (int round = 0; round < 5; round++) {
      KeyHash hash = new KeyHash(random.nextLong());
      Set<Long> keys = new HashSet<>();
      int made = 0;
      for (int i = 0; i < 20_000; i++) {
        keys.add(hash.of(KeyHash.SESSION, "session-" + i));
        keys.add(hash.of(KeyHash.ACCOUNT, "session-" + i));
        keys.add(hash.ofEvent(0, i));
        keys.add(hash.ofEvent((long) i << 48 | 1, -1));
        keys.add(hash.ofPair(i, 0));
        keys.add(hash.ofPair(0, i + 1));
        made += 6;
      }
      assertThat(keys.size()).isEqualTo(made);
      assertThat(keys.contains(0L)).isFalse();
    }
  }

  @Test
  void textsThatBeginAlikeAreNotAlike() {
    KeyHash hash = new KeyHash(0x5eed_c0de_1234_5678L);
    assertThat(hash.of(KeyHash.SESSION, "\0")).isNotEqualTo(hash.of(KeyHash.SESSION, "\0\0"));
    assertThat(hash.of(KeyHash.SESSION, "")).isNotEqualTo(hash.of(KeyHash.SESSION, "\0"));
    assertThat(hash.of(KeyHash.SESSION, "ab")).isNotEqualTo(hash.of(KeyHash.SESSION, "ba"));
    assertThat(hash.of(KeyHash.SESSION, CharBuffer.wrap("ab")))
        .isEqualTo(hash.of(KeyHash.SESSION, "ab"));
  }

  @Test
  void nobodyKnowsTheKeysOfAnotherSeed() {
    assertThat(new KeyHash(16).of(KeyHash.SESSION, "a"))
        .isNotEqualTo(new KeyHash(32).of(KeyHash.SESSION, "a"));
  }
}

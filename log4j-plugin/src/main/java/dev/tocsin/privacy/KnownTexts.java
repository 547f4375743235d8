package dev.tocsin.privacy;

import org.jspecify.annotations.Nullable;

/**
 * Texts that need no closer look, so that those which come with event after event (names of
 * details, user agents) get one once and not each time. A text is known only if it is equal to one
 * that was added, so nobody can make another one pass; all that somebody can do who sends many
 * texts is to push others out. Bounded, and thread-safe without a lock: a string does not change,
 * so who sees it here sees it whole.
 */
final class KnownTexts {
  private static final int SLOTS = 512;
  private static final int UNUSED_BITS = Integer.numberOfLeadingZeros(SLOTS - 1);
  private static final int LONGEST = 256;

  /** Up to that length the whole text chooses the slot; most such texts know their hash. */
  private static final int SHORT = 32;

  private static final int SAMPLES = 8;

  private final @Nullable String[] slots = new String[SLOTS];

  boolean has(String text) {
    return text.equals(slots[slot(text)]);
  }

  /** Puts a text in the place of another one. */
  void add(String text) {
    if (text.length() <= LONGEST) {
      slots[slot(text)] = text;
    }
  }

  private static int slot(String text) {
    int hash = text.length() <= SHORT ? text.hashCode() : sample(text);
    return (hash * 0x9E37_79B9) >>> UNUSED_BITS;
  }

  private static int sample(String text) {
    int hash = text.length();
    int step = text.length() / SAMPLES;
    for (int i = text.length() - 1; i >= 0; i -= step) {
      hash = hash * 31 + text.charAt(i);
    }
    return hash;
  }
}

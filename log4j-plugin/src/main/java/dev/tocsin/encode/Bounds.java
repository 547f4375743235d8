package dev.tocsin.encode;

import dev.tocsin.event.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of each value is written in one attempt. An event that is too large with one is tried
 * again with the next, until it fits; the last always does.
 *
 * @param textChars UTF-16 units of a text
 * @param nameChars UTF-16 units of a key; an entry whose key is longer is left out
 * @param entries entries of a map or list
 * @param depth levels of maps and lists inside details
 * @param measures whether what is left out must be counted
 * @param maps whether maps are written at all
 */
record Bounds(
    int textChars, int nameChars, int entries, int depth, boolean measures, boolean maps) {
  private static final int FEWEST_CHARS = 32;
  private static final int FEWEST_ENTRIES = 8;
  private static final int FLAT = 1;

  /** The attempts: first the limits themselves, then half of it each time. */
  static Bounds[] attempts(Limits limits) {
    List<Bounds> attempts = new ArrayList<>();
    int chars = limits.maxTextChars();
    int entries = limits.maxEntries();
    attempts.add(new Bounds(chars, limits.maxNameChars(), entries, limits.maxDepth(), true, true));
    while (chars > FEWEST_CHARS) {
      chars = Math.max(FEWEST_CHARS, chars / 2);
      entries = Math.max(FEWEST_ENTRIES, entries / 2);
      attempts.add(
          new Bounds(chars, limits.maxNameChars(), entries, limits.maxDepth(), false, true));
    }
    attempts.add(new Bounds(FEWEST_CHARS, FEWEST_CHARS, FEWEST_ENTRIES, FLAT, false, false));
    return attempts.toArray(Bounds[]::new);
  }
}

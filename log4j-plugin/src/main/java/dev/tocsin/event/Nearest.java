package dev.tocsin.event;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody may have meant by a misspelt one. */
public final class Nearest {
  private static final int MAX_SUGGESTIONS = 3;
  private static final int MAX_CHARS = 64;

  private Nearest() {}

  /** Names near to this one, best first, at most three; upper and lower case count alike. */
  public static List<String> to(String name, Collection<String> known) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.length() > MAX_CHARS) {
      return List.of();
    }
    record Near(String name, int distance) {}
    int worst = Math.max(2, lower.length() / 3);
    return known.stream()
        .map(each -> new Near(each, distance(lower, each)))
        .filter(near -> near.distance() <= worst)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(MAX_SUGGESTIONS)
        .map(Near::name)
        .toList();
  }

  /**
   * Words for a message: {@code did you mean a, b? Otherwise } with the blank behind, or nothing.
   */
  public static String question(String name, Collection<String> known) {
    List<String> nearest = to(name, known);
    return nearest.isEmpty() ? "" : "did you mean " + String.join(", ", nearest) + "? Otherwise ";
  }

  /** Levenshtein's distance: insertions, deletions and replacements from one text to the other. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[to.length()];
  }
}

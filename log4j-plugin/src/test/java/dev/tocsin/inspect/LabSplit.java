package dev.tocsin.inspect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parts the items so that no near copy of what is learned from is judged by. Items are near copies
 * if a band of their min-hashes over runs of six normalised characters is the same; a group of near
 * copies stays together. What is held out loses the groups that have a learned item in them.
 */
final class LabSplit {
  /** What items are for. */
  enum Part {
    TRAIN,
    TUNE,
    TEST,
    /** Corpora that nothing was learned from. */
    CROSS
  }

  private static final int BANDS = 8;
  private static final int ROWS = 6;
  private static final int SHINGLE = 6;

  /** Of a group of near copies no more are judged by. */
  private static final int MOST_OF_A_GROUP = 50;

  /** A larger group is only learned from: no near copy of it is judged by. */
  private static final int LARGE_GROUP = 200;

  /** Put together, therefore no proof of anything. */
  private static final String LEARNED_ONLY = "generated commands";

  private final List<LabItem> items;
  private final int[] parent;

  private LabSplit(List<LabItem> items) {
    this.items = items;
    this.parent = new int[items.size()];
    for (int i = 0; i < parent.length; i++) {
      parent[i] = i;
    }
  }

  static Map<Part, List<LabItem>> of(List<LabItem> all) {
    Map<String, LabItem> unique = new LinkedHashMap<>();
    for (LabItem item : all) {
      // An honest corpus may have an attack in it, and a list of attacks an honest word.
      unique.putIfAbsent(normalised(item.text()), item);
    }
    return new LabSplit(new ArrayList<>(unique.values())).parts();
  }

  private Map<Part, List<LabItem>> parts() {
    Map<Long, Integer> firsts = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      long[] bands = bands(normalised(items.get(i).text()));
      for (int band = 0; band < BANDS; band++) {
        Integer first = firsts.putIfAbsent(bands[band] * 31 + band, i);
        if (first != null) {
          parent[root(i)] = root(first);
        }
      }
    }
    Map<Integer, List<LabItem>> groups = new TreeMap<>();
    for (int i = 0; i < items.size(); i++) {
      groups.computeIfAbsent(root(i), root -> new ArrayList<>()).add(items.get(i));
    }
    return parts(groups.values());
  }

  private static Map<Part, List<LabItem>> parts(Collection<List<LabItem>> groups) {
    Map<Part, List<LabItem>> parts = new EnumMap<>(Part.class);
    for (List<LabItem> group : groups) {
      List<LabItem> learned = group.stream().filter(item -> !item.held()).toList();
      List<LabItem> taken = learned.isEmpty() ? group : learned;
      Part part = learned.isEmpty() ? Part.CROSS : part(taken);
      if (part != Part.TRAIN) {
        taken = taken.stream().filter(item -> !item.corpus().equals(LEARNED_ONLY)).toList();
      }
      int most = part == Part.TRAIN ? 60 * MOST_OF_A_GROUP : MOST_OF_A_GROUP;
      parts
          .computeIfAbsent(part, key -> new ArrayList<>())
          .addAll(taken.subList(0, Math.min(most, taken.size())));
    }
    return parts;
  }

  private static Part part(List<LabItem> group) {
    if (group.size() > LARGE_GROUP || group.get(0).corpus().equals(LEARNED_ONLY)) {
      return Part.TRAIN;
    }
    int place = Math.floorMod(mix(normalised(group.get(0).text()).hashCode()), 5);
    return place < 3 ? Part.TRAIN : place == 3 ? Part.TUNE : Part.TEST;
  }

  private int root(int of) {
    int root = of;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  private static long[] bands(String text) {
    long[] least = new long[BANDS * ROWS];
    java.util.Arrays.fill(least, Long.MAX_VALUE);
    for (int i = 0; i + SHINGLE <= Math.max(SHINGLE, text.length()); i++) {
      int hash = text.substring(i, Math.min(text.length(), i + SHINGLE)).hashCode();
      for (int row = 0; row < least.length; row++) {
        least[row] = Math.min(least[row], mix(hash + row * 0x9e3779b9) & 0xffff_ffffL);
      }
    }
    long[] bands = new long[BANDS];
    for (int band = 0; band < BANDS; band++) {
      for (int row = 0; row < ROWS; row++) {
        bands[band] = bands[band] * 0x100000001b3L + least[band * ROWS + row];
      }
    }
    return bands;
  }

  private static int mix(int value) {
    int mixed = value * 0x85ebca6b;
    mixed ^= mixed >>> 13;
    mixed *= 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }

  /** Decoded, small letters, one digit for a number, repeated steps once. */
  static String normalised(String text) {
    return InputInspector.decoded(text, text.length())
        .toString()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[0-9]+", "0")
        .replaceAll("\\s+", " ")
        .replaceAll("(\\.\\.[/\\\\]+)+", "../");
  }
}

package dev.tocsin.inspect;

import java.util.Arrays;
import java.util.List;

/**
 * Chooses from how much on a sum is a suspicion, for each kind, at a price for each false alarm
 * that is the same for all kinds: the lowest at which no more alarms are false than is allowed.
 */
final class LabThresholds {
  private static final AttackKind[] KINDS = AttackKind.values();
  private static final int HIGHEST = 600;
  private static final int STEP = 4;

  private final List<LabItem> items;
  private final long[] sums;

  LabThresholds(List<LabItem> items, long[] sums) {
    this.items = items;
    this.sums = sums;
  }

  int[] forFalseAlarms(double share) {
    long allowed = Math.round(share * items.stream().filter(item -> item.kind() == null).count());
    int[] bounds = new int[Model.KINDS];
    Arrays.fill(bounds, HIGHEST);
    for (double price = 1; price > 1e-6; price *= 0.9) {
      int[] lower = new int[Model.KINDS];
      for (int kind = 0; kind < Model.KINDS; kind++) {
        lower[kind] = cheapest(kind, price);
      }
      if (alarms(lower) > allowed) {
        break;
      }
      bounds = lower;
    }
    fill(bounds, allowed);
    return bounds;
  }

  /** What is left of the false alarms that are allowed goes to the kinds that gain most by it. */
  private void fill(int[] bounds, long allowed) {
    while (true) {
      int[] best = bounds;
      double most = 0;
      for (int kind = 0; kind < Model.KINDS; kind++) {
        int[] lower = bounds.clone();
        while (lower[kind] > STEP && alarms(lower) <= allowed) {
          lower[kind] -= STEP;
        }
        lower[kind] += STEP;
        double gain = found(lower, kind) - found(bounds, kind);
        if (lower[kind] < bounds[kind] && gain > most) {
          most = gain;
          best = lower;
        }
      }
      if (most == 0) {
        return;
      }
      System.arraycopy(best, 0, bounds, 0, bounds.length);
    }
  }

  /** The bound of a kind that costs least where a false alarm has a price. */
  private int cheapest(int kind, double price) {
    int cheapest = HIGHEST;
    double least = Double.MAX_VALUE;
    for (int bound = HIGHEST; bound > 0; bound -= STEP) {
      int[] alone = new int[Model.KINDS];
      Arrays.fill(alone, Integer.MAX_VALUE);
      alone[kind] = bound;
      double cost = 1 - found(alone, kind) + price * alarms(alone);
      if (cost < least) {
        least = cost;
        cheapest = bound;
      }
    }
    return cheapest;
  }

  private int alarms(int[] bounds) {
    int alarms = 0;
    for (int i = 0; i < sums.length; i++) {
      if (items.get(i).kind() == null && isBeyond(sums[i], bounds)) {
        alarms++;
      }
    }
    return alarms;
  }

  private static boolean isBeyond(long sums, int[] bounds) {
    for (int kind = 0; kind < Model.KINDS; kind++) {
      if (Scan.most(sums, kind) >= bounds[kind]) {
        return true;
      }
    }
    return false;
  }

  /** The share of a kind's attacks that is found as one of that kind. */
  private double found(int[] bounds, int kind) {
    AttackKind wanted = KINDS[kind];
    int all = 0;
    int found = 0;
    for (int i = 0; i < sums.length; i++) {
      if (items.get(i).kind() == wanted) {
        all++;
        found += Scan.most(sums[i], kind) >= bounds[kind] ? 1 : 0;
      }
    }
    return (double) found / Math.max(1, all);
  }
}

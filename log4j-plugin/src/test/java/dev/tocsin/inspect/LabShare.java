package dev.tocsin.inspect;

import java.util.Locale;

/** So many of so many, with the interval of Wilson in which the true share lies at 95 %. */
record LabShare(int part, int all) {
  private static final double Z = 1.959964;

  @Override
  public String toString() {
    if (all == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%d of %d: %.2f %% (%.2f to %.2f)",
        part,
        all,
        100.0 * part / all,
        end(-1),
        end(1));
  }

  private double end(int side) {
    double share = (double) part / all;
    double square = Z * Z / all;
    double middle = share + square / 2;
    double half = Z * Math.sqrt(share * (1 - share) / all + square / (4 * all));
    return Math.max(0, 100 * (middle + side * half) / (1 + square));
  }
}

package dev.tocsin.journal;

import java.time.Duration;

/**
 * How long sealed segments are kept. A segment goes when any of the limits asks for it, oldest
 * first; by size or count only once it is at least {@code minAge} old, so that a flood can't flush
 * evidence.
 *
 * @param maxAge age of a segment's seal from which it is deleted; zero means never by age
 * @param totalSize bytes that all sealed segments together may have on disk; 0 means any
 * @param maxEvents events that all sealed segments together may hold; 0 means any
 * @param minAge age below which nothing is deleted for size or count
 */
public record RetentionPolicy(Duration maxAge, long totalSize, long maxEvents, Duration minAge) {
  /** 30 days by age alone. */
  public static final RetentionPolicy DEFAULT =
      new RetentionPolicy(Duration.ofDays(30), 0, 0, Duration.ofDays(1));

  /** Keeps everything. */
  public static final RetentionPolicy FOREVER =
      new RetentionPolicy(Duration.ZERO, 0, 0, Duration.ZERO);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a limit is negative
   */
  public RetentionPolicy {
    if (maxAge.isNegative() || minAge.isNegative() || totalSize < 0 || maxEvents < 0) {
      throw new IllegalArgumentException(
          "retention: a limit is below zero; use 0 for \"no limit\"");
    }
  }

  boolean isForever() {
    return maxAge.isZero() && totalSize == 0 && maxEvents == 0;
  }

  /** As tombstones name it: {@code days=30,totalSize=1000000}. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (!maxAge.isZero()) {
      text.append(
          maxAge.toSeconds() % 86_400 == 0
              ? "days=" + maxAge.toDays()
              : "seconds=" + maxAge.toSeconds());
    }
    if (totalSize > 0) {
      text.append(text.isEmpty() ? "" : ",").append("totalSize=").append(totalSize);
    }
    if (maxEvents > 0) {
      text.append(text.isEmpty() ? "" : ",").append("maxEvents=").append(maxEvents);
    }
    return text.isEmpty() ? "forever" : text.toString();
  }
}

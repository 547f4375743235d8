package dev.tocsin.sample.login.account;

import java.time.Duration;

/**
 * When an account is locked, and how long.
 *
 * @param failures wrong PINs in a row that lock the account, at least 1
 * @param duration how long it stays locked; wrong PINs older than this are forgotten too
 */
public record LockoutPolicy(int failures, Duration duration) {
  /** Five wrong PINs, 15 minutes. */
  public static final LockoutPolicy DEFAULT = new LockoutPolicy(5, Duration.ofMinutes(15));

  public LockoutPolicy {
    if (failures < 1) {
      throw new IllegalArgumentException("failures " + failures + ": use 1 or more");
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration " + duration + ": use more than zero");
    }
  }
}

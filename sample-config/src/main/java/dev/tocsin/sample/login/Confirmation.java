package dev.tocsin.sample.login;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to confirm a code with a PIN. What it tells of a refusal is the same
 * for a wrong PIN, a locked account and a user that does not exist.
 *
 * @param triesLeft after a refusal: with how many more the account is locked, at most
 * @param lockedUntil after the last of these: when a lock that it led to ends, at the latest
 */
public record Confirmation(Result result, int triesLeft, @Nullable Instant lockedUntil) {
  static final Confirmation CONFIRMED = new Confirmation(Result.CONFIRMED, 0, null);
  static final Confirmation UNKNOWN_CODE = new Confirmation(Result.UNKNOWN_CODE, 0, null);

  /** How it ended. */
  public enum Result {
    CONFIRMED,
    REFUSED,
    /** The code expired, was used, or never was. */
    UNKNOWN_CODE
  }

  static Confirmation refused(int triesLeft, @Nullable Instant lockedUntil) {
    return new Confirmation(Result.REFUSED, triesLeft, lockedUntil);
  }

  /** Whether the code is confirmed now. */
  public boolean isConfirmed() {
    return result == Result.CONFIRMED;
  }
}

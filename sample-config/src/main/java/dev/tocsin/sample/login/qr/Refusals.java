package dev.tocsin.sample.login.qr;

import java.time.Instant;

/**
 * How often a code's confirmation was refused for one user name after the other. It goes by what
 * was typed and not by what became of the account, so telling it tells nothing of which accounts
 * there are, or which are locked.
 *
 * @param userId the name, as it was typed last
 * @param count refusals in a row with that name, at least 1
 * @param counted when the last of them was that counted
 */
public record Refusals(String userId, int count, Instant counted) {
  private static final int MAX_CHARS = 64;

  static Refusals first(String userId, Instant now) {
    return new Refusals(bounded(userId), 1, now);
  }

  /**
   * With one more.
   *
   * @param most how many are counted; those beyond change nothing
   */
  Refusals and(String userId, int most, Instant now) {
    if (!this.userId.equals(bounded(userId))) {
      return first(userId, now);
    }
    return count >= most ? this : new Refusals(this.userId, count + 1, now);
  }

  private static String bounded(String userId) {
    return userId.length() <= MAX_CHARS ? userId : userId.substring(0, MAX_CHARS);
  }
}

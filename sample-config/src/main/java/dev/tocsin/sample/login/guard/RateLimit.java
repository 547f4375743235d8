package dev.tocsin.sample.login.guard;

/**
 * A token bucket's size and speed.
 *
 * @param burst requests that a client may make at once, at least 1
 * @param perSecond requests a second that it may go on with, more than 0
 */
public record RateLimit(int burst, double perSecond) {
  /** 120 at once, then one a second. */
  public static final RateLimit DEFAULT = new RateLimit(120, 1.0);

  public RateLimit {
    if (burst < 1 || !(perSecond > 0)) {
      throw new IllegalArgumentException(
          "rate limit of " + burst + " and " + perSecond + "/s: use at least 1 and more than 0");
    }
  }
}

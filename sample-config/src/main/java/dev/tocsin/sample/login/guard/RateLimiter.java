package dev.tocsin.sample.login.guard;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket per client. At most {@code capacity} clients are remembered; beyond that the one
 * not seen for longest is forgotten, and begins with a full bucket should it come back.
 * Thread-safe.
 */
public final class RateLimiter {
  /** What becomes of a request. */
  public enum Decision {
    ALLOWED,
    /** Refused, and the first since the client's bucket ran dry: the one to tell of. */
    REFUSED_FIRST,
    REFUSED
  }

  private final RateLimit limit;
  private final int capacity;
  private final Clock clock;
  private final Map<String, Bucket> leastRecentFirst = new LinkedHashMap<>(16, 0.75f, true);

  public RateLimiter(RateLimit limit, int capacity, Clock clock) {
    this.limit = limit;
    this.capacity = capacity;
    this.clock = clock;
  }

  /** Takes a token for this client, if there is one. */
  public synchronized Decision decide(String client) {
    long now = clock.millis();
    Bucket bucket = leastRecentFirst.get(client);
    if (bucket == null) {
      if (leastRecentFirst.size() >= capacity) {
        leastRecentFirst.remove(leastRecentFirst.keySet().iterator().next());
      }
      bucket = new Bucket(limit.burst(), now);
      leastRecentFirst.put(client, bucket);
    }
    return bucket.take(now);
  }

  private final class Bucket {
    private double tokens;
    private long filledAt;
    private boolean told;

    Bucket(double tokens, long filledAt) {
      this.tokens = tokens;
      this.filledAt = filledAt;
    }

    Decision take(long now) {
      if (now > filledAt) {
        double fresh = (now - filledAt) / 1000.0 * limit.perSecond();
        tokens = Math.min(limit.burst(), tokens + fresh);
        filledAt = now;
      }
      if (tokens >= limit.burst() / 2.0) {
        told = false;
      }
      if (tokens >= 1) {
        tokens--;
        return Decision.ALLOWED;
      }
      if (told) {
        return Decision.REFUSED;
      }
      told = true;
      return Decision.REFUSED_FIRST;
    }
  }
}

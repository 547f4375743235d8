package dev.tocsin.sample.login.account;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts wrong PINs per account and locks it. An attempt is counted when it begins and forgiven
 * when the PIN was right, so that guesses sent at the same time don't get more tries than those
 * sent one by one. Thread-safe; it holds one entry per account with failures.
 */
public final class Lockouts {
  private final LockoutPolicy policy;
  private final Clock clock;
  private final Map<String, Entry> entries = new HashMap<>();

  private record Entry(int attempts, Instant newest, @Nullable Instant lockedUntil) {}

  public Lockouts(LockoutPolicy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /** Begins an attempt; false when the account is locked or has no attempt left. */
  public synchronized boolean begin(String userId) {
    Instant now = clock.instant();
    Entry entry = live(userId, now);
    int attempts = entry == null ? 0 : entry.attempts();
    if (attempts >= policy.failures()) {
      return false;
    }
    entries.put(userId, new Entry(attempts + 1, now, null));
    return true;
  }

  /** Ends an attempt with the right PIN: earlier failures are forgiven. */
  public synchronized void succeeded(String userId) {
    entries.remove(userId);
  }

  /** Ends an attempt with a wrong PIN; tells until when that locked the account, or null. */
  public synchronized @Nullable Instant failed(String userId) {
    Instant now = clock.instant();
    Entry entry = live(userId, now);
    if (entry == null || entry.attempts() < policy.failures() || entry.lockedUntil() != null) {
      return null;
    }
    Instant until = now.plus(policy.duration());
    entries.put(userId, new Entry(entry.attempts(), now, until));
    return until;
  }

  /** Until when the account is locked, or null. */
  public synchronized @Nullable Instant lockedUntil(String userId) {
    Entry entry = live(userId, clock.instant());
    return entry == null ? null : entry.lockedUntil();
  }

  /** Ends a lock before its time; false when there was none. */
  public synchronized boolean unlock(String userId) {
    boolean locked = lockedUntil(userId) != null;
    if (locked) {
      entries.remove(userId);
    }
    return locked;
  }

  private @Nullable Entry live(String userId, Instant now) {
    Entry entry = entries.get(userId);
    if (entry == null) {
      return null;
    }
    Instant end =
        entry.lockedUntil() != null ? entry.lockedUntil() : entry.newest().plus(policy.duration());
    if (now.isBefore(end)) {
      return entry;
    }
    entries.remove(userId);
    return null;
  }
}

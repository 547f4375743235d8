package dev.tocsin.sample.login.qr;

import dev.tocsin.sample.login.account.SignedIn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The QR codes that are on their way. They expire; at most {@code capacity} are kept, and a new one
 * beyond that ends the oldest. Thread-safe.
 */
public final class QrSessions {
  private final int capacity;
  private final Duration lifetime;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<String, QrSession> byToken = new LinkedHashMap<>();
  private final Map<String, String> tokenByBrowserKey = new HashMap<>();

  /**
   * Starts with none.
   *
   * @param random where tokens and keys come from; cryptographically strong outside of tests
   */
  public QrSessions(int capacity, Duration lifetime, Clock clock, RandomGenerator random) {
    this.capacity = capacity;
    this.lifetime = lifetime;
    this.clock = clock;
    this.random = random;
  }

  /** How long a new code is good. */
  public Duration lifetime() {
    return lifetime;
  }

  /** How long a code is good from now on; zero when it is over. */
  public Duration timeLeft(QrSession session) {
    Duration left = Duration.between(clock.instant(), session.expires());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Makes a new code for a service. */
  public synchronized QrSession generate(String serviceId) {
    dropExpired();
    dropOldestWhile(oldest -> byToken.size() >= capacity);
    Instant expires = clock.instant().plus(lifetime);
    QrSession session =
        new QrSession(
            "qr-" + secret(9),
            secret(16),
            secret(16),
            serviceId,
            expires,
            QrSession.State.WAITING,
            null,
            null,
            null);
    byToken.put(session.token(), session);
    tokenByBrowserKey.put(session.browserKey(), session.token());
    return session;
  }

  /** The code that a browser asked for, or null when it expired, was used, or never was. */
  public synchronized @Nullable QrSession ofBrowser(String browserKey) {
    dropExpired();
    String token = tokenByBrowserKey.get(browserKey);
    return token == null ? null : byToken.get(token);
  }

  /** The code with this token, or null when it expired, was used, or never was. */
  public synchronized @Nullable QrSession find(String token) {
    dropExpired();
    return byToken.get(token);
  }

  /** Notes that a telephone read the code; null as in {@link #find}. */
  public synchronized @Nullable QrSession scan(String token) {
    QrSession session = find(token);
    if (session == null || session.state() != QrSession.State.WAITING) {
      return session;
    }
    return keep(session.scanned());
  }

  /**
   * Notes who confirmed the code, and by which event; false when it expired, or someone else was
   * first.
   */
  public synchronized boolean confirm(String token, SignedIn user, String eventId) {
    QrSession session = find(token);
    if (session == null || session.state() == QrSession.State.CONFIRMED) {
      return false;
    }
    keep(session.confirmed(user, eventId));
    return true;
  }

  /**
   * Notes that the code was not confirmed for a user name; null when there is no such code any
   * more.
   *
   * @param most how many refusals in a row are counted
   */
  public synchronized @Nullable Refusals refused(String token, String userId, int most) {
    QrSession session = find(token);
    if (session == null) {
      return null;
    }
    Instant now = clock.instant();
    Refusals before = session.refusals();
    Refusals refusals =
        before == null ? Refusals.first(userId, now) : before.and(userId, most, now);
    keep(session.refused(refusals));
    return refusals;
  }

  /** Hands a confirmed code to its browser, once; null when it is not confirmed. */
  public synchronized @Nullable QrSession claim(String browserKey) {
    QrSession session = ofBrowser(browserKey);
    if (session == null || session.state() != QrSession.State.CONFIRMED) {
      return null;
    }
    byToken.remove(session.token());
    tokenByBrowserKey.remove(browserKey);
    return session;
  }

  private QrSession keep(QrSession session) {
    byToken.put(session.token(), session);
    return session;
  }

  private void dropExpired() {
    Instant now = clock.instant();
    dropOldestWhile(oldest -> !now.isBefore(oldest.expires()));
  }

  /** All live equally long, so the oldest, which the map has first, expire first. */
  private void dropOldestWhile(Predicate<QrSession> condition) {
    Iterator<QrSession> oldestFirst = byToken.values().iterator();
    while (oldestFirst.hasNext()) {
      QrSession oldest = oldestFirst.next();
      if (!condition.test(oldest)) {
        return;
      }
      oldestFirst.remove();
      tokenByBrowserKey.remove(oldest.browserKey());
    }
  }

  private String secret(int bytes) {
    byte[] secret = new byte[bytes];
    random.nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }
}

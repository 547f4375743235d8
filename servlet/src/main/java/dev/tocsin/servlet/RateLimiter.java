package dev.tocsin.servlet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests beyond the configured limits. The first refusal of somebody is a {@code
 * rate_limiting_trigger} event; while refusals go on, each window's are one {@code
 * rate_limiting_blocked}; when a whole window has passed without one, {@code rate_limiting_reset}
 * tells how many there were. So a flood of requests is no flood of events.
 *
 * <p>Whoever is remembered is bounded by limit; beyond that those go that matter least, and begin
 * with a full allowance should they come back. Thread-safe.
 */
final class RateLimiter implements AutoCloseable {
  private static final int MOST_SUBJECTS = 100_000;
  private static final int MOST_REFUSED = 10_000;
  private static final int MOST_PATH_CHARS = 200;

  private final SecurityLogger audit;
  private final LongSupplier nanos;
  private final List<Counted> limits;
  private final Map<Subject, Refused> refused = new ConcurrentHashMap<>();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder untold = new LongAdder();
  private final LongAdder evicted = new LongAdder();

  /** A limit and the allowances of those it counts. */
  private record Counted(RateLimit limit, Cache<String, Bucket> allowances) {}

  /** Whose allowance it is. */
  private record Subject(RateLimit limit, String who) {}

  /**
   * That a request is refused.
   *
   * @param limit the one that was reached
   * @param retryAfterSeconds after which a request is let pass again, at least 1
   */
  record Refusal(RateLimit limit, long retryAfterSeconds) {}

  /** Somebody whose requests are refused; guarded by itself. */
  private static final class Refused {
    final RequestContext context;
    final @Nullable String user;
    final String path;
    long last;
    long toldAt;
    long total;
    long told;

    /** Whether its end was told; then another one follows it. */
    boolean over;

    Refused(RequestContext context, @Nullable String user, String path, long now) {
      this.context = context;
      this.user = user;
      this.path = path;
      this.last = now;
      this.toldAt = now;
    }
  }

  /**
   * @param nanos a clock that only goes forward, as {@link System#nanoTime} does
   */
  RateLimiter(List<RateLimit> limits, SecurityLogger audit, LongSupplier nanos) {
    this.audit = audit;
    this.nanos = nanos;
    this.limits = limits.stream().map(limit -> new Counted(limit, allowances(limit))).toList();
  }

  /** An allowance that nobody took from for a window is whole, and need not be kept. */
  private Cache<String, Bucket> allowances(RateLimit limit) {
    return Caffeine.newBuilder()
        .maximumSize(MOST_SUBJECTS)
        .expireAfterAccess(limit.window())
        .ticker(nanos::getAsLong)
        .executor(Runnable::run)
        .evictionListener(
            (@Nullable String who, @Nullable Bucket bucket, RemovalCause cause) -> {
              if (cause == RemovalCause.SIZE) {
                evicted.increment();
              }
            })
        .build();
  }

  /**
   * Takes a request from every allowance it counts for, until one has none left.
   *
   * @param user name of the request's principal, or null
   * @param path inside the application
   * @return null if the request may pass
   */
  @Nullable Refusal take(RequestContext context, @Nullable String user, String path) {
    for (Counted counted : limits) {
      RateLimit limit = counted.limit();
      String who = subject(limit, context, user, path);
      if (who != null) {
        Bucket allowance = counted.allowances().get(who, unused -> full(limit));
        ConsumptionProbe probe = allowance.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
          refusals.increment();
          tell(new Subject(limit, who), context, user, path);
          long wait = Duration.ofNanos(probe.getNanosToWaitForRefill()).plusMillis(999).toSeconds();
          return new Refusal(limit, Math.max(1, wait));
        }
      }
    }
    return null;
  }

  private static @Nullable String subject(
      RateLimit limit, RequestContext context, @Nullable String user, String path) {
    String pattern = limit.path().orElse(null);
    if (pattern != null && !PathPatterns.matches(pattern, path)) {
      return null;
    }
    ResolvedClient client = context.client();
    return switch (limit.scope()) {
      case ADDRESS -> client == null ? null : client.address().network();
      case USER -> user;
      case ENDPOINT -> pattern == null ? bounded(path) : pattern;
    };
  }

  /**
   * A path is as long as a client likes; its beginning and a digest tell it from others as well.
   */
  private static String bounded(String path) {
    return path.length() <= MOST_PATH_CHARS
        ? path
        : path.substring(0, MOST_PATH_CHARS)
            + "#"
            + UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8));
  }

  private Bucket full(RateLimit limit) {
    return Bucket.builder()
        .addLimit(
            allowance ->
                allowance.capacity(limit.requests()).refillGreedy(limit.requests(), limit.window()))
        .withCustomTimePrecision(new Nanos(nanos))
        .build();
  }

  private record Nanos(LongSupplier nanos) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private void tell(Subject subject, RequestContext context, @Nullable String user, String path) {
    long now = nanos.getAsLong();
    while (true) {
      Refused known = refused.get(subject);
      if (known == null && refused.size() >= MOST_REFUSED) {
        untold.increment();
        return;
      }
      Refused fresh =
          known == null ? new Refused(context.brief(), user, bounded(path), now) : known;
      if (known != null || refused.putIfAbsent(subject, fresh) == null) {
        synchronized (fresh) {
          if (!fresh.over) {
            fresh.last = now;
            fresh.total++;
            if (known != null) {
              return;
            }
            fresh.told = 1;
            break;
          }
        }
      }
      Thread.onSpinWait();
    }
    // Without the lock, as it may take as long as the journal does.
    try {
      log(EventType.RATE_LIMITING_TRIGGER, subject, context, user, path, 1);
    } catch (AuditNotRecordedException e) {
      // The request is refused all the same.
      StatusLogger.getLogger().error("tocsin: {}", e.getMessage());
    }
  }

  /** Tells how many refusals there were of those whose end is not told yet. */
  @Override
  public void close() {
    sweep(true);
  }

  /** Tells what time alone brings about; to be called every second or so. */
  void sweep() {
    sweep(false);
  }

  private synchronized void sweep(boolean last) {
    long now = nanos.getAsLong();
    for (Iterator<Map.Entry<Subject, Refused>> all = refused.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Subject, Refused> each = all.next();
      Subject subject = each.getKey();
      Refused who = each.getValue();
      long window = subject.limit().window().toNanos();
      EventType type = null;
      long count = 0;
      synchronized (who) {
        if (now - who.last >= window) {
          type = EventType.RATE_LIMITING_RESET;
          count = who.total;
          who.over = true;
        } else if (last || now - who.toldAt >= window) {
          type = EventType.RATE_LIMITING_BLOCKED;
          count = who.total - who.told;
          who.told = who.total;
          who.toldAt = now;
        }
      }
      if (EventType.RATE_LIMITING_RESET.equals(type)) {
        all.remove();
      }
      if (type != null && count > 0) {
        RequestContext.Scope scope = who.context.open();
        try {
          log(type, subject, who.context, who.user, who.path, count);
        } finally {
          scope.close();
        }
      }
    }
  }

  private void log(
      EventType type,
      Subject subject,
      RequestContext context,
      @Nullable String user,
      String path,
      long count) {
    RateLimit limit = subject.limit();
    boolean everybody = limit.scope() == RateLimit.Scope.ENDPOINT;
    AuditEvent event =
        audit
            .event(type)
            .user(user)
            .target("endpoint", everybody ? subject.who() : path)
            .detail("limit_type", "requests_per_" + limit.scope().text())
            .detail("limit", limit.requests())
            .detail("window_seconds", limit.window().toSeconds())
            .detail("refused", count);
    if (context.client() == null || everybody) {
      // Whoever came last need not be the one who sent too much.
      event.detail("confidence", "low");
    }
    event.log();
  }

  /** Requests that were refused. */
  long refusals() {
    return refusals.sum();
  }

  /** Refusals of those that no event tells of, as too many others were refused at that time. */
  long untold() {
    return untold.sum();
  }

  /** Allowances that had to go while they were in use, as there were too many. */
  long evicted() {
    return evicted.sum();
  }
}

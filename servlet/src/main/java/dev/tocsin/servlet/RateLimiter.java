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

  /**
   * Somebody whose requests are refused.
   *
   * @param context of the first refused request
   * @param last when the last request was refused
   * @param toldAt when an event told of refusals last
   * @param total refused requests
   * @param told how many of them an event has told
   */
  private record Refused(
      RequestContext context,
      @Nullable String user,
      String path,
      long last,
      long toldAt,
      long total,
      long told) {

    static Refused first(RequestContext context, @Nullable String user, String path, long now) {
      return new Refused(context.brief(), user, bounded(path), now, now, 1, 1);
    }

    boolean isFirst() {
      return total == 1;
    }

    Refused again(long now) {
      return new Refused(context, user, path, now, toldAt, total + 1, told);
    }

    Refused toldAll(long now) {
      return new Refused(context, user, path, last, now, total, total);
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
    boolean room = refused.size() < MOST_REFUSED;
    Refused known =
        refused.compute(
            subject,
            (unused, before) -> {
              if (before != null) {
                return before.again(now);
              }
              return room ? Refused.first(context, user, path, now) : null;
            });
    if (known == null) {
      untold.increment();
    } else if (known.isFirst()) {
      try {
        log(EventType.RATE_LIMITING_TRIGGER, subject, context, user, path, 1);
      } catch (AuditNotRecordedException e) {
        // The request is refused all the same.
        StatusLogger.getLogger().error("tocsin: {}", e.getMessage());
      }
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

  private void sweep(boolean last) {
    long now = nanos.getAsLong();
    refused.forEach(
        (subject, who) -> {
          // Where another request was refused meanwhile, the next sweep sees to it.
          long window = subject.limit().window().toNanos();
          if (now - who.last() >= window) {
            if (refused.remove(subject, who)) {
              log(EventType.RATE_LIMITING_RESET, subject, who, who.total());
            }
          } else if ((last || now - who.toldAt() >= window)
              && who.total() > who.told()
              && refused.replace(subject, who, who.toldAll(now))) {
            log(EventType.RATE_LIMITING_BLOCKED, subject, who, who.total() - who.told());
          }
        });
  }

  /** Outside of the request. */
  private void log(EventType type, Subject subject, Refused who, long count) {
    RequestContext.Scope scope = who.context().open();
    try {
      log(type, subject, who.context(), who.user(), who.path(), count);
    } finally {
      scope.close();
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

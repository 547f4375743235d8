package dev.tocsin.servlet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Notices clients that ask for many things that are not there, as scanners do. One {@code
 * suspicious_activity} event tells of each window in which a client reached the number; it is a
 * guess ({@code confidence} low), so rules alert and do not block for it. Bounded; thread-safe.
 */
final class NotFoundFloods {
  private static final int MOST_CLIENTS = 100_000;

  private final RateLimit limit;
  private final SecurityLogger audit;

  /** How many each has had in its window, which begins with the first. */
  private final Cache<String, AtomicLong> clients;

  NotFoundFloods(RateLimit limit, SecurityLogger audit, LongSupplier nanos) {
    this.limit = limit;
    this.audit = audit;
    this.clients =
        Caffeine.newBuilder()
            .maximumSize(MOST_CLIENTS)
            .expireAfterWrite(limit.window())
            .ticker(nanos::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** Counts one answer 404 to this client. */
  void notFound(RequestContext context) {
    ResolvedClient client = context.client();
    if (client == null) {
      return;
    }
    AtomicLong seen = clients.get(client.address().network(), unused -> new AtomicLong());
    if (seen.incrementAndGet() == limit.requests()) {
      audit
          .event(EventType.SUSPICIOUS_ACTIVITY)
          .responseStatus(404)
          .detail("reason", "not_found_flood")
          .detail("limit", limit.requests())
          .detail("window_seconds", limit.window().toSeconds())
          .detail("confidence", "low")
          .log();
    }
  }
}

package dev.tocsin.respond;

import dev.tocsin.event.ClientAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * That a client is shut out for a time. Immutable.
 *
 * @param client the IPv4 address, or the first address of the IPv6 network of 64 bits
 * @param since when it began
 * @param until when it ends, not included
 * @param repeat how many blocks the client had before this one, each within 24 hours of the one
 *     before
 * @param rule whose alert led to it; empty for one by hand
 * @param by who blocked by hand; empty for a rule
 */
public record Block(
    ClientAddress client,
    Instant since,
    Instant until,
    int repeat,
    Optional<String> rule,
    Optional<String> by) {

  /** Its whole length. */
  public Duration duration() {
    return Duration.between(since, until);
  }

  /** Whether it is in force at a time. */
  public boolean isLive(Instant at) {
    return at.isBefore(until);
  }

  /** The same that ends at another time, and began by then. */
  Block endingAt(Instant end) {
    return new Block(client, since.isAfter(end) ? end : since, end, repeat, rule, by);
  }

  /** The same, as long, that begins at another time. */
  Block beginningAt(Instant begin) {
    return new Block(client, begin, begin.plus(duration()), repeat, rule, by);
  }
}

package dev.tocsin.watch;

import dev.tocsin.event.ClientAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests of blocked clients that were turned away, summed up by client and minute. Beyond a
 * number of clients in a minute the others are summed up together. Thread-safe.
 */
final class Refusals {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final int maxClients;
  private final Map<ClientAddress, Sum> sums = new HashMap<>();
  private @Nullable Sum others;

  /**
   * Requests of one client.
   *
   * @param client its address or network; null for the clients beyond the bound
   * @param requests at least 1
   * @param first when the first of them came
   * @param last when the last of them came
   */
  record Sum(@Nullable ClientAddress client, long requests, Instant first, Instant last) {
    Sum plusOne(Instant at) {
      return new Sum(client, requests + 1, first, at);
    }
  }

  Refusals(int maxClients) {
    this.maxClients = maxClients;
  }

  /** Counts one request. */
  synchronized void add(ClientAddress client, Instant at) {
    ClientAddress network = client.networkAddress();
    Sum sum = sums.get(network);
    if (sum != null) {
      sums.put(network, sum.plusOne(at));
    } else if (sums.size() < maxClients) {
      sums.put(network, new Sum(network, 1, at, at));
    } else {
      others = others == null ? new Sum(null, 1, at, at) : others.plusOne(at);
    }
  }

  /** Takes out what began at least a minute ago, or while the clock ran ahead. */
  List<Sum> takeDue(Instant now) {
    return take(now.minus(PERIOD), now.plus(PERIOD));
  }

  /** Takes out all there is. */
  List<Sum> takeAll() {
    return take(Instant.MAX, Instant.MAX);
  }

  private synchronized List<Sum> take(Instant begunBy, Instant orAfter) {
    List<Sum> taken = new ArrayList<>();
    sums.values()
        .removeIf(
            sum -> {
              boolean due = isDue(sum, begunBy, orAfter);
              if (due) {
                taken.add(sum);
              }
              return due;
            });
    Sum rest = others;
    if (rest != null && isDue(rest, begunBy, orAfter)) {
      taken.add(rest);
      others = null;
    }
    return taken;
  }

  private static boolean isDue(Sum sum, Instant begunBy, Instant orAfter) {
    return !sum.first().isAfter(begunBy) || sum.first().isAfter(orAfter);
  }
}

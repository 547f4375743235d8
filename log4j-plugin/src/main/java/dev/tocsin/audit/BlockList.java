package dev.tocsin.audit;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Quote;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is shut out, by rules or by hand. An application asks it before it serves a client. A client
 * is an IPv4 address, or the IPv6 network of 64 bits that an address lies in. Thread-safe.
 *
 * <pre>{@code
 * if (BlockList.isBlocked(request.getRemoteAddr())) {
 *   response.sendError(403);
 * }
 * }</pre>
 */
public final class BlockList {
  private static final Duration LONGEST = Duration.ofDays(365);

  private BlockList() {}

  /**
   * Whether a client is shut out now. Waits for nothing.
   *
   * @param address as text; one that is no IPv4 or IPv6 address is never blocked
   */
  public static boolean isBlocked(CharSequence address) {
    List<ClientBlocks> all = AuditRegistry.blocks();
    if (all.isEmpty()) {
      return false;
    }
    ClientAddress client = ClientAddress.parse(address);
    return client != null && isBlocked(client, all);
  }

  /** The same of an address that is no text. */
  public static boolean isBlocked(ClientAddress address) {
    return isBlocked(address, AuditRegistry.blocks());
  }

  private static boolean isBlocked(ClientAddress client, List<ClientBlocks> all) {
    for (ClientBlocks each : all) {
      if (each.isBlocked(client)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Counts a request that was turned away since its client is blocked. It is no event of its own,
   * for a flood of them would fill the journal: one {@code client_refused} event a minute sums up
   * the requests of a client, and rules do not see it. Does nothing for a client that is not
   * blocked. Waits for nothing.
   *
   * @param address as text; one that is no IPv4 or IPv6 address is passed over
   */
  public static void refused(CharSequence address) {
    ClientAddress client = ClientAddress.parse(address);
    if (client != null) {
      for (ClientBlocks each : AuditRegistry.blocks()) {
        if (each.isBlocked(client)) {
          each.refused(client);
        }
      }
    }
  }

  /**
   * When a client's block ends; empty if it is not blocked.
   *
   * @throws IllegalArgumentException if the text is no address
   */
  public static Optional<Instant> blockedUntil(String address) {
    ClientAddress client = client(address);
    return AuditRegistry.blocks().stream()
        .flatMap(each -> each.blockedUntil(client).stream())
        .max(Comparator.naturalOrder());
  }

  /**
   * Shuts a client out, as an application's administrator says; a {@code client_blocked} event
   * tells it.
   *
   * @param duration a second to 365 days
   * @param by who does so
   * @param reason in a few words, or null
   * @return false if it is not blocked: no audit appender evaluates rules, or the client is never
   *     blocked
   * @throws IllegalArgumentException if the text is no address or the duration out of its range
   */
  public static boolean block(
      String address, Duration duration, String by, @Nullable String reason) {
    ClientAddress client = client(address);
    if (duration.toSeconds() < 1 || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("duration " + duration + ": use PT1S to P365D");
    }
    boolean blocked = false;
    for (ClientBlocks each : AuditRegistry.blocks()) {
      blocked |= each.block(client, duration, by, reason);
    }
    return blocked;
  }

  /**
   * Shuts a client out as an alert of the fleet asks and this process's rule of that name says:
   * whether, how long, and longer for a repeat. Nobody is blocked whom a local alert would not
   * block, and the same alert told again changes nothing. A {@code client_blocked} event tells it,
   * with {@code origin} {@code fleet}.
   *
   * @return what came of it
   */
  public static FleetVerdict block(FleetAlert alert) {
    return AuditRegistry.blocks().stream()
        .map(each -> each.block(alert))
        .min(Comparator.naturalOrder())
        .orElse(FleetVerdict.NOT_READY);
  }

  /**
   * Lets a client in again; a {@code client_unblocked} event tells it.
   *
   * @param by who does so
   * @return whether it was blocked
   * @throws IllegalArgumentException if the text is no address
   */
  public static boolean unblock(String address, String by) {
    ClientAddress client = client(address);
    boolean unblocked = false;
    for (ClientBlocks each : AuditRegistry.blocks()) {
      unblocked |= each.unblock(client, by);
    }
    return unblocked;
  }

  /**
   * Never blocks these clients in this process, whatever a rule says: an application's own proxies,
   * for example. What is blocked of them is let in.
   */
  public static void spare(List<AddressRange> clients) {
    AuditRegistry.spare(clients);
  }

  private static ClientAddress client(String address) {
    ClientAddress client = ClientAddress.parse(address);
    if (client == null) {
      throw new IllegalArgumentException(
          "address " + Quote.of(address) + ": use an IPv4 or IPv6 address");
    }
    return client;
  }
}

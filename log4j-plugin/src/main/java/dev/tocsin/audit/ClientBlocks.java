package dev.tocsin.audit;

import dev.tocsin.event.ClientAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The clients that one journal's rules shut out; implemented by the plugin. Thread-safe. */
public interface ClientBlocks {
  /** Whether the client is shut out now. */
  boolean isBlocked(ClientAddress client);

  /** When the client's block ends; empty if there is none. */
  Optional<Instant> blockedUntil(ClientAddress client);

  /**
   * Counts a request of a blocked client that was turned away. At the end of each minute in which
   * there were any, one {@code client_refused} event sums up those of a client. Waits for nothing.
   */
  void refused(ClientAddress client);

  /**
   * Shuts a client out, and records it.
   *
   * @param by who does so
   * @param reason in a few words; null for none
   * @return false if the client is never blocked
   */
  boolean block(ClientAddress client, Duration duration, String by, @Nullable String reason);

  /**
   * Shuts a client out as the rule of that name says, and records it. An alert that is told again
   * changes nothing, nor does one whose block would be over by now.
   *
   * @return what came of it; never null
   */
  FleetVerdict block(FleetAlert alert);

  /**
   * Lets a client in again before its time, and records it.
   *
   * @return whether it was shut out
   */
  boolean unblock(ClientAddress client, String by);
}

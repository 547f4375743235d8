package dev.tocsin.trail;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.respond.Block;
import dev.tocsin.watch.AlertEvents;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which clients are shut out, by what journals tell of it in its order. Not thread-safe. */
public final class KnownBlocks {
  private final Map<ClientAddress, Block> blocks = new HashMap<>();

  /** Takes an event of whatever type. */
  public void take(EventView event) {
    EventType type = event.type();
    boolean begins = type.equals(EventType.CLIENT_BLOCKED);
    if (!begins && !type.equals(EventType.CLIENT_UNBLOCKED)) {
      return;
    }
    ClientAddress address = ClientAddress.of(event);
    if (address == null) {
      return;
    }
    ClientAddress client = address.networkAddress();
    if (begins) {
      Block block = AlertEvents.block(event);
      if (block != null) {
        blocks.put(client, block);
      }
      return;
    }
    Block block = blocks.get(client);
    // Told as of its end: that of an earlier block may stand behind the beginning of a later one.
    if (block != null && !Timestamps.instant(event.timestampMicros()).isBefore(block.since())) {
      blocks.remove(client);
    }
  }

  /** Whose last block was not ended by hand; its time may be over. */
  public Set<ClientAddress> clients() {
    return Set.copyOf(blocks.keySet());
  }

  /** The block of a client that is in force at a time. */
  public Optional<Block> live(ClientAddress client, Instant at) {
    return Optional.ofNullable(blocks.get(client)).filter(block -> block.isLive(at));
  }

  /** How many clients are shut out at a time. */
  public long live(Instant at) {
    return blocks.values().stream().filter(block -> block.isLive(at)).count();
  }
}

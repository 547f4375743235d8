package dev.tocsin.cli;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.respond.Block;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.trail.KnownBlocks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What journals say of clients that attacked or are shut out. Not thread-safe. */
final class KnownClients {
  private static final int MOST = 1_000_000;
  private static final Duration SUSPICION = Duration.ofHours(24);

  private final SuspiciousAddresses suspicious =
      new SuspiciousAddresses(MOST, SUSPICION, Clock.systemUTC());
  private final KnownBlocks blocks = new KnownBlocks();
  private final Map<ClientAddress, Integer> alerts = new HashMap<>();
  private final Map<UUID, KnownAlert> known = new LinkedHashMap<>();
  private final Instant now = Instant.now();

  /** A client as a row. */
  record Client(
      ClientAddress address,
      SuspiciousAddresses.@Nullable Entry seen,
      Optional<Block> block,
      int alerts,
      boolean suspicious) {}

  void take(EventView event) {
    suspicious.observe(event);
    KnownAlert.take(event, known);
    blocks.take(event);
    ClientAddress address = ClientAddress.of(event);
    if (address != null && event.type().equals(EventType.ALERT)) {
      alerts.merge(address.networkAddress(), 1, Integer::sum);
    }
  }

  /** All of them: the blocked first, then by when they were last seen. */
  List<Client> all() {
    Map<ClientAddress, Client> all = new HashMap<>();
    for (SuspiciousAddresses.Entry entry : suspicious.entries()) {
      ClientAddress client = Objects.requireNonNull(ClientAddress.parseNetwork(entry.address()));
      all.put(client, client(client));
    }
    blocks.clients().forEach(client -> all.put(client, client(client)));
    List<Client> sorted = new ArrayList<>(all.values());
    sorted.sort(
        Comparator.comparing((Client client) -> client.block().isEmpty())
            .thenComparing(KnownClients::lastSeen, Comparator.reverseOrder())
            .thenComparing(Client::address));
    return sorted;
  }

  private static Instant lastSeen(Client client) {
    return client.seen() == null ? Instant.EPOCH : client.seen().lastSeen();
  }

  /** What is known of one. */
  Client client(ClientAddress address) {
    ClientAddress client = address.networkAddress();
    return new Client(
        client,
        suspicious.entry(client),
        blocks.live(client, now),
        alerts.getOrDefault(client, 0),
        suspicious.isSuspicious(client, Timestamps.micros(now)));
  }

  /** The alerts of a client. */
  List<KnownAlert> alertsOf(ClientAddress client) {
    String network = client.network();
    return known.values().stream()
        .filter(alert -> network.equals(alert.key().get("ip_address")))
        .toList();
  }

  /** One JSON object. */
  static String json(Client client) {
    return JsonLine.of(
        json -> {
          json.writeStringField("ip_address", client.address().network());
          json.writeBooleanField("blocked", client.block().isPresent());
          if (client.block().isPresent()) {
            Block block = client.block().get();
            json.writeStringField("blocked_since", AlertText.time(block.since()));
            json.writeStringField("blocked_until", AlertText.time(block.until()));
            json.writeStringField("blocked_by", blockedBy(block));
            json.writeNumberField("repeat", block.repeat());
          }
          json.writeBooleanField("suspicious", client.suspicious());
          json.writeNumberField("alerts", client.alerts());
          SuspiciousAddresses.Entry seen = client.seen();
          if (seen != null) {
            json.writeStringField("threat_level", seen.threatLevel().text());
            json.writeStringField("first_seen", AlertText.time(seen.firstSeen()));
            json.writeStringField("last_seen", AlertText.time(seen.lastSeen()));
            json.writeNumberField("event_count", seen.eventCount());
          }
        });
  }

  static String blockedBy(Block block) {
    return block.rule().map(rule -> "rule " + rule).orElse(block.by().orElse("unknown"));
  }
}

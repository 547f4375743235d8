package dev.tocsin.trail;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.risk.SuspiciousAddresses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What journals say of clients that attacked or are shut out. Not thread-safe. */
public final class KnownClients {
  private static final int MOST = 1_000_000;
  private static final Duration SUSPICION = Duration.ofHours(24);

  private final SuspiciousAddresses suspicious =
      new SuspiciousAddresses(MOST, SUSPICION, Clock.systemUTC());
  private final KnownBlocks blocks = new KnownBlocks();
  private final Map<ClientAddress, Integer> alerts = new HashMap<>();
  private final KnownAlerts known = new KnownAlerts();
  private final Instant now = Instant.now();

  /** Takes an event of whatever type. */
  public void take(EventView event) {
    suspicious.observe(event);
    known.take(event);
    blocks.take(event);
    ClientAddress address = ClientAddress.of(event);
    if (address != null && event.type().equals(EventType.ALERT)) {
      alerts.merge(address.networkAddress(), 1, Integer::sum);
    }
  }

  /** All of them: the blocked first, then by when they were last seen. */
  public List<ClientRecord> all() {
    Map<ClientAddress, ClientRecord> all = new HashMap<>();
    for (SuspiciousAddresses.Entry entry : suspicious.entries()) {
      ClientAddress client = Objects.requireNonNull(ClientAddress.parseNetwork(entry.address()));
      if (attacked(client)) {
        all.put(client, client(client));
      }
    }
    blocks.clients().stream()
        .map(this::client)
        .filter(client -> client.block().isPresent())
        .forEach(client -> all.put(client.address(), client));
    List<ClientRecord> sorted = new ArrayList<>(all.values());
    sorted.sort(
        Comparator.comparing((ClientRecord client) -> client.block().isEmpty())
            .thenComparing(KnownClients::lastSeen, Comparator.reverseOrder())
            .thenComparing(ClientRecord::address));
    return sorted;
  }

  /** Whoever attacked was suspicious until some time; who was only blocked never was. */
  private boolean attacked(ClientAddress client) {
    return suspicious.isSuspicious(client, 0);
  }

  private static Instant lastSeen(ClientRecord client) {
    return client.seen() == null ? Instant.EPOCH : client.seen().lastSeen();
  }

  /** What is known of one. */
  public ClientRecord client(ClientAddress address) {
    ClientAddress client = address.networkAddress();
    return new ClientRecord(
        client,
        suspicious.entry(client),
        blocks.live(client, now),
        alerts.getOrDefault(client, 0),
        suspicious.isSuspicious(client, Timestamps.micros(now)));
  }

  /** The alerts of a client. */
  public List<AlertRecord> alertsOf(ClientAddress client) {
    String network = client.network();
    return known.all().stream()
        .filter(alert -> network.equals(alert.key().get("ip_address")))
        .toList();
  }
}

package dev.tocsin.risk;

import dev.tocsin.event.Category;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Entries;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clients that were seen attacking: those from which an event of category ATTACK came, or for
 * which a rule fired, until a time after the last such event. A client is an IPv4 address or an
 * IPv6 network of 64 bits.
 *
 * <p>Bounded: when the table is full, an entry that is suspicious no more and not blocked makes
 * room, else the one that was seen longest ago; {@link #evictions()} counts the latter. Addresses
 * that never attacked take no room and make no garbage. Thread-safe. After a restart the table is
 * rebuilt by feeding it the journal's events in their order.
 */
public final class SuspiciousAddresses {
  private final Duration window;
  private final long windowMicros;
  private final Clock clock;
  private final AddressTable table;

  /**
   * An empty table.
   *
   * @param capacity entries at most, 1 to 16,777,216
   * @param window how long a client stays suspicious, at least a second
   * @throws IllegalArgumentException if a figure is out of its range
   */
  public SuspiciousAddresses(int capacity, Duration window, Clock clock) {
    if (capacity < 1 || capacity > AddressTable.MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity " + capacity + ": use 1 to " + AddressTable.MAX_CAPACITY);
    }
    if (window.compareTo(Duration.ofSeconds(1)) < 0
        || window.compareTo(Duration.ofDays(3_650)) > 0) {
      throw new IllegalArgumentException("window " + window + ": use PT1S to P3650D");
    }
    this.window = window;
    this.windowMicros = window.toSeconds() * 1_000_000L + window.toNanosPart() / 1_000;
    this.clock = clock;
    this.table = new AddressTable(capacity);
  }

  /**
   * What is known of a client.
   *
   * @param address IPv4 address or IPv6 network, as {@link ClientAddress#network()} writes it
   * @param threatLevel by the highest risk score seen
   * @param eventCount events since it was first seen, the product's own not counted
   */
  public record Entry(
      String address,
      ThreatLevel threatLevel,
      Instant firstSeen,
      Instant lastSeen,
      long eventCount,
      boolean blocked) {}

  /** How long a client stays suspicious. */
  public Duration window() {
    return window;
  }

  /**
   * Takes note of an event: an attack or an alert makes its client suspicious, a block is
   * remembered, and any other event counts if its client is in the table.
   */
  public void observe(EventView event) {
    int family = event.addressFamily();
    if (family == 0) {
      return;
    }
    EventType type = event.type();
    boolean marks =
        type.category() == Category.ATTACK
            || (type.equals(EventType.ALERT) && !isSimulated(event))
            || type.equals(EventType.CLIENT_BLOCKED);
    if (!marks && table.size() == 0) {
      return;
    }
    long high = high(family, event.addressHigh());
    long low = low(family, event.addressLow());
    synchronized (this) {
      int entry = table.find(high, low);
      if (entry < 0) {
        if (!marks) {
          return;
        }
        entry = table.add(high, low, event.timestampMicros(), Timestamps.now(clock));
      }
      note(event, type, entry, marks);
    }
  }

  /** A rule that is only tried out harms nobody. */
  private static boolean isSimulated(EventView alert) {
    return alert.get(EventField.DETAILS) instanceof Entries details
        && Boolean.TRUE.equals(details.get("simulate"));
  }

  private void note(EventView event, EventType type, int entry, boolean marks) {
    long at = event.timestampMicros();
    boolean own = type.origin() == EventType.Origin.PRODUCT;
    table.seen(entry, at, Math.max(0, event.riskTenths()), own ? 0 : 1);
    if (type.equals(EventType.CLIENT_BLOCKED)) {
      table.setBlocked(entry, true);
    } else if (type.equals(EventType.CLIENT_UNBLOCKED)) {
      table.setBlocked(entry, false);
    } else if (marks) {
      table.setUntil(entry, until(at));
    }
  }

  /** The end of a window that begins at a time; a clock that runs ahead does not prolong it. */
  private long until(long atMicros) {
    return Math.min(atMicros, Timestamps.now(clock)) + windowMicros;
  }

  /** Whether a client is suspicious at a time, in microseconds. */
  public boolean isSuspicious(ClientAddress address, long nowMicros) {
    return isSuspicious(address.family(), address.high(), address.low(), nowMicros);
  }

  /** Whether an event's client is suspicious when the event happens; false if it has no address. */
  public boolean isSuspicious(EventView event) {
    return isSuspicious(
        event.addressFamily(), event.addressHigh(), event.addressLow(), event.timestampMicros());
  }

  private boolean isSuspicious(int family, long addressHigh, long addressLow, long nowMicros) {
    if (family == 0 || table.size() == 0) {
      return false;
    }
    long high = high(family, addressHigh);
    long low = low(family, addressLow);
    synchronized (this) {
      return table.until(high, low) > nowMicros;
    }
  }

  /** What is known of a client, or null if it is not in the table. */
  public synchronized @Nullable Entry entry(ClientAddress address) {
    int entry =
        table.find(high(address.family(), address.high()), low(address.family(), address.low()));
    return entry < 0 ? null : table.entry(entry);
  }

  /** All entries, the one seen longest ago first. */
  public synchronized List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(table.size());
    table.forEach(entry -> entries.add(table.entry(entry)));
    return List.copyOf(entries);
  }

  public int size() {
    return table.size();
  }

  /** Entries that had to go while they were still suspicious or blocked, as the table was full. */
  public synchronized long evictions() {
    return table.evictions();
  }

  /** IPv4 addresses stand in the table as IPv4-mapped ones, so that one key fits both families. */
  private static long high(int family, long high) {
    return family == 4 ? 0 : high;
  }

  private static long low(int family, long low) {
    return family == 4 ? AddressTable.IPV4_MAPPED | low : 0;
  }
}

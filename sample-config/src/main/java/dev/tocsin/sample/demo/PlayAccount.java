package dev.tocsin.sample.demo;

import dev.tocsin.event.EventType;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a play did: how many events of which type it must have caused, from which address. It knows
 * nothing of the journal; the two are compared.
 */
public final class PlayAccount {
  private final Map<Key, Integer> events;

  private PlayAccount(Map<Key, Integer> events) {
    this.events = events;
  }

  /**
   * What events are counted by.
   *
   * @param type the type's name, for example {@code pin_failed}
   * @param address the client's address in canonical text
   */
  public record Key(String type, String address) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byType = type.compareTo(other.type);
      return byType != 0 ? byType : address.compareTo(other.address);
    }

    @Override
    public String toString() {
      return type + " from " + address;
    }
  }

  /** Events by type and address, sorted; unmodifiable. */
  public Map<Key, Integer> events() {
    return events;
  }

  /** Events by type, sorted. */
  public Map<String, Integer> byType() {
    Map<String, Integer> byType = new TreeMap<>();
    events.forEach((key, count) -> byType.merge(key.type(), count, Integer::sum));
    return byType;
  }

  /** All events. */
  public int total() {
    return events.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Counts while the play goes on. */
  static final class Tally {
    private final Map<Key, Integer> events = new TreeMap<>();

    /** One event of this type from this client. */
    void add(EventType type, DemoClient client) {
      events.merge(new Key(type.name(), client.address()), 1, Integer::sum);
    }

    PlayAccount account() {
      return new PlayAccount(Collections.unmodifiableMap(new TreeMap<>(events)));
    }
  }
}

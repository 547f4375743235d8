package dev.tocsin.sample.demo;

import dev.tocsin.event.EventType;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a play did: how many events of which type it must have caused, from which address. It knows
 * nothing of the journal; the two are compared.
 */
public final class PlayAccount {
  private final Map<Key, Integer> events;
  private final Set<Key> alerts;
  private final Set<String> blocked;

  private PlayAccount(Map<Key, Integer> events, Set<Key> alerts, Set<String> blocked) {
    this.events = events;
    this.alerts = alerts;
    this.blocked = blocked;
  }

  /**
   * What events are counted by.
   *
   * @param type the type's name, for example {@code pin_failed}, or a rule's
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

  /** The rules that must alert, each with the client's network, sorted; unmodifiable. */
  public Set<Key> alerts() {
    return alerts;
  }

  /** The clients' networks that must be blocked, and no others, sorted; unmodifiable. */
  public Set<String> blocked() {
    return blocked;
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
    private final Set<Key> alerts = new TreeSet<>();
    private final Set<String> blocked = new TreeSet<>();

    /** One event of this type from this client. */
    void add(EventType type, DemoClient client) {
      events.merge(new Key(type.name(), client.address()), 1, Integer::sum);
    }

    /** An alert of this rule about this client. */
    void alert(String rule, DemoClient client) {
      alerts.add(new Key(rule, client.network()));
    }

    /** That this client is turned away from now on. */
    void blocked(DemoClient client) {
      blocked.add(client.network());
    }

    PlayAccount account() {
      return new PlayAccount(
          Collections.unmodifiableMap(new TreeMap<>(events)),
          Collections.unmodifiableSet(new TreeSet<>(alerts)),
          Collections.unmodifiableSet(new TreeSet<>(blocked)));
    }
  }
}

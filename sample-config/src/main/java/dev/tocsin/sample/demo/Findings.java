package dev.tocsin.sample.demo;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.ThreatLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a journal was found to hold: the events that the application logged, counted as a {@link
 * PlayAccount} counts them, and what stands out. Events that the product writes of itself only
 * count for the range of numbers. Used by one thread.
 */
final class Findings {
  private final Map<PlayAccount.Key, Integer> events = new TreeMap<>();
  private final Map<String, Address> addresses = new TreeMap<>();
  private final List<Alert> alerts = new ArrayList<>();
  private final List<Blocked> blocked = new ArrayList<>();
  private long firstSeq = -1;
  private long lastSeq = -1;

  /**
   * A client's address and what came from it.
   *
   * @param highestTenths the highest risk score of its events, times ten
   * @param sumTenths the risk scores of its events together, times ten
   */
  record Address(String address, int events, int highestTenths, int sumTenths) {

    static Address of(String address, int riskTenths) {
      return new Address(address, 1, riskTenths, riskTenths);
    }

    Address and(Address more) {
      return new Address(
          address,
          events + more.events,
          Math.max(highestTenths, more.highestTenths),
          sumTenths + more.sumTenths);
    }

    ThreatLevel threatLevel() {
      return ThreatLevel.ofRiskTenths(highestTenths);
    }
  }

  /** An alert as it began. */
  record Alert(String rule, String key, long count, String action) {}

  /** A client that was shut out. */
  record Blocked(String client, String rule, long seconds) {}

  void add(SecurityEvent event) {
    if (firstSeq < 0) {
      firstSeq = event.seq();
    }
    lastSeq = event.seq();
    if (event.type().isReserved()) {
      addProductEvent(event);
      return;
    }
    String address = String.valueOf(event.get(EventField.IP_ADDRESS));
    events.merge(new PlayAccount.Key(event.type().name(), address), 1, Integer::sum);
    addresses.merge(address, Address.of(address, Math.max(0, event.riskTenths())), Address::and);
  }

  private void addProductEvent(SecurityEvent event) {
    Map<String, @Nullable Object> details = event.details();
    if (event.type().equals(EventType.ALERT)) {
      alerts.add(
          new Alert(
              String.valueOf(details.get("rule")),
              String.valueOf(details.get("key")),
              details.get("count") instanceof Number count ? count.longValue() : 0,
              String.valueOf(details.get("action"))));
    } else if (event.type().equals(EventType.CLIENT_BLOCKED)) {
      blocked.add(
          new Blocked(
              String.valueOf(details.get("client")),
              String.valueOf(details.get("rule")),
              details.get("seconds") instanceof Number time ? time.longValue() : 0));
    }
  }

  /** The alerts that began, in their order. */
  List<Alert> alerts() {
    return List.copyOf(alerts);
  }

  /** The clients that were shut out, in that order. */
  List<Blocked> blocked() {
    return List.copyOf(blocked);
  }

  /** Events by type, sorted by name. */
  Map<String, Integer> byType() {
    Map<String, Integer> byType = new TreeMap<>();
    events.forEach((key, count) -> byType.merge(key.type(), count, Integer::sum));
    return byType;
  }

  int total() {
    return events.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The addresses whose events together are the riskiest. */
  List<Address> topAddresses(int count) {
    return addresses.values().stream()
        .sorted(
            Comparator.comparingInt(Address::sumTenths).reversed().thenComparing(Address::address))
        .limit(count)
        .toList();
  }

  /** The number of the first event, or -1. */
  long firstSeq() {
    return firstSeq;
  }

  /** The number of the last event, or -1. */
  long lastSeq() {
    return lastSeq;
  }

  /** Where the journal and the play differ, a line each; empty when they agree to the event. */
  List<String> differences(PlayAccount play) {
    TreeSet<PlayAccount.Key> keys = new TreeSet<>(events.keySet());
    keys.addAll(play.events().keySet());
    List<String> differences = new ArrayList<>();
    for (PlayAccount.Key key : keys) {
      int wanted = play.events().getOrDefault(key, 0);
      int found = events.getOrDefault(key, 0);
      if (wanted != found) {
        differences.add(key + ": " + wanted + " played, " + found + " in the journal");
      }
    }
    compare(
        "alert",
        play.alerts().stream().map(PlayAccount.Key::toString).toList(),
        alerts.stream()
            .map(each -> new PlayAccount.Key(each.rule(), each.key()).toString())
            .toList(),
        differences);
    compare(
        "block of",
        List.copyOf(play.blocked()),
        blocked.stream().map(Blocked::client).toList(),
        differences);
    return differences;
  }

  /** Each one that is wanted must be there once, and no other. */
  private static void compare(
      String what, List<String> wanted, List<String> found, List<String> differences) {
    List<String> left = new ArrayList<>(found);
    for (String each : wanted) {
      if (!left.remove(each)) {
        differences.add(what + " " + each + ": did not come");
      }
    }
    left.forEach(each -> differences.add(what + " " + each + ": was not to come"));
  }
}

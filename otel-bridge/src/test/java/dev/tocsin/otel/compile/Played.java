package dev.tocsin.otel.compile;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An event of a trace.
 *
 * @param at when it happened, in seconds from the trace's start
 * @param logged when it was recorded
 */
record Played(
    double at, double logged, EventType type, @Nullable String ip, @Nullable String user) {

  /** A trace: what happened within a slot of four hours. */
  record Trace(String name, List<Played> events) {}

  /** The trace of that name. */
  static Trace named(String name, List<Trace> traces) {
    return traces.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static final String A = "203.0.113.7";

  private static Played failure(double at, String ip) {
    return new Played(at, at, EventType.AUTH_FAILURE, ip, "alice");
  }

  /** So many failures from an address, one every so many seconds. */
  private static List<Played> failures(int count, double from, double every, String ip) {
    List<Played> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(failure(from + i * every, ip));
    }
    return events;
  }

  @SafeVarargs
  private static List<Played> all(List<Played>... parts) {
    List<Played> all = new ArrayList<>();
    for (List<Played> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  /** The library. Offsets of halves and thirds of a second keep events off the evaluations. */
  static List<Trace> library() {
    return List.of(
        new Trace("five_within", failures(5, 600.3, 40, A)),
        new Trace("four_only", failures(4, 600.3, 10, A)),
        new Trace("just_inside_the_window", failures(5, 600.3, 74.9, A)),
        new Trace("exactly_a_window_apart", failures(5, 600.3, 75, A)),
        new Trace("straddles_two_windows", failures(8, 870.3, 30, A)),
        new Trace("slow_below_the_threshold", failures(40, 600.3, 80, A)),
        new Trace("slow_by_the_hour", failures(12, 600.3, 290, A)),
        new Trace("burst", failures(200, 600.3, 0.05, A)),
        new Trace("many_addresses", manyAddresses()),
        new Trace("spread_over_addresses", spread()),
        new Trace("one_network_of_ipv6", ipv6()),
        new Trace("late_within_a_minute", late(45)),
        new Trace("later_than_a_minute", late(90)),
        new Trace("from_the_future", future()),
        new Trace("over_and_over", overAndOver()),
        new Trace("many_users_from_one_address", spraying()),
        new Trace("injection", injections()),
        new Trace("scanning", scanning()),
        new Trace("without_an_address", withoutAddress()),
        new Trace("random", random()));
  }

  private static List<Played> manyAddresses() {
    List<Played> events = new ArrayList<>();
    for (int address = 0; address < 60; address++) {
      // Every third one reaches the threshold.
      int count = address % 3 == 0 ? 5 : 4;
      events.addAll(failures(count, 600.3 + address, 20.01, "198.51.100." + address));
    }
    return events;
  }

  /** None of them often, all of them together much. */
  private static List<Played> spread() {
    List<Played> events = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      events.add(failure(600.3 + i * 2, "198.51.100." + i));
    }
    return events;
  }

  private static List<Played> ipv6() {
    List<Played> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(failure(600.3 + i * 9, "2001:db8:1:2::" + (i + 1)));
      events.add(failure(604.3 + i * 9, "2001:db8:1:" + (i + 10) + "::1"));
    }
    return events;
  }

  private static List<Played> late(double by) {
    List<Played> events = failures(4, 600.3, 20, A);
    events.add(new Played(680.3, 680.3 + by, EventType.AUTH_FAILURE, A, "alice"));
    return events;
  }

  private static List<Played> future() {
    List<Played> events = failures(4, 600.3, 20, A);
    events.add(new Played(680.3 + 86_400, 680.3, EventType.AUTH_FAILURE, A, "alice"));
    return events;
  }

  /** It ends, begins again before the alert is over, and once more after that. */
  private static List<Played> overAndOver() {
    return all(failures(6, 600.3, 3, A), failures(6, 1_100.3, 3, A), failures(6, 3_000.3, 3, A));
  }

  private static List<Played> spraying() {
    List<Played> events = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      events.add(
          new Played(600.3 + i * 25, 600.3 + i * 25, EventType.AUTH_FAILURE, A, "user" + i % 6));
    }
    events.add(new Played(905.3, 905.3, EventType.AUTH_SUCCESS, A, "user3"));
    return events;
  }

  private static List<Played> injections() {
    List<Played> events = new ArrayList<>();
    for (double at : new double[] {600.3, 640.3, 1_000.3}) {
      events.add(new Played(at, at, EventType.SQL_INJECTION_ATTEMPT, A, null));
    }
    events.add(new Played(610.3, 610.3, EventType.XSS_ATTEMPT, "203.0.113.8", null));
    for (int i = 0; i < 11; i++) {
      double at = 2_000.3 + i * 50;
      events.add(new Played(at, at, EventType.SUSPICIOUS_ACTIVITY, A, "bob"));
    }
    return events;
  }

  private static List<Played> scanning() {
    List<Played> events = new ArrayList<>();
    for (int i = 0; i < 55; i++) {
      double at = 600.3 + i * 65;
      events.add(new Played(at, at, EventType.QR_SCANNED, A, null));
    }
    return events;
  }

  private static List<Played> withoutAddress() {
    List<Played> events = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      events.add(new Played(600.3 + i, 600.3 + i, EventType.AUTH_FAILURE, null, "alice"));
    }
    return events;
  }

  private static List<Played> random() {
    Random random = new Random(9);
    List<EventType> types =
        List.of(
            EventType.AUTH_FAILURE,
            EventType.PIN_FAILED,
            EventType.AUTH_SUCCESS,
            EventType.QR_SCANNED,
            EventType.SUSPICIOUS_ACTIVITY);
    List<Played> events = new ArrayList<>();
    double at = 600.3;
    for (int i = 0; i < 400; i++) {
      at += random.nextInt(4) == 0 ? random.nextInt(90) : random.nextInt(6) + 0.01;
      events.add(
          new Played(
              at,
              at,
              types.get(random.nextInt(types.size())),
              "192.0.2." + random.nextInt(3),
              "u" + random.nextInt(7)));
    }
    return events;
  }

  /** As it was recorded, in a trace that began then. */
  EventDraft event(Instant start, long number) {
    EventDraft event = new EventDraft();
    event.setType(type);
    event.setId(0x7000, 0x8000_0000_0000_0000L | number);
    event.setTimestampMicros(micros(start, at));
    event.setLoggedAtMicros(micros(start, logged));
    event.setSeverity(type.severity());
    event.setSuccess(type.success());
    if (ip != null) {
      event.setAddress(ClientAddress.parse(ip));
    }
    if (user != null) {
      event.set(EventField.USER_ID, user);
    }
    return event;
  }

  static long micros(Instant start, double seconds) {
    return start.getEpochSecond() * 1_000_000L + Math.round(seconds * 1_000_000);
  }
}

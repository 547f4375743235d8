package dev.tocsin.audit;

import dev.tocsin.event.Entries;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Severity;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts recorded events by type, severity and outcome. Bounded: beyond {@value #MOST_TYPES} types
 * those that come after are counted under one name. Makes no garbage but for the first event of a
 * type. Thread-safe.
 */
public final class EventCounts {
  /** Types that are counted by name. */
  public static final int MOST_TYPES = 190;

  /** Instead of the name of a type that came when there were too many. */
  public static final String OTHER = "other";

  private final Map<EventType, Counts> byType = new ConcurrentHashMap<>();
  private final Counts others = new Counts();
  private final Map<String, Counts> alerts = new ConcurrentHashMap<>();

  EventCounts() {}

  /** Hears of each count. */
  public interface Visitor {
    /**
     * A count above 0.
     *
     * @param type name of the type, or {@link EventCounts#OTHER}
     */
    void count(String type, Severity severity, boolean success, long events);
  }

  /** By severity, those of failures and of successes. */
  private static final class Counts {
    private final Map<Severity, LongAdder> failures = adders();
    private final Map<Severity, LongAdder> successes = adders();

    private static Map<Severity, LongAdder> adders() {
      Map<Severity, LongAdder> adders = new EnumMap<>(Severity.class);
      for (Severity severity : Severity.values()) {
        adders.put(severity, new LongAdder());
      }
      return adders;
    }

    void add(Severity severity, boolean success) {
      LongAdder adder = (success ? successes : failures).get(severity);
      if (adder != null) {
        adder.increment();
      }
    }

    void visit(String type, Visitor visitor) {
      failures.forEach((severity, adder) -> visit(type, severity, false, adder.sum(), visitor));
      successes.forEach((severity, adder) -> visit(type, severity, true, adder.sum(), visitor));
    }

    private static void visit(
        String type, Severity severity, boolean success, long events, Visitor visitor) {
      if (events > 0) {
        visitor.count(type, severity, success, events);
      }
    }
  }

  void add(EventView event) {
    EventType type = event.type();
    Counts counts = byType.get(type);
    if (counts == null) {
      boolean room = byType.size() < MOST_TYPES;
      counts = room ? byType.computeIfAbsent(type, unused -> new Counts()) : others;
    }
    counts.add(event.severity(), event.success());
    if (type.equals(EventType.ALERT)) {
      addAlert(event);
    }
  }

  private void addAlert(EventView event) {
    String rule = OTHER;
    if (event.get(EventField.DETAILS) instanceof Entries details) {
      for (int i = 0; i < details.size(); i++) {
        if (details.nameAt(i).equals("rule") && details.valueAt(i) instanceof String text) {
          rule = text;
        }
      }
    }
    String counted = alerts.size() < MOST_TYPES || alerts.containsKey(rule) ? rule : OTHER;
    alerts.computeIfAbsent(counted, unused -> new Counts()).add(event.severity(), event.success());
  }

  /** Tells every count of alerts that began, with the rule's id for a type. */
  public void visitAlerts(Visitor visitor) {
    alerts.forEach((rule, counts) -> counts.visit(rule, visitor));
  }

  /** Tells every count. */
  public void visit(Visitor visitor) {
    byType.forEach((type, counts) -> counts.visit(type.name(), visitor));
    others.visit(OTHER, visitor);
  }
}

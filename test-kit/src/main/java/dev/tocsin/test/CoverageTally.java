package dev.tocsin.test;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.AuditSink;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts the events of this JVM's tests by type. Thread-safe. */
final class CoverageTally {
  /** Of the tests that exercised a type, so many are named. */
  static final int MOST_TESTS = 3;

  private static final int MOST_TYPES = 10_000;

  private final Map<String, Use> uses = new LinkedHashMap<>();
  private final Instant from = Instant.now();

  private static final class Use {
    private final List<String> tags;
    private final TreeSet<String> tests = new TreeSet<>();
    private long events;

    Use(EventType type) {
      tags = type.canonical().complianceTags();
    }

    AuditCoverage.Type of(String name) {
      return new AuditCoverage.Type(name, events, tags, List.copyOf(tests));
    }
  }

  /**
   * Counts an event.
   *
   * @param test the name of the test that it belongs to; null if it belongs to none
   */
  synchronized void count(SecurityEvent event, @Nullable String test) {
    Use use = use(event.type());
    if (use == null) {
      return;
    }
    use.events++;
    if (test != null && use.tests.size() < MOST_TESTS) {
      use.tests.add(test);
    }
  }

  /** Two names of one type count as one. Names may come from outside: there is a limit to them. */
  private @Nullable Use use(EventType type) {
    String name = type.canonical().name();
    return uses.size() < MOST_TYPES
        ? uses.computeIfAbsent(name, each -> new Use(type))
        : uses.get(name);
  }

  /** What was exercised so far, of all types that are known here. */
  synchronized AuditCoverage snapshot() {
    know(EventTypes.builtIn());
    AuditRegistry.sinks().stream().map(AuditSink::types).forEach(this::know);
    return new AuditCoverage(
        1,
        from,
        Instant.now(),
        uses.entrySet().stream().map(each -> each.getValue().of(each.getKey())).toList());
  }

  private void know(EventTypes types) {
    for (EventType type : types.all()) {
      if (!type.isReserved()) {
        var unused = use(type);
      }
    }
  }
}

package dev.tocsin.test;

import dev.tocsin.event.SecurityEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the events of a test. A failure tells what was expected, which event is nearest and
 * where it differs, and everything that was logged instead.
 *
 * <p>While several tests run, an event of a thread that is no test's can't be told apart ({@link
 * AuditCapture#unclaimed()}). Such an event never makes an assertion pass; one that may make it
 * wrong fails it, and the message says so.
 */
public final class AuditCaptureAssert extends AbstractAssert<AuditCaptureAssert, AuditCapture> {
  AuditCaptureAssert(AuditCapture actual) {
    super(actual, AuditCaptureAssert.class);
  }

  /** What there was when an assertion was called. */
  private record Seen(
      List<SecurityEvent> events,
      List<SecurityEvent> notRecorded,
      List<SecurityEvent> unclaimed,
      long notKept) {}

  private Seen seen() {
    isNotNull();
    return new Seen(actual.events(), actual.notRecorded(), actual.unclaimed(), actual.notKept());
  }

  /** That for each expectation there is an event; there may be others, in any order. */
  public AuditCaptureAssert has(EventExpectation... expected) {
    Seen seen = seen();
    for (EventExpectation each : expected) {
      if (seen.events().stream().noneMatch(each::isMetBy)) {
        fail("Expected an event:\n  " + each + "\n", List.of(each), seen);
      }
    }
    return this;
  }

  /** That there is no event that meets one of the expectations. */
  public AuditCaptureAssert hasNo(EventExpectation... unexpected) {
    Seen seen = seen();
    for (EventExpectation each : unexpected) {
      for (int i = 0; i < seen.events().size(); i++) {
        if (each.isMetBy(seen.events().get(i))) {
          fail(
              "Expected no event:\n  " + each + "\nbut event " + (i + 1) + " is one.\n",
              List.of(),
              seen);
        }
      }
      certain("Expected no event:\n  " + each + "\n", each, seen);
    }
    return this;
  }

  /** That so many events meet the expectation. */
  public AuditCaptureAssert hasTimes(int times, EventExpectation expected) {
    Seen seen = seen();
    long met = seen.events().stream().filter(expected::isMetBy).count();
    String wanted = "Expected " + Logged.count(times, "event") + ":\n  " + expected + "\n";
    if (met != times) {
      fail(
          wanted + "but there are " + met + ".\n",
          met < times ? List.of(expected) : List.of(),
          seen);
    }
    certain(wanted, expected, seen);
    return this;
  }

  /** That there are these events in this order, and no others. */
  public AuditCaptureAssert hasExactly(EventExpectation... expected) {
    Seen seen = seen();
    String wanted = "Expected exactly these events, in this order:\n" + list(expected);
    int both = Math.min(expected.length, seen.events().size());
    for (int i = 0; i < both; i++) {
      SecurityEvent event = seen.events().get(i);
      if (!expected[i].isMetBy(event)) {
        fail(wanted + "but event " + (i + 1) + differs(expected[i], event), List.of(), seen);
      }
    }
    if (expected.length != seen.events().size()) {
      fail(wanted + "but there are " + seen.events().size() + ".\n", List.of(), seen);
    }
    certain(wanted, null, seen);
    return this;
  }

  /** That there are these events in this order; others may stand before, between and behind. */
  public AuditCaptureAssert hasInOrder(EventExpectation... expected) {
    Seen seen = seen();
    int from = 0;
    for (int i = 0; i < expected.length; i++) {
      int at = from;
      while (at < seen.events().size() && !expected[i].isMetBy(seen.events().get(at))) {
        at++;
      }
      if (at == seen.events().size()) {
        fail(
            "Expected these events in this order, others between them:\n"
                + list(expected)
                + "but there is no "
                + expected[i]
                + (from == 0 ? ".\n" : " behind event " + from + ".\n"),
            from == 0 ? List.of(expected[i]) : List.of(),
            seen);
      }
      from = at + 1;
    }
    return this;
  }

  /** That for each expectation there is an event, and that each event meets one. */
  public AuditCaptureAssert hasOnly(EventExpectation... expected) {
    has(expected);
    Seen seen = seen();
    String wanted = "Expected only events of these kinds:\n" + list(expected);
    for (int i = 0; i < seen.events().size(); i++) {
      SecurityEvent event = seen.events().get(i);
      if (Arrays.stream(expected).noneMatch(each -> each.isMetBy(event))) {
        fail(wanted + "but event " + (i + 1) + " is another one.\n", List.of(), seen);
      }
    }
    certain(wanted, null, seen);
    return this;
  }

  /** That nothing was logged. */
  public AuditCaptureAssert isEmpty() {
    Seen seen = seen();
    if (!seen.events().isEmpty()) {
      fail("Expected no events, but there are " + seen.events().size() + ".\n", List.of(), seen);
    }
    certain("Expected no events.\n", null, seen);
    return this;
  }

  /** That so many events were logged. */
  public AuditCaptureAssert hasSize(int size) {
    Seen seen = seen();
    String wanted = "Expected " + Logged.count(size, "event");
    if (seen.events().size() != size) {
      fail(wanted + ", but there are " + seen.events().size() + ".\n", List.of(), seen);
    }
    certain(wanted + ".\n", null, seen);
    return this;
  }

  /** That for each expectation there is an event that was logged and could not be recorded. */
  public AuditCaptureAssert hasNotRecorded(EventExpectation... expected) {
    Seen seen = seen();
    for (EventExpectation each : expected) {
      if (seen.notRecorded().stream().noneMatch(each::isMetBy)) {
        fail(
            "Expected an event that could not be recorded:\n  " + each + "\nbut there is none.\n",
            List.of(),
            seen);
      }
    }
    return this;
  }

  /** Fails if events that can't be told apart, or were not kept, could have made it fail. */
  private void certain(String wanted, @Nullable EventExpectation expected, Seen seen) {
    long maybe =
        seen.unclaimed().stream()
            .filter(event -> expected == null || expected.isMetBy(event))
            .count();
    if (maybe > 0) {
      fail(
          wanted
              + "That can't be told: "
              + Logged.count(maybe, "event")
              + " may be of this test or of another one that ran beside it.\n",
          List.of(),
          seen);
    }
    if (seen.notKept() > 0) {
      fail(
          wanted
              + "That can't be told: "
              + Logged.count(seen.notKept(), "event")
              + " came after the first "
              + AuditCapture.MOST_EVENTS
              + " and are not kept; call clear() between parts of the test.\n",
          List.of(),
          seen);
    }
  }

  private void fail(String wanted, List<EventExpectation> missing, Seen seen) {
    StringBuilder out = new StringBuilder("\n").append(wanted);
    missing.forEach(each -> out.append(nearest(each, seen)));
    if (seen.events().isEmpty()) {
      out.append("No event was logged. Does the code under test run, and log by SecurityLogger or");
      out.append(" with a marker?\n");
    }
    Logged.list(out, "Logged:", seen.events());
    Logged.list(out, "Logged, and could not be recorded:", seen.notRecorded());
    Logged.list(
        out,
        "Logged on threads of no test while several tests ran, so nobody knows whose they are (use"
            + " AuditCapture.bind, or let this test run alone):",
        seen.unclaimed());
    failWithMessage("%s", out.toString().stripTrailing());
  }

  private static String nearest(EventExpectation expected, Seen seen) {
    String text = unlike(expected, seen);
    StringBuilder out = new StringBuilder(text);
    if (seen.notRecorded().stream().anyMatch(expected::isMetBy)) {
      out.append("There is one that could not be recorded.\n");
    }
    if (seen.unclaimed().stream().anyMatch(expected::isMetBy)) {
      out.append("There is one of which nobody knows whose it is.\n");
    }
    return out.toString();
  }

  /** Tells the event that is most like it: one of its type, if there is any. */
  private static String unlike(EventExpectation expected, Seen seen) {
    int nearest = -1;
    int best = -1;
    for (int i = 0; i < seen.events().size(); i++) {
      SecurityEvent event = seen.events().get(i);
      int likeness = expected.likeness(event) + (expected.isOfType(event) ? 1_000 : 0);
      if (!expected.isMetBy(event) && likeness > best) {
        best = likeness;
        nearest = i;
      }
    }
    return best <= 0
        ? ""
        : "The nearest is event "
            + (nearest + 1)
            + ", which"
            + differs(expected, seen.events().get(nearest));
  }

  private static String differs(EventExpectation expected, SecurityEvent event) {
    List<String> lines = new ArrayList<>();
    expected.differences(event).forEach(each -> lines.add("  " + each + "\n"));
    return " differs in:\n" + String.join("", lines);
  }

  private static String list(EventExpectation... expected) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < expected.length; i++) {
      out.append("  ").append(i + 1).append(". ").append(expected[i]).append('\n');
    }
    return out.toString();
  }
}

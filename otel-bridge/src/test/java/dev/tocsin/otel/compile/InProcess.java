package dev.tocsin.otel.compile;

import dev.tocsin.rules.Alert;
import dev.tocsin.rules.AlertListener;
import dev.tocsin.rules.Detector;
import dev.tocsin.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the process says of a trace: the reference for all targets. */
final class InProcess {
  private InProcess() {}

  /**
   * When alerts began, in seconds from the trace's start, by rule and group with a bar between.
   *
   * @param seconds how long it is watched
   */
  static Map<String, List<Double>> alerts(
      RuleSet rules, List<Played> events, Instant begin, int seconds) {
    Detector detector = new Detector(rules);
    Map<String, List<Double>> fired = new TreeMap<>();
    AlertListener listener =
        new AlertListener() {
          @Override
          public void fired(Alert alert) {
            String key = String.join("|", alert.key().values());
            double at = Duration.between(begin, alert.firedAt()).toNanos() / 1e9;
            fired
                .computeIfAbsent(alert.rule().name() + "|" + key, all -> new ArrayList<>())
                .add(at);
          }

          @Override
          public void resolved(Alert alert) {}
        };
    double now = 0;
    for (Played each : inOrder(events)) {
      for (; now < each.logged(); now++) {
        detector.advance(Played.micros(begin, now), listener);
      }
      detector.offer(each.event(begin, 1), Played.micros(begin, each.logged()), listener);
    }
    for (; now < seconds; now++) {
      detector.advance(Played.micros(begin, now), listener);
    }
    return fired;
  }

  /** As they were recorded. */
  static List<Played> inOrder(List<Played> events) {
    return events.stream().sorted(Comparator.comparing(Played::logged)).toList();
  }
}

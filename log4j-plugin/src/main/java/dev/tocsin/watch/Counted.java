package dev.tocsin.watch;

import dev.tocsin.rules.Detector;
import dev.tocsin.rules.RuleCounts;
import java.util.List;

/** What the detectors of some watches have counted. Immutable. */
record Counted(long evaluated, long late, long future, long evicted, long ungrouped) {
  static final Counted NOTHING = new Counted(0, 0, 0, 0, 0);

  static Counted by(List<Watch> watches) {
    long evaluated = 0;
    long late = 0;
    long future = 0;
    long evicted = 0;
    long ungrouped = 0;
    for (Watch watch : watches) {
      Detector detector = watch.detector();
      evaluated = Math.max(evaluated, detector.offered());
      late = Math.max(late, detector.late());
      future = Math.max(future, detector.future());
      for (RuleCounts each : detector.counts().values()) {
        evicted += each.evicted();
        ungrouped += each.ungrouped();
      }
    }
    return new Counted(evaluated, late, future, evicted, ungrouped);
  }

  Counted plus(Counted other) {
    return new Counted(
        evaluated + other.evaluated,
        late + other.late,
        future + other.future,
        evicted + other.evicted,
        ungrouped + other.ungrouped);
  }

  Counted minus(Counted other) {
    return new Counted(
        evaluated - other.evaluated,
        late - other.late,
        future - other.future,
        evicted - other.evicted,
        ungrouped - other.ungrouped);
  }
}

package dev.tocsin.bench;

import dev.tocsin.bench.Figure.Mark;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a run has to show.
 *
 * @param what is measured
 * @param unit of value and marks; empty for a plain number
 * @param measure finds the value in a run that measured it
 * @param must what is promised, or null
 * @param aim what is wished, or null
 */
record Requirement(
    String what,
    String unit,
    Function<Results, OptionalDouble> measure,
    @Nullable Mark must,
    @Nullable Mark aim) {

  /** What came of it. */
  enum Outcome {
    NOT_MEASURED("not measured"),
    MISSED("not met"),
    MET("met"),
    AIM_MISSED("aim not met"),
    AIM_MET("aim met");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  Outcome outcome(Results results) {
    OptionalDouble value = measure.apply(results);
    if (value.isEmpty()) {
      return Outcome.NOT_MEASURED;
    }
    double measured = value.getAsDouble();
    if (must != null && !must.isMet(measured)) {
      return Outcome.MISSED;
    }
    if (aim != null && aim.isMet(measured)) {
      return Outcome.AIM_MET;
    }
    return must == null ? Outcome.AIM_MISSED : Outcome.MET;
  }

  /** Such as {@code at most 300 ns}. */
  String text(@Nullable Mark mark) {
    return mark == null
        ? ""
        : (mark.atMost() ? "at most " : "at least ") + Numbers.text(mark.bound(), unit);
  }

  String measured(Results results) {
    OptionalDouble value = measure.apply(results);
    return value.isEmpty() ? "" : Numbers.text(value.getAsDouble(), unit);
  }
}

package dev.tocsin.inspect;

import java.util.Optional;

/** The candidate that was chosen: the product itself. */
record LabLinear(Model model, Confidence least) implements LabCandidate {
  @Override
  public String name() {
    return least == Confidence.HIGH ? "linear, `high` only" : "linear";
  }

  @Override
  public Optional<AttackKind> kind(String text) {
    return InputInspector.inspect(text, model)
        .filter(found -> found.confidence().compareTo(least) >= 0)
        .map(Suspicion::kind);
  }
}

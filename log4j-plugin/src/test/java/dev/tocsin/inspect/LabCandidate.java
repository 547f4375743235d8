package dev.tocsin.inspect;

import java.util.Optional;

/** A way to tell attacks from honest input. */
interface LabCandidate {
  String name();

  /** What a text looks like; empty for honest. */
  Optional<AttackKind> kind(String text);
}

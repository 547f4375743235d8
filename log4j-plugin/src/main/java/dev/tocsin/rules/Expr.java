package dev.tocsin.rules;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import java.util.List;
import java.util.Set;

/** What a detection rule asks of an event. Immutable. */
public sealed interface Expr {
  /** Whether an event answers to it. */
  boolean test(EventView event);

  /** The same, where only the event's type is known. */
  Ternary ofType(EventType type);

  /** Whether the rule names that type itself, as it must for the product's own ones. */
  boolean names(EventType type);

  /** True if all of them are; one alone stands for itself. */
  static Expr all(List<Expr> parts) {
    return parts.size() == 1 ? parts.get(0) : new Junction(true, parts);
  }

  /** True if one of them is; one alone stands for itself. */
  static Expr any(List<Expr> parts) {
    return parts.size() == 1 ? parts.get(0) : new Junction(false, parts);
  }

  /**
   * Several parts.
   *
   * @param all whether all have to be true, or one
   */
  record Junction(boolean all, List<Expr> parts) implements Expr {
    public Junction {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(EventView event) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).test(event) != all) {
          return !all;
        }
      }
      return all;
    }

    @Override
    public Ternary ofType(EventType type) {
      Ternary whole = Ternary.of(all);
      for (Expr part : parts) {
        Ternary one = part.ofType(type);
        if (one == Ternary.of(!all)) {
          return one;
        }
        whole = one == Ternary.UNKNOWN ? one : whole;
      }
      return whole;
    }

    @Override
    public boolean names(EventType type) {
      return parts.stream().anyMatch(part -> part.names(type));
    }
  }

  /** True if the part is not. */
  record Not(Expr part) implements Expr {
    @Override
    public boolean test(EventView event) {
      return !part.test(event);
    }

    @Override
    public Ternary ofType(EventType type) {
      return part.ofType(type).not();
    }

    /** What a rule excludes it does not ask for. */
    @Override
    public boolean names(EventType type) {
      return false;
    }
  }

  /** The event's type is one of these; a type's two names are one. */
  record TypeIs(Set<String> canonicalNames) implements Expr {
    public TypeIs {
      canonicalNames = Set.copyOf(canonicalNames);
    }

    @Override
    public boolean test(EventView event) {
      return names(event.type());
    }

    @Override
    public Ternary ofType(EventType type) {
      return Ternary.of(names(type));
    }

    @Override
    public boolean names(EventType type) {
      return canonicalNames.contains(type.canonical().name());
    }
  }

  /** A field has a value that passes a test; a list passes with any of its elements. */
  record FieldPasses(FieldPath path, ValueTest test) implements Expr {
    @Override
    public boolean test(EventView event) {
      return test.passes(path.value(event));
    }

    @Override
    public Ternary ofType(EventType type) {
      return path.isType() ? Ternary.of(test.passes(type.name())) : Ternary.UNKNOWN;
    }

    @Override
    public boolean names(EventType type) {
      return false;
    }
  }
}

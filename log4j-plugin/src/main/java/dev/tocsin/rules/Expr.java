package dev.tocsin.rules;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import java.util.List;
import java.util.Set;

/** What a detection rule asks of an event. Immutable. */
sealed interface Expr {
  /** Whether an event answers to it. */
  boolean test(EventView event);

  /** The same, where only the event's type is known. */
  Ternary ofType(EventType type);

  /** Whether the rule names that type itself, as it must for the product's own ones. */
  boolean names(EventType type);

  /** True if all parts are. */
  record All(List<Expr> parts) implements Expr {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(EventView event) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).test(event)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Ternary ofType(EventType type) {
      Ternary all = Ternary.TRUE;
      for (Expr part : parts) {
        Ternary one = part.ofType(type);
        if (one == Ternary.FALSE) {
          return one;
        }
        all = one == Ternary.UNKNOWN ? one : all;
      }
      return all;
    }

    @Override
    public boolean names(EventType type) {
      return parts.stream().anyMatch(part -> part.names(type));
    }
  }

  /** True if one part is. */
  record Any(List<Expr> parts) implements Expr {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(EventView event) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).test(event)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Ternary ofType(EventType type) {
      Ternary any = Ternary.FALSE;
      for (Expr part : parts) {
        Ternary one = part.ofType(type);
        if (one == Ternary.TRUE) {
          return one;
        }
        any = one == Ternary.UNKNOWN ? one : any;
      }
      return any;
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

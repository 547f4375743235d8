package dev.tocsin.rules;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Nearest;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Pseudonym;
import dev.tocsin.event.Quote;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.event.Term;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The values that an event's fields can have: a rule that asks for another would never match. */
final class PossibleValues {
  private static final int LOWEST_STATUS = 100;
  private static final int HIGHEST_STATUS = 599;
  private static final int HIGHEST_RISK = 10;

  private final EventTypes types;

  PossibleValues(EventTypes types) {
    this.types = types;
  }

  /**
   * Checks the one text that a rule wants a field to have.
   *
   * @param pattern what is asked for; one with wildcards is not looked at
   * @throws IllegalArgumentException if no event can have it; one line
   */
  void check(FieldPath path, TextPattern pattern) {
    String wanted = pattern.exact();
    if (wanted == null || path.entry() != null) {
      return;
    }
    EventField field = path.field();
    switch (field.kind()) {
      case ENUM -> checkWord(field, wanted, pattern);
      case BOOLEAN -> checkFlag(field, wanted, pattern);
      case INTEGER, DECIMAL -> checkNumber(field, wanted);
      case TIME -> checkTime(field, wanted, pattern);
      case TEXT -> {
        if (path.isType()) {
          checkType(wanted, pattern);
        } else if (path.isAddress()) {
          checkAddress(field, wanted, pattern);
        }
      }
      case TEXT_LIST, MAP, CHANGES -> {
        // Any text may stand there.
      }
    }
  }

  /**
   * Checks that a field's value can be more or less than a number.
   *
   * @throws IllegalArgumentException if it is never a number; one line
   */
  static void checkOrdered(FieldPath path, ValueTest.Order order) {
    boolean never =
        path.entry() == null
            && switch (path.field().kind()) {
              case ENUM, BOOLEAN, TIME -> true;
              default -> path.isType() || path.isAddress();
            };
    if (never) {
      throw new IllegalArgumentException(
          "modifier "
              + order.name().toLowerCase(Locale.ROOT)
              + ": "
              + path
              + " is never a number: name the values that are meant");
    }
  }

  private static void checkWord(EventField field, String wanted, TextPattern pattern) {
    List<String> words = words(field);
    if (words.stream().noneMatch(pattern::matches)) {
      throw bad(
          field,
          wanted,
          Nearest.question(wanted, words) + "use one of " + String.join(", ", words));
    }
  }

  private static List<String> words(EventField field) {
    Term[] terms =
        switch (field) {
          case SEVERITY -> Severity.values();
          case ACTOR_TYPE -> ActorType.values();
          case IP_PROVENANCE -> Provenance.values();
          case THREAT_LEVEL -> ThreatLevel.values();
          case STATUS -> Status.values();
          default -> throw new IllegalStateException("the words of " + field.jsonName());
        };
    return Arrays.stream(terms).map(Term::text).toList();
  }

  private static void checkFlag(EventField field, String wanted, TextPattern pattern) {
    if (field == EventField.IS_TRUNCATED) {
      if (!pattern.matches("true")) {
        throw bad(field, wanted, "use true, or null for an event that is whole");
      }
    } else if (!pattern.matches("true") && !pattern.matches("false")) {
      throw bad(field, wanted, "use true or false");
    }
  }

  private static void checkNumber(EventField field, String wanted) {
    double number = ValueTest.number(wanted);
    boolean whole = Math.rint(number) == number;
    switch (field) {
      case RISK_SCORE -> {
        boolean tenths = Math.rint(number * 10) / 10 == number;
        if (!tenths || number < 0 || number > HIGHEST_RISK) {
          throw bad(field, wanted, "use 0 to " + HIGHEST_RISK + ", with one decimal at most");
        }
      }
      case RESPONSE_STATUS -> {
        if (!whole || number < LOWEST_STATUS || number > HIGHEST_STATUS) {
          throw bad(
              field, wanted, "use a whole number from " + LOWEST_STATUS + " to " + HIGHEST_STATUS);
        }
      }
      default -> {
        if (!whole || number < 1) {
          throw bad(field, wanted, "use a whole number from 1");
        }
      }
    }
  }

  private static void checkTime(EventField field, String wanted, TextPattern pattern) {
    String written;
    try {
      written = Timestamps.text(Timestamps.parse(wanted));
    } catch (IllegalArgumentException e) {
      throw bad(
          field, wanted, "use a time with microseconds, or one with *, as in 2026-11-22T10:*");
    }
    if (!pattern.matches(written)) {
      throw bad(field, wanted, "events have it as " + written + ": use that");
    }
  }

  private void checkType(String wanted, TextPattern pattern) {
    EventType type = types.require(wanted);
    if (!pattern.matches(type.name())) {
      throw bad(EventField.EVENT_TYPE, wanted, "events have it as " + type.name() + ": use that");
    }
  }

  private static void checkAddress(EventField field, String wanted, TextPattern pattern) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    if (Pseudonym.isPseudonym(lower) && pattern.matches(lower)) {
      return;
    }
    ClientAddress address = ClientAddress.parse(wanted);
    if (address == null) {
      throw bad(
          field,
          wanted,
          "use an address, as in 203.0.113.7 or 2001:db8::1; for a range ip_address|cidr");
    }
    if (!pattern.matches(address.text())) {
      throw bad(field, wanted, "events have it as " + address + ": use that");
    }
  }

  private static IllegalArgumentException bad(EventField field, String wanted, String wayOut) {
    return new IllegalArgumentException(
        "field " + field.jsonName() + ": " + Quote.of(wanted) + ": " + wayOut);
  }
}

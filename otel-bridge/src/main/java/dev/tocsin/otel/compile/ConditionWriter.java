package dev.tocsin.otel.compile;

import com.google.re2j.Pattern;
import dev.tocsin.event.AddressRange;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.OpenTelemetryBridge;
import dev.tocsin.rules.Expr;
import dev.tocsin.rules.FieldPath;
import dev.tocsin.rules.RuleSet.Detection;
import dev.tocsin.rules.Ternary;
import dev.tocsin.rules.TextPattern;
import dev.tocsin.rules.ValueTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says in a language of conditions over log records what a rule of one event asks for, and that the
 * record is one that rules see. A negation is written at the leaves, as not every language has one.
 */
abstract class ConditionWriter {
  private static final String PREFIX = OpenTelemetryBridge.EVENT_NAME_PREFIX;

  /** Of no type that anybody has; an event of it stands for all that are not registered. */
  private static final EventType ANY_OTHER = EventTypes.unregistered("TOCSIN_ANY_OTHER");

  private final EventTypes types;

  ConditionWriter(EventTypes types) {
    this.types = types;
  }

  /** Whether the record's name is one of these. */
  abstract String nameIn(List<String> names, boolean wanted);

  /** Whether the whole name is matched by an expression in RE2's syntax, flags included. */
  abstract String nameMatches(String regex, boolean wanted);

  abstract String like(RecordField field, TextPattern pattern, boolean wanted)
      throws NotExpressible;

  abstract String equal(RecordField field, double number, TextPattern pattern, boolean wanted)
      throws NotExpressible;

  abstract String finds(RecordField field, Pattern pattern, boolean wanted) throws NotExpressible;

  abstract String inRange(RecordField field, AddressRange range, boolean wanted)
      throws NotExpressible;

  abstract String compares(RecordField field, ValueTest.Order order, double bound, boolean wanted)
      throws NotExpressible;

  abstract String exists(RecordField field, boolean wanted) throws NotExpressible;

  /** Whether a flag is true. */
  abstract String isTrue(String attribute, boolean wanted);

  /** Of an event that a rule of another process may have raised: see {@link #matching}. */
  private static final String RAISED_BY = "tocsin.details.rule";

  private static final String DERIVED = "tocsin.details.derived";
  private static final String ACTOR_TYPE = "tocsin.actor.type";

  /** Of an event that may lead to a block. */
  private static final String BLOCKABLE = "tocsin.client.blockable";

  /** What is true of a record if the detection matches the event, and rules see it. */
  final String matching(Detection detection) throws NotExpressible {
    Expr expr = detection.expr();
    List<String> parts = new ArrayList<>();
    Set<String> hidden = new TreeSet<>();
    boolean seesReserved = false;
    boolean seesSuspicious = expr.ofType(EventType.SUSPICIOUS_ACTIVITY) != Ternary.FALSE;
    for (EventType type : types.all()) {
      if (type.isReserved() && expr.ofType(type) != Ternary.FALSE) {
        if (expr.names(type)) {
          seesReserved = true;
        } else {
          hidden.add(type.name());
        }
      }
    }
    boolean isOpen = expr.ofType(ANY_OTHER) != Ternary.FALSE;
    if (isOpen) {
      parts.add(nameMatches("(?s)" + Pattern.quote(PREFIX) + ".*", true));
      hidden.add("checkpoint");
    }
    if (!hidden.isEmpty()) {
      parts.add(nameIn(hidden.stream().map(name -> PREFIX + name).toList(), false));
    }
    String asked = of(expr, true);
    if (!parts.contains(asked)) {
      parts.add(asked);
    }
    if (seesReserved) {
      parts.add(isTrue(DERIVED, false));
    }
    if (seesSuspicious) {
      parts.add(notRaised());
    }
    return all(parts);
  }

  /** It is no suspicious event that a rule has logged. */
  private String notRaised() throws NotExpressible {
    return any(
        List.of(
            nameIn(names(Set.of(EventType.SUSPICIOUS_ACTIVITY.name())), false),
            like(
                new RecordField(ACTOR_TYPE, RecordField.Kind.TEXT),
                TextPattern.of("system", false, false, true),
                false),
            exists(new RecordField(RAISED_BY, RecordField.Kind.ANY), false)));
  }

  /** What is true of a record if the condition is, and the event may lead to a block. */
  final String mayBlock(String condition) {
    return all(List.of(isTrue(BLOCKABLE, true), condition));
  }

  /** True if all of them are. */
  final String all(List<String> parts) {
    return parts.size() == 1 ? parts.get(0) : String.join(" and ", parts);
  }

  /** True if one of them is. */
  final String any(List<String> parts) {
    return parts.size() == 1 ? parts.get(0) : "(" + String.join(" or ", parts) + ")";
  }

  private String of(Expr expr, boolean wanted) throws NotExpressible {
    if (expr instanceof Expr.Junction junction) {
      List<String> parts = new ArrayList<>();
      for (Expr part : junction.parts()) {
        parts.add(of(part, wanted));
      }
      if (junction.all() == wanted) {
        return parts.size() == 1 ? parts.get(0) : "(" + all(parts) + ")";
      }
      return any(parts);
    }
    if (expr instanceof Expr.Not not) {
      return of(not.part(), !wanted);
    }
    if (expr instanceof Expr.TypeIs type) {
      return nameIn(names(type.canonicalNames()), wanted);
    }
    if (expr instanceof Expr.FieldPasses passes) {
      return passes.path().isType()
          ? typePasses(passes.test(), wanted)
          : passes(passes.path(), passes.test(), wanted);
    }
    throw new NotExpressible("a condition of a kind that is not known here: " + expr);
  }

  /** The names of records of these types, all their other names included. */
  private List<String> names(Set<String> canonical) {
    Set<String> names = new TreeSet<>(canonical);
    for (EventType type : types.all()) {
      if (canonical.contains(type.canonical().name())) {
        names.add(type.name());
      }
    }
    return names.stream().map(name -> PREFIX + name).toList();
  }

  private String typePasses(ValueTest test, boolean wanted) throws NotExpressible {
    String prefix = Pattern.quote(PREFIX);
    if (test instanceof ValueTest.Exists exists) {
      return nameMatches("(?s)" + prefix + ".*", exists.wanted() == wanted);
    }
    if (test instanceof ValueTest.Like like) {
      TextPattern pattern = like.pattern();
      return nameMatches((pattern.cased() ? "(?s)" : "(?is)") + prefix + pattern.regex(), wanted);
    }
    throw new NotExpressible("event_type can only be compared with texts");
  }

  private String passes(FieldPath path, ValueTest test, boolean wanted) throws NotExpressible {
    RecordField field = RecordField.of(path);
    if (field.isDecimal() && (test instanceof ValueTest.Like || test instanceof ValueTest.Finds)) {
      throw new NotExpressible(
          path + " is a number, whose text has another form elsewhere: compare it with gte, lt, …");
    }
    if (test instanceof ValueTest.Like like) {
      return like(field, like.pattern(), wanted);
    }
    if (test instanceof ValueTest.Equal equal) {
      return equal(field, equal.number(), equal.pattern(), wanted);
    }
    if (test instanceof ValueTest.Finds finds) {
      return finds(field, finds.pattern(), wanted);
    }
    if (test instanceof ValueTest.InRange in) {
      if (!field.isAddress()) {
        throw new NotExpressible(path + "|cidr: only ip_address holds nothing but an address");
      }
      return inRange(field, in.range(), wanted);
    }
    if (test instanceof ValueTest.Compares compares) {
      if (Double.isNaN(compares.bound()) || Double.isInfinite(compares.bound())) {
        throw new NotExpressible(path + " compared with " + compares.bound());
      }
      return compares(field, compares.order(), compares.bound(), wanted);
    }
    if (test instanceof ValueTest.Exists exists) {
      return exists(field, exists.wanted() == wanted);
    }
    throw new NotExpressible("a test of a kind that is not known here: " + test);
  }

  /** The flags of an expression, as its beginning. */
  static String flags(Pattern pattern) {
    StringBuilder flags = new StringBuilder();
    flags.append((pattern.flags() & Pattern.CASE_INSENSITIVE) != 0 ? "i" : "");
    flags.append((pattern.flags() & Pattern.MULTILINE) != 0 ? "m" : "");
    flags.append((pattern.flags() & Pattern.DOTALL) != 0 ? "s" : "");
    return flags.isEmpty() ? "" : "(?" + flags + ")";
  }

  /** A number as all of them read it. */
  static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : new java.math.BigDecimal(number).toPlainString();
  }
}

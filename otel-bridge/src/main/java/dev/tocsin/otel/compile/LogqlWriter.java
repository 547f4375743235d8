package dev.tocsin.otel.compile;

import com.google.re2j.Pattern;
import dev.tocsin.event.AddressRange;
import dev.tocsin.event.EventTypes;
import dev.tocsin.rules.TextPattern;
import dev.tocsin.rules.ValueTest;
import java.util.List;

/**
 * Conditions in Loki's LogQL, over a record's structured metadata. There an absent label is an
 * empty text, and what would compare a text as a number marks the record with an error instead.
 *
 * @see <a href="https://grafana.com/docs/loki/latest/query/log_queries/">LogQL, label filters</a>
 */
final class LogqlWriter extends ConditionWriter {
  private static final String NAME = "event_name";

  LogqlWriter(EventTypes types) {
    super(types);
  }

  private static String label(RecordField field) throws NotExpressible {
    if (field.isBody()) {
      throw new NotExpressible("message is the line itself, which LogQL can't join with labels");
    }
    String name = field.attribute();
    if (!name.matches("[A-Za-z0-9_.]+")) {
      throw new NotExpressible(
          Text.oneLine(name) + " has characters that Loki's names of labels have not");
    }
    return field.label();
  }

  private static String matches(String label, String regex, boolean wanted) {
    return label + (wanted ? "=~" : "!~") + Text.literal(regex);
  }

  @Override
  String nameIn(List<String> names, boolean wanted) {
    if (names.size() == 1) {
      return NAME + (wanted ? "=" : "!=") + Text.literal(names.get(0));
    }
    return matches(NAME, String.join("|", names.stream().map(Pattern::quote).toList()), wanted);
  }

  @Override
  String nameMatches(String regex, boolean wanted) {
    return matches(NAME, regex, wanted);
  }

  @Override
  String like(RecordField field, TextPattern pattern, boolean wanted) throws NotExpressible {
    String label = label(field);
    String exact = pattern.exact();
    if (exact != null && exact.isEmpty()) {
      throw new NotExpressible(field.attribute() + " with an empty text is the same as none");
    }
    if (exact != null && (pattern.cased() || exact.chars().noneMatch(Character::isLetter))) {
      return label + (wanted ? "=" : "!=") + Text.literal(exact);
    }
    return orAbsent(
        label,
        matches(label, (pattern.cased() ? "(?s)" : "(?is)") + pattern.regex(), wanted),
        pattern.matches(""),
        wanted);
  }

  /** Where an expression also takes an empty text, an absent label is none that it takes. */
  private static String orAbsent(
      String label, String condition, boolean takesEmpty, boolean wanted) {
    if (!takesEmpty) {
      return condition;
    }
    return wanted
        ? "(" + label + "!=\"\" and " + condition + ")"
        : "(" + label + "=\"\" or " + condition + ")";
  }

  @Override
  String equal(RecordField field, double number, TextPattern pattern, boolean wanted)
      throws NotExpressible {
    if (field.kind() == RecordField.Kind.TEXT || field.kind() == RecordField.Kind.FLAG) {
      return like(field, pattern, wanted);
    }
    String label = label(field);
    if (field.kind() == RecordField.Kind.NUMBER) {
      String condition = label + (wanted ? " == " : " != ") + number(number);
      return wanted ? condition : "(" + label + "=\"\" or " + condition + ")";
    }
    // A whole number and a text of it look alike there; a decimal one has one form.
    String text = number(number);
    return matches(
        label,
        text.indexOf('.') < 0 ? Pattern.quote(text) + "(?:\\.0)?" : Pattern.quote(text),
        wanted);
  }

  @Override
  String finds(RecordField field, Pattern pattern, boolean wanted) throws NotExpressible {
    String label = label(field);
    String regex = "(?s:.*)(?:" + flags(pattern) + pattern.pattern() + ")(?s:.*)";
    return orAbsent(label, matches(label, regex, wanted), pattern.matcher("").find(), wanted);
  }

  @Override
  String inRange(RecordField field, AddressRange range, boolean wanted) throws NotExpressible {
    String label = label(field);
    String condition = label + (wanted ? "=" : "!=") + "ip(" + Text.literal(range.toString()) + ")";
    return wanted ? condition : "(" + label + "=\"\" or " + condition + ")";
  }

  @Override
  String compares(RecordField field, ValueTest.Order order, double bound, boolean wanted)
      throws NotExpressible {
    String label = label(field);
    if (field.kind() != RecordField.Kind.NUMBER) {
      throw new NotExpressible(
          field.attribute() + " may hold a text, and LogQL can't compare that as a number");
    }
    ValueTest.Order asked = wanted ? order : contrary(order);
    String operator =
        switch (asked) {
          case LT -> " < ";
          case LTE -> " <= ";
          case GT -> " > ";
          case GTE -> " >= ";
        };
    String condition = label + operator + number(bound);
    return wanted ? condition : "(" + label + "=\"\" or " + condition + ")";
  }

  private static ValueTest.Order contrary(ValueTest.Order order) {
    return switch (order) {
      case LT -> ValueTest.Order.GTE;
      case LTE -> ValueTest.Order.GT;
      case GT -> ValueTest.Order.LTE;
      case GTE -> ValueTest.Order.LT;
    };
  }

  @Override
  String exists(RecordField field, boolean wanted) throws NotExpressible {
    return label(field) + (wanted ? "!=\"\"" : "=\"\"");
  }

  @Override
  String isTrue(String attribute, boolean wanted) {
    return Text.label(attribute) + (wanted ? "=" : "!=") + "\"true\"";
  }
}

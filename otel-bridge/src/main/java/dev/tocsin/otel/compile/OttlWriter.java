package dev.tocsin.otel.compile;

import com.google.re2j.Pattern;
import dev.tocsin.event.AddressRange;
import dev.tocsin.event.EventTypes;
import dev.tocsin.rules.TextPattern;
import dev.tocsin.rules.ValueTest;
import java.util.List;

/**
 * Conditions in the OpenTelemetry Transformation Language, over a log record. No function in them
 * fails at any value: a record at which one fails would not be counted.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/pkg/ottl">OTTL</a>
 */
final class OttlWriter extends ConditionWriter {
  private static final int FEW = 6;

  OttlWriter(EventTypes types) {
    super(types);
  }

  private static String attribute(String name) {
    return "log.attributes[" + Text.literal(name) + "]";
  }

  private static String value(RecordField field) {
    return field.isBody() ? "log.body" : attribute(field.attribute());
  }

  private static String wanted(String condition, boolean wanted) {
    return wanted ? condition : "not " + condition;
  }

  private static String isMatch(String value, String regex) {
    return "IsMatch(" + value + ", " + Text.literal(regex) + ")";
  }

  private static String whole(String regex, boolean cased) {
    return (cased ? "(?s)" : "(?is)") + "^(?:" + regex + ")$";
  }

  @Override
  String nameIn(List<String> names, boolean wanted) {
    if (names.size() > FEW) {
      String regex = String.join("|", names.stream().map(Pattern::quote).toList());
      return wanted(isMatch("log.event_name", "^(?:" + regex + ")$"), wanted);
    }
    String operator = wanted ? " == " : " != ";
    List<String> parts =
        names.stream().map(name -> "log.event_name" + operator + Text.literal(name)).toList();
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return "(" + String.join(wanted ? " or " : " and ", parts) + ")";
  }

  @Override
  String nameMatches(String regex, boolean wanted) {
    int flags = regex.indexOf(')') + 1;
    String anchored = regex.substring(0, flags) + "^(?:" + regex.substring(flags) + ")$";
    return wanted(isMatch("log.event_name", anchored), wanted);
  }

  @Override
  String like(RecordField field, TextPattern pattern, boolean wanted) {
    String exact = pattern.exact();
    if (exact != null && pattern.cased() && field.kind() == RecordField.Kind.TEXT) {
      return value(field) + (wanted ? " == " : " != ") + Text.literal(exact);
    }
    return wanted(isMatch(value(field), whole(pattern.regex(), pattern.cased())), wanted);
  }

  @Override
  String equal(RecordField field, double number, TextPattern pattern, boolean wanted) {
    String asNumber = value(field) + " == " + number(number);
    String asText = isMatch(value(field), whole(pattern.regex(), pattern.cased()));
    String condition =
        switch (field.kind()) {
          case NUMBER -> asNumber;
          case TEXT, FLAG -> asText;
          case ANY -> "(" + asNumber + " or " + asText + ")";
        };
    return wanted ? condition : "not (" + condition + ")";
  }

  @Override
  String finds(RecordField field, Pattern pattern, boolean wanted) {
    return wanted(isMatch(value(field), flags(pattern) + pattern.pattern()), wanted);
  }

  /** What is no address, a pseudonym for example, would make the function fail. */
  @Override
  String inRange(RecordField field, AddressRange range, boolean wanted) {
    String address = value(field);
    String condition =
        "("
            + isMatch(address, "^(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f:.]+)$")
            + " and IsInCIDR("
            + address
            + ", ["
            + Text.literal(range.toString())
            + "]))";
    return wanted(condition, wanted);
  }

  @Override
  String compares(RecordField field, ValueTest.Order order, double bound, boolean wanted)
      throws NotExpressible {
    String value = value(field);
    String operator =
        switch (order) {
          case LT -> " < ";
          case LTE -> " <= ";
          case GT -> " > ";
          case GTE -> " >= ";
        };
    String condition =
        switch (field.kind()) {
          case NUMBER -> "(" + value + " != nil and " + value + operator + number(bound) + ")";
          case ANY ->
              "(("
                  + isMatch(value, "^[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?$")
                  + ") and Double("
                  + value
                  + ")"
                  + operator
                  + decimal(bound)
                  + ")";
          case TEXT -> throw new NotExpressible(field.attribute() + " is a text: it has no order");
          case FLAG -> throw new NotExpressible(field.attribute() + " is a flag: it has no order");
        };
    return wanted(condition, wanted);
  }

  private static String decimal(double number) {
    String text = number(number);
    return text.indexOf('.') < 0 ? text + ".0" : text;
  }

  @Override
  String exists(RecordField field, boolean wanted) {
    return value(field) + (wanted ? " != nil" : " == nil");
  }

  @Override
  String isTrue(String attribute, boolean wanted) {
    return attribute(attribute) + (wanted ? " == true" : " != true");
  }
}

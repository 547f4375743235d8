package dev.tocsin.cli;

import dev.tocsin.text.SafeText;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A detail given as {@code key=value}. A value that is exactly a JSON number, {@code true} or
 * {@code false} is kept as such, so that {@code failures=15} can be counted with; everything else
 * is text. Double quotes around it keep it text: {@code code="15"}.
 *
 * @param value a text, a boolean or a number
 */
record DetailArgument(String key, Object value) {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,14})\\.[0-9]{1,15}");

  /**
   * @throws CliException with code 2 if there is no key
   */
  static DetailArgument parse(String argument) {
    int equals = argument.indexOf('=');
    if (equals <= 0) {
      throw CliException.usage(
          "--detail " + SafeText.quoted(argument) + ": use key=value, as in --detail failures=15");
    }
    return new DetailArgument(argument.substring(0, equals), value(argument.substring(equals + 1)));
  }

  private static Object value(String text) {
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      return text.substring(1, text.length() - 1);
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (INTEGER.matcher(text).matches() && !text.equals("-0")) {
      return Long.valueOf(text);
    }
    // Only what a double gives back as it was: 1.10 may be a version, and would come back as 1.1.
    if (DECIMAL.matcher(text).matches()
        && new BigDecimal(Double.parseDouble(text) + "").toPlainString().equals(text)) {
      return Double.valueOf(text);
    }
    return text;
  }
}

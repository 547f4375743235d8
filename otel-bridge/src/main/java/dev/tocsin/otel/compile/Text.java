package dev.tocsin.otel.compile;

/** Texts of a rules file inside generated files, where nothing in them may be taken for more. */
final class Text {
  private Text() {}

  /** A string literal of OTTL, LogQL and PromQL, which all read it as Go does. */
  static String literal(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
        out.append(String.format("\\u%04x", (int) c));
      } else if (Character.isSurrogate(c) && !isPair(text, i)) {
        // Half a character is in no text that arrives.
        out.append("\\ufffd");
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  /** A scalar of YAML in single quotes. The text has no control characters. */
  static String yaml(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The same in the collector's configuration, which would replace what begins with a dollar. */
  static String collectorYaml(String text) {
    return yaml(text.replace("$", "$$"));
  }

  /** A text for people in an alert's annotation, of which Prometheus and Loki make a template. */
  static String annotation(String text) {
    return oneLine(text).replace("{{", "{{`{{`}}");
  }

  /** Without control characters, so that it fills one line of a comment or a scalar. */
  static String oneLine(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean bad =
          Character.isISOControl(c)
              || c == 0x2028
              || c == 0x2029
              || c == 0xfeff
              || (Character.isSurrogate(c) && !isPair(text, i));
      out.append(bad ? ' ' : c);
    }
    return out.toString();
  }

  /** An attribute's name as a label of Prometheus and Loki. */
  static String label(String attribute) {
    String label = attribute.replaceAll("[^A-Za-z0-9_]", "_");
    return !label.isEmpty() && Character.isDigit(label.charAt(0)) ? "_" + label : label;
  }
}

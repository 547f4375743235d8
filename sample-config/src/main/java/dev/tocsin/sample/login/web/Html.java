package dev.tocsin.sample.login.web;

import dev.tocsin.event.Timestamps;
import dev.tocsin.text.SafeText;
import java.time.Instant;

/** Makes text fit to stand in HTML. */
final class Html {
  /** Characters of a time's text up to the second. */
  private static final int TO_THE_SECOND = 19;

  private Html() {}

  /** The text such that it stands for itself in an element or a quoted attribute. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /**
   * What an event says, for people: escaped, without characters that can't be seen or that turn the
   * direction of reading, and not longer than so many characters.
   */
  static String recorded(String text, int most) {
    String line = SafeText.oneLine(text);
    return escape(
        line.codePointCount(0, line.length()) <= most
            ? line
            : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…");
  }

  /** An element with a time in UTC, to the second. */
  static String time(Instant time) {
    String text = Timestamps.text(Timestamps.micros(time)).substring(0, TO_THE_SECOND);
    return "<time datetime=\"%sZ\">%s</time>".formatted(text, text.replace('T', ' '));
  }
}

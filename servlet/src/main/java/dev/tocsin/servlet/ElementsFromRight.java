package dev.tocsin.servlet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a comma-separated header, last first, over all its field lines (RFC 9110, section
 * 5.3: the lines together are one list).
 *
 * <p>Proxies append. So whatever a visitor sent stands left of what the trusted proxies wrote, and
 * reading from the right meets only their well-formed elements until it meets the first address
 * that is not theirs. An open quote or any other litter in the visitor's part can't reach over to
 * them.
 *
 * <p>At most {@value #MAX_ELEMENTS} elements are read, empty ones included, each of at most {@value
 * #MAX_ELEMENT_CHARS} characters. Used once, by one thread.
 */
final class ElementsFromRight {
  static final int MAX_ELEMENTS = 64;
  static final int MAX_ELEMENT_CHARS = 1024;

  /** What an element that is longer than the bound is replaced by: no grammar accepts it. */
  static final String TOO_LONG = "\0";

  private final List<String> lines;
  private final boolean quotedStrings;
  private int line;
  private int end;
  private int read;

  /**
   * @param lines the header's field lines, in the order received
   * @param quotedStrings whether commas inside quoted strings belong to the element
   */
  ElementsFromRight(List<String> lines, boolean quotedStrings) {
    this.lines = lines;
    this.quotedStrings = quotedStrings;
    this.line = lines.size();
    this.end = -1;
  }

  /** The next element to the left, trimmed and not empty; null when there is none. */
  @Nullable String next() {
    while (read < MAX_ELEMENTS) {
      if (end < 0) {
        if (line == 0) {
          return null;
        }
        line--;
        end = lines.get(line).length();
      }
      read++;
      String element = takeOne(lines.get(line));
      if (!element.isEmpty()) {
        return element;
      }
    }
    return null;
  }

  private String takeOne(String text) {
    int lowest = Math.max(0, end - MAX_ELEMENT_CHARS);
    boolean inQuotes = false;
    int start = end;
    while (start > lowest) {
      char c = text.charAt(start - 1);
      if (c == '"' && quotedStrings && !(inQuotes && isEscaped(text, start - 1, lowest))) {
        inQuotes = !inQuotes;
      } else if (c == ',' && !inQuotes) {
        break;
      }
      start--;
    }
    if (start == lowest && lowest > 0) {
      end = -1;
      line = 0;
      return TOO_LONG;
    }
    String element = trim(text, start, end);
    end = start - 1;
    return element;
  }

  /** Whether an odd number of backslashes stands before the quote at {@code quote}. */
  private static boolean isEscaped(String text, int quote, int lowest) {
    int before = quote;
    while (before > lowest && text.charAt(before - 1) == '\\') {
      before--;
    }
    return (quote - before) % 2 == 1;
  }

  /** Without the optional white space of RFC 9110: spaces and tabs only. */
  static String trim(String text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}

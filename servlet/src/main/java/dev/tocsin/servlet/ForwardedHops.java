package dev.tocsin.servlet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hops of Forwarded (RFC 7239, section 4): each element is a list of {@code name=value} pairs
 * with semicolons between them, and {@code for} is the one that counts.
 *
 * <p>In one thing it takes more than the RFC: proxies are seen that send a port or brackets without
 * the quotes they need, so {@code for=[2001:db8::17]:4711} is read as meant.
 */
final class ForwardedHops implements Hops {
  private final ElementsFromRight elements;

  ForwardedHops(List<String> lines) {
    this.elements = new ElementsFromRight(lines, true);
  }

  @Override
  public @Nullable Hop next() {
    String element = elements.next();
    if (element == null) {
      return null;
    }
    String node = new Element(element).valueOfFor();
    return node == null ? Hop.UNUSABLE : new Hop(NodeName.parse(node));
  }

  /** A reader over one element, from the left. */
  private static final class Element {
    private final String text;
    private int at;

    Element(String text) {
      this.text = text;
    }

    /** The value of {@code for}; null when it is missing, doubled, or any pair is malformed. */
    @Nullable String valueOfFor() {
      String found = null;
      while (true) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) != ';') {
          String name = token();
          if (name.isEmpty() || at == text.length() || text.charAt(at) != '=') {
            return null;
          }
          at++;
          String value = value();
          if (value == null) {
            return null;
          }
          if (name.equalsIgnoreCase("for")) {
            if (found != null) {
              return null;
            }
            found = value;
          }
          skipBlanks();
        }
        if (at == text.length()) {
          return found;
        }
        if (text.charAt(at) != ';') {
          return null;
        }
        at++;
      }
    }

    private @Nullable String value() {
      if (at < text.length() && text.charAt(at) == '"') {
        return quotedString();
      }
      int start = at;
      while (at < text.length() && isBareValueChar(text.charAt(at))) {
        at++;
      }
      return at == start ? null : text.substring(start, at);
    }

    private @Nullable String quotedString() {
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return value.toString();
        }
        if (c == '\\') {
          at++;
          if (at == text.length()) {
            return null;
          }
          c = text.charAt(at);
        }
        if ((c < ' ' && c != '\t') || c == 0x7f) {
          return null;
        }
        value.append(c);
      }
      return null;
    }

    private String token() {
      int start = at;
      while (at < text.length() && isTokenChar(text.charAt(at))) {
        at++;
      }
      return text.substring(start, at);
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private static boolean isBareValueChar(char c) {
      return isTokenChar(c) || c == ':' || c == '[' || c == ']';
    }

    /** A tchar of RFC 9110, section 5.6.2. */
    private static boolean isTokenChar(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }
}

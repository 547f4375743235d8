package dev.tocsin.rules;

import org.jspecify.annotations.Nullable;

/**
 * A text of a Sigma rule: {@code *} stands for any characters, {@code ?} for one, and a backslash
 * before either, or before a backslash, takes it as it is. Upper and lower case count alike unless
 * the pattern is cased. Immutable.
 */
public final class TextPattern {
  static final int MAX_CHARS = 1024;

  private static final char ANY = '\uFFFE';
  private static final char ONE = '\uFFFF';

  private final String pattern;
  private final boolean cased;
  private final boolean plain;

  private TextPattern(String pattern, boolean cased) {
    this.pattern = pattern;
    this.cased = cased;
    this.plain = pattern.indexOf(ANY) < 0 && pattern.indexOf(ONE) < 0;
  }

  /**
   * Reads a pattern.
   *
   * @param openBefore whether anything may stand before it
   * @param openBehind whether anything may stand behind it
   * @param cased whether upper and lower case differ
   * @throws IllegalArgumentException if it is too long
   */
  public static TextPattern of(String text, boolean openBefore, boolean openBehind, boolean cased) {
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "a value of " + text.length() + " characters: use at most " + MAX_CHARS);
    }
    StringBuilder pattern = new StringBuilder(text.length() + 2);
    if (openBefore) {
      pattern.append(ANY);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (c == '\\' && (next == '*' || next == '?' || next == '\\')) {
        pattern.append(next);
        i++;
      } else if (c == '*') {
        pattern.append(ANY);
      } else if (c == '?') {
        pattern.append(ONE);
      } else {
        pattern.append(c);
      }
    }
    if (openBehind) {
      pattern.append(ANY);
    }
    return new TextPattern(pattern.toString(), cased);
  }

  /** The text it asks for if it asks for exactly one, or null. */
  public @Nullable String exact() {
    return plain ? pattern : null;
  }

  /** Whether upper and lower case differ. */
  public boolean cased() {
    return cased;
  }

  /**
   * The same as a regular expression in RE2's syntax that the whole text has to match, without
   * flags: it needs {@code s}, and {@code i} unless it is cased.
   */
  public String regex() {
    StringBuilder regex = new StringBuilder(pattern.length() + 16);
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == ANY) {
        regex.append(".*");
      } else if (c == ONE) {
        regex.append('.');
      } else {
        if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
          regex.append('\\');
        }
        regex.append(c);
      }
    }
    return regex.toString();
  }

  /** Whether a text is as the pattern says. */
  public boolean matches(CharSequence text) {
    int at = 0;
    int in = 0;
    int back = -1;
    int backIn = 0;
    while (in < text.length()) {
      char wanted = at < pattern.length() ? pattern.charAt(at) : 0;
      if (at < pattern.length() && wanted == ANY) {
        back = at++;
        backIn = in;
      } else if (at < pattern.length() && (wanted == ONE || isSame(wanted, text.charAt(in)))) {
        at++;
        in++;
      } else if (back >= 0) {
        // The last star takes one character more.
        at = back + 1;
        in = ++backIn;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == ANY) {
      at++;
    }
    return at == pattern.length();
  }

  private boolean isSame(char one, char other) {
    if (one == other) {
      return true;
    }
    return !cased
        && (Character.toLowerCase(one) == Character.toLowerCase(other)
            || Character.toUpperCase(one) == Character.toUpperCase(other));
  }

  @Override
  public String toString() {
    return pattern.replace(ANY, '*').replace(ONE, '?');
  }
}

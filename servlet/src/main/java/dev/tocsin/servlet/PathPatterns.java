package dev.tocsin.servlet;

import dev.tocsin.event.Quote;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Paths as servlet mappings write them: {@code /a/b} for one path, {@code /a/*} for it and all
 * below, {@code *.css} by the end. They are compared with the path inside the application as the
 * container decoded and tidied it up, so that no spelling of a path slips by. Immutable.
 */
final class PathPatterns {
  static final PathPatterns NONE = new PathPatterns(List.of());

  private final List<String> patterns;

  private PathPatterns(List<String> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * Reads patterns with commas between them.
   *
   * @throws IllegalArgumentException if one is none; the message names it
   */
  static PathPatterns parse(String text) {
    List<String> read = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      if (!each.isBlank()) {
        read.add(checked(each.strip()));
      }
    }
    return new PathPatterns(read);
  }

  static String checked(String pattern) {
    int star = pattern.indexOf('*');
    boolean path = pattern.startsWith("/") && (star < 0 || pattern.indexOf("/*") == star - 1);
    boolean below = path && (star < 0 || star == pattern.length() - 1);
    boolean end =
        pattern.startsWith("*.") && pattern.length() > 2 && star == pattern.lastIndexOf('*');
    if (!below && !end) {
      throw new IllegalArgumentException(
          "path pattern " + Quote.of(pattern) + ": use /path, /path/* or *.end");
    }
    return pattern;
  }

  boolean isEmpty() {
    return patterns.isEmpty();
  }

  List<String> patterns() {
    return patterns;
  }

  /** The first pattern that a path matches, or null. */
  @Nullable String match(String path) {
    for (String pattern : patterns) {
      if (matches(pattern, path)) {
        return pattern;
      }
    }
    return null;
  }

  static boolean matches(String pattern, String path) {
    if (pattern.charAt(0) == '*') {
      return path.endsWith(pattern.substring(1));
    }
    if (!pattern.endsWith("/*")) {
      return path.equals(pattern);
    }
    int folder = pattern.length() - 2;
    return path.startsWith(pattern.substring(0, folder))
        && (path.length() == folder || path.charAt(folder) == '/');
  }

  /** The path inside the application, as the container found it. */
  static String pathOf(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }
}

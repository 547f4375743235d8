package dev.tocsin.docs;

import java.util.List;

/**
 * A fenced block of code.
 *
 * @param page where it stands
 * @param line line number of its fence, from 1
 * @param language what follows the fence, for example {@code java}
 * @param mark what the comment before it says, or nothing
 * @param lines what is inside
 */
record CodeBlock(Page page, int line, String language, String mark, List<String> lines) {
  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** Whether no test looks at it; the mark then gives the reason. */
  boolean isOff() {
    return mark.startsWith("off, ");
  }

  String where() {
    return page.name() + ":" + line;
  }

  @Override
  public String toString() {
    return where() + " " + language + (mark.isEmpty() ? "" : " (" + mark + ")");
  }
}

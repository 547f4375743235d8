package dev.tocsin.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the output streams. Java can't tell the two apart, so the {@code tocsin}
 * script looks and says it in the system property {@value #PROPERTY}; started otherwise, neither
 * stream counts as a terminal.
 *
 * @param out standard output is a terminal
 * @param err standard error is a terminal
 * @param color colours are wanted on a terminal: {@code NO_COLOR} is unset or empty
 *     (https://no-color.org) and {@code TERM} is not {@code dumb}
 */
record Terminal(boolean out, boolean err, boolean color) {
  /** Holds {@code out}, {@code err}, both or neither. */
  static final String PROPERTY = "tocsin.terminal";

  /** Files or pipes on both sides. */
  static final Terminal NONE = new Terminal(false, false, false);

  static Terminal of(@Nullable String streams, Map<String, String> environment) {
    String named = streams == null ? "" : streams;
    boolean color =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    return new Terminal(named.contains("out"), named.contains("err"), color);
  }

  /** Whether what goes to standard output is coloured. */
  boolean colorsOut() {
    return out && color;
  }

  /** Whether what goes to standard error is coloured. */
  boolean colorsErr() {
    return err && color;
  }
}

package dev.tocsin.inspect;

import dev.tocsin.event.EventType;
import java.util.Locale;

/** What an input tries to do. */
public enum AttackKind {
  /** To change a statement that the input becomes a part of. */
  SQL_INJECTION,

  /** To run a script in the browser of who sees the input. */
  CROSS_SITE_SCRIPTING,

  /** To name a file outside the folder that the input is a name in. */
  PATH_TRAVERSAL,

  /** To run a command of a shell. */
  COMMAND_INJECTION;

  /** The type of the event that tells of it, for example {@code xss_attempt}. */
  public EventType eventType() {
    return switch (this) {
      case SQL_INJECTION -> EventType.SQL_INJECTION_ATTEMPT;
      case CROSS_SITE_SCRIPTING -> EventType.XSS_ATTEMPT;
      case PATH_TRAVERSAL -> EventType.PATH_TRAVERSAL_ATTEMPT;
      case COMMAND_INJECTION -> EventType.COMMAND_INJECTION_ATTEMPT;
    };
  }

  /** The name among an event's indicators, for example {@code cross_site_scripting}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

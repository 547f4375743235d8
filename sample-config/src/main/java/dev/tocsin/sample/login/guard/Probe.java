package dev.tocsin.sample.login.guard;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What attackers type into fields to see whether a service is open to it. The patterns take the
 * simple, common probes; they are an example of logging attacks, and no protection: that is
 * escaping and bound parameters.
 */
public enum Probe {
  SQL_INJECTION(
      "sql_injection_attempt",
      "['\"]\\s*\\)*\\s*(or|and)\\s+['\"]?\\w+['\"]?\\s*(=|<|>|like\\b)",
      "\\bunion\\s+(all\\s+)?select\\b",
      ";\\s*(select|insert|update|delete|drop|alter|create|truncate|exec)\\b",
      "['\"]\\s*\\)*\\s*(--|#|/\\*)",
      "\\b(sleep|benchmark|pg_sleep)\\s*\\(",
      "\\bwaitfor\\s+delay\\b",
      "\\binformation_schema\\b"),
  XSS(
      "xss_attempt",
      "<\\s*/?\\s*(script|iframe|object|embed|svg|math|base|link|meta)\\b",
      "<[^>]{0,200}[\\s/'\"]on[a-z]{3,20}\\s*=",
      "\\b(javascript|vbscript)\\s*:",
      "\\bdata\\s*:\\s*text/html");

  private final String violationType;
  private final Pattern pattern;

  Probe(String violationType, String... alternatives) {
    this.violationType = violationType;
    this.pattern = Pattern.compile(String.join("|", alternatives), Pattern.CASE_INSENSITIVE);
  }

  /** The violation type to log: the name of an event type. */
  public String violationType() {
    return violationType;
  }

  /** The first kind of probe that this input looks like, or null. */
  public static @Nullable Probe find(String input) {
    for (Probe probe : values()) {
      if (probe.pattern.matcher(input).find()) {
        return probe;
      }
    }
    return null;
  }
}

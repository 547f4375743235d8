package dev.tocsin.privacy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tocsin.event.EventField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a configuration says about redaction, beside the built-in rules.
 *
 * @param on whether anything is redacted; if not, the rest has no meaning
 * @param fields names of event fields, details and headers whose values are redacted
 * @param patterns regular expressions whose matches, or first groups, are redacted in every text
 * @param kept names whose values are left as they are
 */
public record RedactionRules(
    boolean on, List<String> fields, List<Pattern> patterns, List<String> kept) {
  /** The built-in rules alone. */
  public static final RedactionRules STANDARD =
      new RedactionRules(true, List.of(), List.of(), List.of());

  /** No redaction. */
  public static final RedactionRules OFF =
      new RedactionRules(false, List.of(), List.of(), List.of());

  private static final int LONGEST_PATTERN = 1_000;

  /** Event fields that an event can't do without, or that have a form which no mark has. */
  private static final Set<EventField> ALWAYS_KEPT =
      EnumSet.of(
          EventField.EVENT_ID,
          EventField.EVENT_TYPE,
          EventField.TARGET_TYPE,
          EventField.SESSION_ID,
          EventField.IP_ADDRESS,
          EventField.SOURCE,
          EventField.COMPLIANCE_TAGS);

  /** Whether they are the built-in rules alone, as {@link #STANDARD}. */
  boolean isStandard() {
    return on && fields.isEmpty() && patterns.isEmpty() && kept.isEmpty();
  }

  public RedactionRules {
    fields = List.copyOf(fields);
    patterns = List.copyOf(patterns);
    kept = List.copyOf(kept);
  }

  /** What redacts as much as all of these together; a name is kept if each of them keeps it. */
  public static RedactionRules strictest(Collection<RedactionRules> all) {
    List<RedactionRules> on = all.stream().filter(RedactionRules::on).toList();
    if (on.isEmpty()) {
      return all.isEmpty() ? STANDARD : OFF;
    }
    if (on.size() == 1) {
      return on.get(0);
    }
    List<String> fields = new ArrayList<>();
    List<Pattern> patterns = new ArrayList<>();
    List<String> kept = new ArrayList<>(on.get(0).kept());
    for (RedactionRules each : on) {
      fields.addAll(each.fields());
      patterns.addAll(each.patterns());
      kept.retainAll(each.kept());
    }
    return new RedactionRules(true, fields, patterns, kept);
  }

  /**
   * A name as the rules take it.
   *
   * @throws IllegalArgumentException if it is none, or that of a field which is never redacted
   */
  public static String name(String name) {
    String stripped = name.strip();
    if (!SecretNames.isUsable(stripped)) {
      throw new IllegalArgumentException(
          "field \"" + name + "\": use the name of a detail, a header or an event field");
    }
    EventField field = EventField.find(stripped);
    if (field != null && !isRedactable(field)) {
      throw new IllegalArgumentException(
          "field \""
              + name
              + "\": can't be redacted nor exempted; use a detail, a header or an"
              + " event field with text");
    }
    return stripped;
  }

  /** Whether one of these fields is the named one, whatever the case and the separators. */
  public static boolean isAmong(Collection<String> fields, String name) {
    return fields.stream().anyMatch(field -> SecretNames.areOne(field, name));
  }

  private static boolean isRedactable(EventField field) {
    return switch (field.kind()) {
      case TEXT, TEXT_LIST, MAP, CHANGES -> !ALWAYS_KEPT.contains(field);
      default -> false;
    };
  }

  /**
   * A pattern in RE2's syntax, which matches in linear time.
   *
   * @throws IllegalArgumentException one line, if it can't be read, or matches nothing at all
   */
  public static Pattern pattern(String pattern) {
    if (pattern.length() > LONGEST_PATTERN) {
      throw new IllegalArgumentException(
          "pattern of "
              + pattern.length()
              + " characters: use at most "
              + LONGEST_PATTERN
              + ", or several elements");
    }
    Pattern compiled;
    try {
      compiled = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "pattern \""
              + pattern
              + "\": "
              + e.getDescription()
              + "; use RE2's syntax, which has no lookaround and no back references",
          e);
    }
    if (compiled.matcher("").matches()) {
      throw new IllegalArgumentException(
          "pattern \"" + pattern + "\": matches the empty text; say what must be there");
    }
    return compiled;
  }
}

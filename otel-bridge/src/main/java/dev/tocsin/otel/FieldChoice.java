package dev.tocsin.otel;

import dev.tocsin.event.EventField;
import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of an event leaves the host: everything but the headers and the bodies of requests, unless
 * two lists say otherwise. Both are names with commas between them, as in {@code request_headers,
 * details.note}:
 *
 * <ul>
 *   <li>{@code also}: what would stay;
 *   <li>{@code without}: what would leave.
 * </ul>
 *
 * <p>A name is that of a field, or of an entry: {@code details.NAME} with all that is below it,
 * {@code request_headers.NAME} in any case. The longest name that fits decides, so {@code
 * without="details"} and {@code also="details.reason"} let one entry go. Immutable.
 */
final class FieldChoice {
  private static final Set<EventField> STAYING =
      EnumSet.of(EventField.REQUEST_HEADERS, EventField.REQUEST_BODY, EventField.RESPONSE_BODY);

  /** A log record is none without these. */
  private static final Set<EventField> NEEDED =
      EnumSet.of(
          EventField.EVENT_ID,
          EventField.EVENT_TYPE,
          EventField.SEVERITY,
          EventField.TIMESTAMP,
          EventField.LOGGED_AT,
          EventField.IS_TRUNCATED);

  /** The choice of who says nothing. */
  static final FieldChoice DEFAULT = parse(null, null);

  private final Set<EventField> leaving = EnumSet.complementOf(EnumSet.copyOf(STAYING));

  /** By the whole names of entries, those of headers in lower case. */
  private final Map<String, Boolean> entries = new HashMap<>();

  private FieldChoice() {}

  /** A name in one of the lists. */
  private record Named(EventField field, @Nullable String entry) {
    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if there is no such field, in one line
     */
    static Named parse(String name) {
      int dot = name.indexOf('.');
      EventField field = EventField.find(dot < 0 ? name : name.substring(0, dot));
      if (field == null) {
        List<String> known = EventField.all().stream().map(EventField::jsonName).toList();
        throw mistake(
            name,
            "is not known: "
                + Nearest.question(name, known)
                + "use a field of an event, or details.NAME");
      }
      if (dot < 0) {
        return new Named(field, null);
      }
      if (field.kind() != EventField.Kind.MAP) {
        throw mistake(name, "has no parts: use " + field.jsonName());
      }
      if (dot == name.length() - 1) {
        throw mistake(
            name, "is cut short: name one of its entries, as in " + field.jsonName() + ".NAME");
      }
      return new Named(
          field, field == EventField.REQUEST_HEADERS ? name.toLowerCase(Locale.ROOT) : name);
    }
  }

  /**
   * Reads both lists; null and blank ones name nothing.
   *
   * @throws IllegalArgumentException if a name is no field, can't be left out, leaves anyway, or
   *     stands in both lists; in one line
   */
  static FieldChoice parse(@Nullable String also, @Nullable String without) {
    FieldChoice choice = new FieldChoice();
    Set<Named> staying = new HashSet<>();
    for (String name : names(without)) {
      Named named = Named.parse(name);
      choice.leaveOut(name, named);
      staying.add(named);
    }
    List<Named> added = new ArrayList<>();
    for (String name : names(also)) {
      Named named = Named.parse(name);
      if (staying.contains(named)) {
        throw mistake(name, "is to leave and to stay: take it out of one of the lists");
      }
      if (choice.has(named)) {
        throw mistake(
            name,
            "leaves anyway: name only what would stay, as request_headers, request_body,"
                + " response_body; all else is kept back by the other list");
      }
      added.add(named);
    }
    for (Named named : added) {
      if (named.entry() == null) {
        choice.leaving.add(named.field());
      } else {
        choice.entries.put(named.entry(), true);
      }
    }
    return choice;
  }

  private static List<String> names(@Nullable String list) {
    List<String> names = new ArrayList<>();
    if (list != null) {
      int from = 0;
      while (from <= list.length()) {
        int comma = list.indexOf(',', from);
        int to = comma < 0 ? list.length() : comma;
        String name = list.substring(from, to).strip();
        if (!name.isEmpty()) {
          names.add(name);
        }
        from = to + 1;
      }
    }
    return names;
  }

  private void leaveOut(String name, Named named) {
    if (NEEDED.contains(named.field())) {
      throw mistake(name, "can't be left out: no log record is whole without it");
    }
    if (named.entry() == null) {
      leaving.remove(named.field());
    } else {
      entries.put(named.entry(), false);
    }
  }

  private static IllegalArgumentException mistake(String name, String rest) {
    return new IllegalArgumentException("field " + Quote.of(name) + " " + rest);
  }

  private boolean has(Named named) {
    String entry = named.entry();
    return entry == null ? leaving.contains(named.field()) : byLongestName(named.field(), entry);
  }

  /** Whether anything of a field leaves. */
  boolean has(EventField field) {
    if (leaving.contains(field)) {
      return true;
    }
    String prefix = field.jsonName() + ".";
    return entries.entrySet().stream()
        .anyMatch(each -> each.getValue() && each.getKey().startsWith(prefix));
  }

  /**
   * Whether one of the details leaves.
   *
   * @param name of the entry; that of an entry within an entry with a dot between them
   */
  boolean hasDetail(String name) {
    return entries.isEmpty()
        ? leaving.contains(EventField.DETAILS)
        : byLongestName(EventField.DETAILS, EventField.DETAILS.jsonName() + "." + name);
  }

  /**
   * Whether a header leaves.
   *
   * @param lowerCaseName of the header
   */
  boolean hasHeader(String lowerCaseName) {
    Boolean named = entries.get(EventField.REQUEST_HEADERS.jsonName() + "." + lowerCaseName);
    return named == null ? leaving.contains(EventField.REQUEST_HEADERS) : named;
  }

  private boolean byLongestName(EventField field, String entry) {
    String name = entry;
    while (name.length() > field.jsonName().length()) {
      Boolean named = entries.get(name);
      if (named != null) {
        return named;
      }
      name = name.substring(0, name.lastIndexOf('.'));
    }
    return leaving.contains(field);
  }
}

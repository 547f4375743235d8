package dev.tocsin.rules;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A field as rules name it: a canonical one, or an entry of a map, as in {@code details.reason} or
 * {@code request_headers.accept}. An entry of an entry stands behind another dot. Immutable.
 */
public final class FieldPath {
  private final String name;
  private final EventField field;
  private final @Nullable String entry;

  /** The places where the entry's name may be cut in two: first the head, then the rest. */
  private final List<String[]> cuts;

  private FieldPath(String name, EventField field, @Nullable String entry) {
    this.name = name;
    this.field = field;
    this.entry = entry;
    this.cuts = entry == null ? List.of() : cuts(entry);
  }

  private static List<String[]> cuts(String entry) {
    return IntStream.range(1, Math.max(1, entry.length() - 1))
        .filter(at -> entry.charAt(at) == '.')
        .mapToObj(at -> new String[] {entry.substring(0, at), entry.substring(at + 1)})
        .toList();
  }

  /**
   * Reads a field's name.
   *
   * @throws IllegalArgumentException if there is no such field, in one line
   */
  public static FieldPath parse(String name) {
    int dot = name.indexOf('.');
    EventField field = EventField.find(dot < 0 ? name : name.substring(0, dot));
    if (field == null) {
      throw new IllegalArgumentException(
          "field "
              + Quote.of(name)
              + " is not known: "
              + question(name)
              + "use a field of an event, or details.NAME");
    }
    boolean map = field.kind() == EventField.Kind.MAP;
    if (dot < 0 && !map) {
      return new FieldPath(name, field, null);
    }
    if (dot >= 0 && map && dot + 1 < name.length()) {
      return new FieldPath(name, field, name.substring(dot + 1));
    }
    throw new IllegalArgumentException(
        "field "
            + Quote.of(name)
            + ": "
            + (map
                ? "name one of its entries, as in " + field.jsonName() + ".NAME"
                : "has no parts"));
  }

  /** Who writes {@code user} means a field that has this word in its name. */
  private static String question(String name) {
    List<String> all = EventField.all().stream().map(EventField::jsonName).toList();
    List<String> longer =
        all.stream()
            .filter(each -> each.startsWith(name + "_") || each.endsWith("_" + name))
            .toList();
    return longer.isEmpty()
        ? Nearest.question(name, all)
        : "did you mean " + String.join(", ", longer) + "? Otherwise ";
  }

  /** The event's field. */
  public EventField field() {
    return field;
  }

  /** The name of the entry in a field that is a map; null for a field itself. */
  public @Nullable String entry() {
    return entry;
  }

  /** Whether it is the event's type. */
  public boolean isType() {
    return field == EventField.EVENT_TYPE;
  }

  /** Whether it is the client's address, by whose network rules group. */
  public boolean isAddress() {
    return field == EventField.IP_ADDRESS;
  }

  /** The value of an event, or null if it is absent. */
  public @Nullable Object value(EventView event) {
    Object value = event.get(field);
    return entry == null ? value : value instanceof Map<?, ?> map ? in(map, entry, cuts) : null;
  }

  private static @Nullable Object in(Map<?, ?> map, String name, List<String[]> cuts) {
    Object direct = map.get(name);
    if (direct != null || cuts.isEmpty()) {
      return direct;
    }
    for (String[] cut : cuts) {
      if (map.get(cut[0]) instanceof Map<?, ?> inner) {
        Object found = in(inner, cut[1], cuts(cut[1]));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldPath that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}

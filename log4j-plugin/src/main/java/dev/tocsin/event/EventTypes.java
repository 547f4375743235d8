package dev.tocsin.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The event types that are known: the built-in ones and the user's own. Immutable. */
public final class EventTypes {
  private static final EventTypes BUILT_IN = new EventTypes(BuiltInTypes.ALL);
  private static final int MAX_SUGGESTIONS = 3;

  private final List<EventType> all;

  /** By lower-case and by upper-case name, so that both are found without making a new text. */
  private final Map<String, EventType> byName;

  private EventTypes(List<EventType> all) {
    this.all = List.copyOf(all);
    Map<String, EventType> names = new LinkedHashMap<>();
    for (EventType type : all) {
      names.put(type.name(), type);
      names.put(type.markerName(), type);
    }
    this.byName = names;
  }

  /** The 58 types of {@code event-map.csv} and the product's own. */
  public static EventTypes builtIn() {
    return BUILT_IN;
  }

  /**
   * These types and more.
   *
   * @throws IllegalArgumentException if a name is there already, in one line
   */
  public EventTypes with(Collection<EventType> own) {
    List<EventType> more = new ArrayList<>(all);
    Map<String, EventType> names = new LinkedHashMap<>(byName);
    for (EventType type : own) {
      if (names.putIfAbsent(type.name(), type) != null) {
        throw new IllegalArgumentException(
            "event type "
                + Quote.of(type.name())
                + ": there is one of this name already; use another name");
      }
      more.add(type);
    }
    return new EventTypes(more);
  }

  /** The type of this name, in any case, or null. */
  public @Nullable EventType find(String name) {
    EventType type = byName.get(name);
    return type != null ? type : byName.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The type of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message, one line, names the nearest
   */
  public EventType require(String name) {
    EventType type = find(name);
    if (type != null) {
      return type;
    }
    StringBuilder message = new StringBuilder("event type ").append(Quote.of(name));
    List<String> nearest = nearest(name);
    message.append(": unknown; ");
    if (!nearest.isEmpty()) {
      message.append("did you mean ").append(String.join(", ", nearest)).append("? Otherwise ");
    }
    throw new IllegalArgumentException(
        message.append("register it in a types file (types=\"FILE\")").toString());
  }

  /** Names of known types that are near to this one, best first, at most three. */
  private List<String> nearest(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.length() > TypeNames.MAX_CHARS) {
      return List.of();
    }
    record Near(String name, int distance) {}
    int worst = Math.max(2, lower.length() / 3);
    return all.stream()
        .filter(type -> !type.isReserved())
        .map(type -> new Near(type.name(), distance(lower, type.name())))
        .filter(near -> near.distance() <= worst)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(MAX_SUGGESTIONS)
        .map(Near::name)
        .toList();
  }

  /** Levenshtein's distance: insertions, deletions and replacements from one text to the other. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[to.length()];
  }

  /** All types: the 58, the product's, the user's, each group in its order. */
  public Collection<EventType> all() {
    return all;
  }

  /**
   * The type of an event whose marker nobody registered: severity medium, outcome unknown. Its
   * category is THREAT, as nobody has judged yet how grave it is.
   *
   * @param markerName any text; the type's name is its lower-case form with everything but {@code
   *     a-z 0-9 . _ -} made {@code _}, at most 64 characters, and {@code reserved_} before a name
   *     that is kept for the product
   */
  public static EventType unregistered(String markerName) {
    return unregistered(markerName, Category.THREAT);
  }

  /** The same, of a category that the marker's parents tell. */
  public static EventType unregistered(String markerName, Category category) {
    return EventType.unregistered(TypeNames.forUnregistered(markerName), category);
  }
}

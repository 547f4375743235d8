package dev.tocsin.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The event types that are known: the built-in ones and the user's own. Immutable. */
public final class EventTypes {
  private static final EventTypes BUILT_IN = new EventTypes(BuiltInTypes.ALL);

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
    return require(name, "types=\"FILE\"");
  }

  /**
   * As {@link #require(String)}, where types files are named in another way than in a
   * configuration.
   *
   * @param fileNamed how a types file is named there
   */
  public EventType require(String name, String fileNamed) {
    EventType type = find(name);
    if (type != null) {
      return type;
    }
    List<String> names =
        all.stream().filter(each -> !each.isReserved()).map(EventType::name).toList();
    throw new IllegalArgumentException(
        "event type "
            + Quote.of(name)
            + " is not known: "
            + Nearest.question(name, names)
            + "register it in a types file ("
            + fileNamed
            + ")");
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

package dev.tocsin.log4j;

import dev.tocsin.event.Category;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.jspecify.annotations.Nullable;

/**
 * The type that a marker stands for. A marker named like a type is that type, also when someone has
 * cleared its parents. Otherwise the nearest ancestor that is named like one decides, so that of
 * two typed markers the more specific wins; among equally near ones the first. What is below {@code
 * SECURITY} or a category without being a type is kept under its own name. Thread-safe.
 */
final class TypeResolver {
  static final String SECURITY = "SECURITY";

  private final EventTypes types;
  private final Map<Marker, EventType> known = new ConcurrentHashMap<>();

  TypeResolver(EventTypes types) {
    this.types = types;
  }

  EventTypes types() {
    return types;
  }

  /**
   * The type of a marker, else of a message that names one; null if there is none. A marker that is
   * a category, or {@code SECURITY} itself, says little: there the message's name comes first, also
   * one that nobody registered.
   */
  @Nullable EventType typeOf(@Nullable Marker marker, Message message) {
    EventType byMarker = typeOf(marker);
    if (!(message instanceof MapMessage) || (byMarker != null && !isGeneral(marker, byMarker))) {
      return byMarker;
    }
    EventType named = named(message);
    if (named != null) {
      return named;
    }
    String name = byMarker == null ? null : MessageFields.eventName(message);
    return byMarker == null || name == null
        ? byMarker
        : EventTypes.unregistered(name, byMarker.category());
  }

  private @Nullable EventType named(Message message) {
    if (message instanceof StructuredDataMessage structured) {
      return StructuredData.registered(structured, types);
    }
    String name = MessageFields.eventName(message);
    EventType named = name == null ? null : types.find(name);
    return named == null || named.isReserved() ? null : named;
  }

  /**
   * Whether a call is one of a security event.
   *
   * @param message null if there is none yet
   */
  boolean isSecurity(@Nullable Marker marker, @Nullable Message message) {
    return message == null ? typeOf(marker) != null : typeOf(marker, message) != null;
  }

  /** Whether a marker only says which kind of event it is. */
  private static boolean isGeneral(@Nullable Marker marker, EventType type) {
    return marker != null
        && type.origin() == EventType.Origin.UNREGISTERED
        && (marker.getName().equals(SECURITY) || Category.find(marker.getName()) != null);
  }

  /** The type of a marker, or null if it has nothing to do with security. */
  @Nullable EventType typeOf(@Nullable Marker marker) {
    if (marker == null) {
      return null;
    }
    EventType type = known.get(marker);
    if (type == null) {
      type = resolve(marker);
      if (type != null && type.origin() != EventType.Origin.UNREGISTERED) {
        // Only types that someone registered: others would let the map grow with every name.
        known.put(marker, type);
      }
    }
    return type;
  }

  private @Nullable EventType resolve(Marker marker) {
    if (!marker.hasParents()) {
      return alone(marker.getName());
    }
    boolean security = false;
    Category category = null;
    Set<String> seen = new HashSet<>();
    Deque<Marker> nearestFirst = new ArrayDeque<>();
    nearestFirst.add(marker);
    while (!nearestFirst.isEmpty()) {
      Marker next = nearestFirst.remove();
      if (seen.add(next.getName())) {
        EventType named = types.find(next.getName());
        if (named != null && !named.isReserved()) {
          return named;
        }
        Category of = Category.find(next.getName());
        category = category == null ? of : category;
        security |= named != null || of != null || next.getName().equals(SECURITY);
        Marker[] parents = next.getParents();
        if (parents != null) {
          nearestFirst.addAll(java.util.Arrays.asList(parents));
        }
      }
    }
    if (!security) {
      return null;
    }
    return unregistered(marker, category);
  }

  /** By the name alone: most markers have no parents, and most of those are not ours. */
  private @Nullable EventType alone(String name) {
    EventType named = types.find(name);
    if (named != null) {
      return named.isReserved() ? EventTypes.unregistered(name) : named;
    }
    Category category = Category.find(name);
    if (category != null) {
      return EventTypes.unregistered(name, category);
    }
    return name.equals(SECURITY) ? EventTypes.unregistered(name) : null;
  }

  private static EventType unregistered(Marker marker, @Nullable Category category) {
    return category == null
        ? EventTypes.unregistered(marker.getName())
        : EventTypes.unregistered(marker.getName(), category);
  }
}

package dev.tocsin.encode;

import dev.tocsin.event.Category;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Something that is made once for every type: one for each built-in type, and one for each
 * category, which its other types share. So types that a client brings forth cost nothing.
 * Immutable.
 */
final class ByType<T> {
  private static final String ANY = "any";

  private final Map<String, T> builtIn = new HashMap<>();
  private final Map<Category, T> others = new EnumMap<>(Category.class);

  /**
   * Makes them.
   *
   * @param maker must look at nothing of a type that is not built in but what its category gives
   */
  ByType(Function<EventType, T> maker) {
    for (EventType type : EventTypes.builtIn().all()) {
      builtIn.put(type.name(), maker.apply(type));
    }
    for (Category category : Category.values()) {
      others.put(category, maker.apply(EventTypes.unregistered(ANY, category)));
    }
  }

  T of(EventType type) {
    T found =
        switch (type.origin()) {
          case SEED, PRODUCT -> builtIn.get(type.name());
          case USER, UNREGISTERED -> null;
        };
    return found != null ? found : Objects.requireNonNull(others.get(type.category()));
  }
}

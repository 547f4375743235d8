package dev.tocsin.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds what differs between two states of a thing. */
public final class Changes {
  private Changes() {}

  /**
   * The fields in which two states differ, in the order of the first, then of the second. Each
   * state is a record (its components count) or a map (its keys do); null stands for a thing that
   * did not exist or does no more.
   *
   * @throws IllegalArgumentException if a state is neither a record nor a map, or a component of a
   *     record can't be read, in one line
   */
  public static List<Change> between(@Nullable Object before, @Nullable Object after) {
    Map<String, @Nullable Object> old = fields("before", before);
    Map<String, @Nullable Object> now = fields("after", after);
    List<Change> changes = new ArrayList<>();
    old.forEach(
        (name, value) -> {
          Object newValue = now.get(name);
          if (!equal(value, newValue)) {
            changes.add(new Change(name, value, newValue));
          }
        });
    now.forEach(
        (name, value) -> {
          if (!old.containsKey(name) && value != null) {
            changes.add(new Change(name, null, value));
          }
        });
    return List.copyOf(changes);
  }

  /**
   * Values that can't be compared, as they are cyclic or their own code throws, count as changed.
   */
  private static boolean equal(@Nullable Object value, @Nullable Object other) {
    try {
      return Objects.deepEquals(value, other);
    } catch (RuntimeException | StackOverflowError e) {
      return false;
    }
  }

  private static Map<String, @Nullable Object> fields(String which, @Nullable Object state) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (state instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(Values.text(key), value));
    } else if (state instanceof Record) {
      for (RecordComponent component : state.getClass().getRecordComponents()) {
        fields.put(component.getName(), valueOf(which, component, state));
      }
    } else if (state != null) {
      throw new IllegalArgumentException(
          "changes: the state "
              + which
              + " is a "
              + state.getClass().getName()
              + ": give records or maps, or each change by its field, old and new value");
    }
    return fields;
  }

  private static @Nullable Object valueOf(String which, RecordComponent component, Object state) {
    Method accessor = component.getAccessor();
    try {
      if (!accessor.canAccess(state) && !accessor.trySetAccessible()) {
        throw new IllegalArgumentException(
            "changes: the state "
                + which
                + " is a "
                + state.getClass().getName()
                + ", whose module does not let it be read: give maps");
      }
      return accessor.invoke(state);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException(
          "changes: "
              + component.getName()
              + " of the state "
              + which
              + " can't be read: give maps",
          e);
    }
  }
}

package dev.tocsin.event;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small map in the order of insertion that can be read by position, without an iterator.
 * Read-only from outside this package.
 */
public final class Entries extends AbstractMap<String, @Nullable Object> {
  private static final int FIRST_CAPACITY = 8;

  private String[] names;
  private @Nullable Object[] values;
  private int size;

  Entries() {
    this(FIRST_CAPACITY);
  }

  Entries(int capacity) {
    names = new String[capacity];
    values = new Object[capacity];
  }

  @Override
  public int size() {
    return size;
  }

  /** The key at a position, 0 to {@code size() - 1}. */
  public String nameAt(int index) {
    return names[Objects.checkIndex(index, size)];
  }

  /** The value at a position, 0 to {@code size() - 1}; may be null. */
  public @Nullable Object valueAt(int index) {
    return values[Objects.checkIndex(index, size)];
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    int index = key instanceof String name ? indexOf(name) : -1;
    return index < 0 ? null : values[index];
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof String name && indexOf(name) >= 0;
  }

  int indexOf(String name) {
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  void set(String name, @Nullable Object value) {
    int index = indexOf(name);
    if (index >= 0) {
      values[index] = value;
      return;
    }
    if (size == names.length) {
      int capacity = Math.max(FIRST_CAPACITY, size * 2);
      names = Arrays.copyOf(names, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    names[size] = name;
    values[size] = value;
    size++;
  }

  /** A copy with another name and value at a position. A name that is taken gets a number. */
  public Entries with(int index, String name, @Nullable Object value) {
    Entries copy = new Entries(Math.max(1, size));
    copyTo(copy);
    copy.replace(index, name, value);
    return copy;
  }

  void replace(int index, String name, @Nullable Object value) {
    String free = name;
    for (int i = 2; indexOf(free) >= 0 && indexOf(free) != index; i++) {
      free = name + "_" + i;
    }
    names[index] = free;
    values[index] = value;
  }

  /** Empties the map and keeps its arrays. */
  void empty() {
    Arrays.fill(values, 0, size, null);
    size = 0;
  }

  /** Adds the entries to another map. */
  void copyTo(Entries other) {
    for (int i = 0; i < size; i++) {
      other.set(names[i], values[i]);
    }
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < size;
          }

          @Override
          public Map.Entry<String, @Nullable Object> next() {
            if (next >= size) {
              throw new NoSuchElementException();
            }
            int index = next++;
            return new SimpleImmutableEntry<String, @Nullable Object>(names[index], values[index]);
          }
        };
      }
    };
  }
}

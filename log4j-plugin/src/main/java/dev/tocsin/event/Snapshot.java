package dev.tocsin.event;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies values of any kind into bounded, unchanging ones: String, Long, Double, Boolean, null,
 * lists and {@link Entries} of these. Counts what it leaves out. Not thread-safe.
 */
final class Snapshot {
  private static final long TOO_DEEP_BYTES = JsonSize.ofText(Values.TOO_DEEP);
  private static final int MEASURED_PER_VALUE = 4;

  private final Limits limits;
  private int values;
  private int chars;
  private long omitted;
  private JsonSize.@Nullable Measure measure;

  Snapshot(Limits limits) {
    this.limits = limits;
    reset();
  }

  void reset() {
    values = limits.maxNodes();
    chars = limits.maxEventBytes();
    omitted = 0;
    measure = null;
  }

  /** Bytes of JSON that were left out since the last reset. */
  long omittedBytes() {
    return omitted;
  }

  void addOmitted(long bytes) {
    omitted += bytes;
  }

  /**
   * Counts a member or element that is left out, its comma included.
   *
   * @return whether more can be counted; what is beyond makes {@code original_size} a lower bound
   */
  boolean omit(@Nullable CharSequence name, @Nullable Object value) {
    omitted += 1 + measured(value);
    if (name != null) {
      omitted += 1 + JsonSize.ofText(name);
    }
    return measure != null && !measure.isSpent();
  }

  private long measured(@Nullable Object value) {
    JsonSize.Measure used = measure;
    if (used == null) {
      used = new JsonSize.Measure(limits.maxNodes() * MEASURED_PER_VALUE);
      measure = used;
    }
    return used.size(value);
  }

  /** A text of at most the limit, the same object if it is short. */
  CharSequence text(CharSequence text) {
    return text.length() <= limits.maxTextChars() ? text : cut(text, limits.maxTextChars());
  }

  /** A part of at most that length, which ends between words where it can. */
  private String cut(CharSequence text, int max) {
    int end = CutEnd.before(text, max);
    if (end > 0
        && Character.isHighSurrogate(text.charAt(end - 1))
        && Character.isLowSurrogate(text.charAt(end))) {
      end--;
    }
    omitted += JsonSize.ofText(text, end, text.length());
    return text.subSequence(0, end).toString();
  }

  /** Whether one more value may be taken; each that is taken counts. */
  boolean hasRoom() {
    return values > 0 && chars > 0;
  }

  /** A text that counts against the event's share of characters. */
  String countedText(CharSequence text) {
    int max = Math.min(limits.maxTextChars(), Math.max(0, chars));
    String kept = text.length() <= max ? text.toString() : cut(text, max);
    chars -= kept.length();
    return kept;
  }

  /** A copy of a value that stands at a depth, the details themselves being 1. */
  @Nullable Object copy(@Nullable Object value, int depth) {
    values--;
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      try {
        return number(number);
      } catch (Throwable e) {
        return countedText(Values.unreadable(e));
      }
    }
    if (value instanceof CharSequence || value instanceof Enum<?>) {
      return countedText(Values.text(value));
    }
    if (value instanceof Optional<?> optional) {
      return copy(optional.orElse(null), depth);
    }
    boolean array = value.getClass().isArray();
    if (!array && !(value instanceof Map<?, ?>) && !(value instanceof Collection<?>)) {
      return countedText(Values.text(value));
    }
    if (depth >= limits.maxDepth()) {
      omitted += Math.max(0, measured(value) - TOO_DEEP_BYTES);
      chars -= Values.TOO_DEEP.length();
      return Values.TOO_DEEP;
    }
    try {
      if (value instanceof Map<?, ?> map) {
        return map(map, depth + 1);
      }
      return array ? array(value, depth + 1) : list((Collection<?>) value, depth + 1);
    } catch (Throwable e) {
      return countedText(Values.unreadable(e));
    }
  }

  private Object number(Number number) {
    Number plain = Values.plain(number);
    return plain != null ? plain : countedText(Values.text(number));
  }

  /** The value as a Long if it is a number that a Long holds, else null. */
  @Nullable Long wholeNumber(Object value) {
    try {
      return value instanceof Number number && Values.plain(number) instanceof Long whole
          ? whole
          : null;
    } catch (RuntimeException | StackOverflowError e) {
      return null;
    }
  }

  private Entries map(Map<?, ?> map, int depth) {
    Entries copy = new Entries(Math.min(Math.max(1, map.size()), limits.maxEntries()));
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = Values.text(entry.getKey());
      Object value = entry.getValue();
      if (copy.size() < limits.maxEntries() && hasRoom()) {
        long before = omitted;
        String name = countedName(key);
        if (copy.indexOf(name) < 0) {
          copy.set(name, copy(value, depth));
          continue;
        }
        omitted = before;
      }
      if (!omit(key, value)) {
        break;
      }
    }
    return copy;
  }

  /** A name of at most the limit and of whole characters; it counts as texts do. */
  String countedName(String name) {
    int max = limits.maxNameChars();
    String kept = Values.name(name.length() <= max ? name : cut(name, max));
    chars -= kept.length();
    return kept;
  }

  private List<@Nullable Object> list(Collection<?> list, int depth) {
    List<@Nullable Object> copy = new ArrayList<>(Math.min(list.size(), limits.maxEntries()));
    for (Object each : list) {
      if (!add(copy, each, depth)) {
        break;
      }
    }
    return Collections.unmodifiableList(copy);
  }

  private List<@Nullable Object> array(Object array, int depth) {
    int length = Array.getLength(array);
    List<@Nullable Object> copy = new ArrayList<>(Math.min(length, limits.maxEntries()));
    int i = 0;
    while (i < length && add(copy, Array.get(array, i), depth)) {
      i++;
    }
    return Collections.unmodifiableList(copy);
  }

  /** Copies or omits one element, and says whether to go on. */
  private boolean add(List<@Nullable Object> copy, @Nullable Object value, int depth) {
    if (copy.size() < limits.maxEntries() && hasRoom()) {
      copy.add(copy(value, depth));
      return true;
    }
    return omit(null, value);
  }
}

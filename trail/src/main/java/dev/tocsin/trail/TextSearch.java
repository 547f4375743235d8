package dev.tocsin.trail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.Change;
import dev.tocsin.event.EventField;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Term;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text that is looked for in all that an event holds, in whatever case: in its values, and in the
 * names that an application gave to details, headers and changed fields. Immutable.
 */
final class TextSearch {
  /** What stands in a line as in the value: printable ASCII that JSON does not escape. */
  private static final Pattern PLAIN = Pattern.compile("[ -~&&[^\"\\\\]]+");

  /** The letters beyond ASCII that have an ASCII letter, i or k, in their lower case. */
  private static final List<BytePattern> OTHER_CAPITALS =
      Stream.of("\u0130", "\u212a").map(each -> new BytePattern(each.getBytes(UTF_8))).toList();

  private final String lowerCase;
  private final @Nullable BytePattern plain;
  private final boolean hasOtherCapitals;

  TextSearch(String text) {
    this.lowerCase = text.toLowerCase(Locale.ROOT);
    String longest = longestPlain(lowerCase);
    this.plain = longest.isEmpty() ? null : BytePattern.inAnyCase(longest.getBytes(US_ASCII));
    this.hasOtherCapitals = longest.indexOf('i') >= 0 || longest.indexOf('k') >= 0;
  }

  private static String longestPlain(String text) {
    String longest = "";
    Matcher each = PLAIN.matcher(text);
    while (each.find()) {
      if (each.group().length() > longest.length()) {
        longest = each.group();
      }
    }
    return longest;
  }

  /** Whether a line's event can have it. */
  boolean mayBeIn(byte[] bytes, int from, int to) {
    return plain == null
        || plain.find(bytes, from, to) >= 0
        || (hasOtherCapitals
            && hasBeyondAscii(bytes, from, to)
            && OTHER_CAPITALS.stream().anyMatch(each -> each.find(bytes, from, to) >= 0));
  }

  /** By one look at each byte, where looking for short patterns takes several times as long. */
  private static boolean hasBeyondAscii(byte[] bytes, int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      all |= bytes[i];
    }
    return all < 0;
  }

  boolean isIn(SecurityEvent event) {
    for (EventField field : EventField.all()) {
      if (isInValue(event.get(field))) {
        return true;
      }
    }
    return false;
  }

  private boolean isInValue(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .anyMatch(each -> isInValue(each.getKey()) || isInValue(each.getValue()));
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(this::isInValue);
    }
    if (value instanceof Change change) {
      return isInValue(change.field())
          || isInValue(change.oldValue())
          || isInValue(change.newValue());
    }
    return value != null
        && (value instanceof Term term ? term.text() : value.toString())
            .toLowerCase(Locale.ROOT)
            .contains(lowerCase);
  }
}

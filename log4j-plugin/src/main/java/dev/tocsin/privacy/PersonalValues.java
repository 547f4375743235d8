package dev.tocsin.privacy;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Pseudonym;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one event that are to give way to their pseudonyms. Not thread-safe. */
final class PersonalValues {
  private static final int LONGEST_PSEUDONYM_START = 14;
  private static final int SHORTEST_REST = 3;

  private final List<PersonalValue> values = new ArrayList<>(4);
  private final List<ClientAddress> addresses = new ArrayList<>(1);
  private final List<String> ofAddresses = new ArrayList<>(1);
  private boolean hasIpv6;

  /** Takes a value, and the forms in which a URL would have it. */
  void add(String value, String replacement) {
    addOne(value, replacement, ClientAddress.parse(value));
    PersonalValue encoded = PersonalValue.encoded(value, replacement, "%20");
    if (encoded != null) {
      values.add(encoded);
      if (value.indexOf(' ') >= 0) {
        PersonalValue form = PersonalValue.encoded(value, replacement, "+");
        if (form != null) {
          values.add(form);
        }
      }
    }
    // Of two that begin at one place the longer one is meant.
    values.sort(Comparator.comparingInt((PersonalValue each) -> -each.value().length()));
  }

  private void addOne(String value, String replacement, @Nullable ClientAddress address) {
    values.add(PersonalValue.of(value, replacement, address));
    if (address != null) {
      addresses.add(address);
      hasIpv6 |= address.family() == 6;
      ofAddresses.add(replacement);
    }
  }

  /** What is to stand for a value as a whole, the same object if it may stay. */
  Object number(Number number, boolean ofPerson) {
    for (PersonalValue each : values) {
      if ((ofPerson || !each.isAmbiguous()) && each.is(number)) {
        return each.replacement();
      }
    }
    return number;
  }

  /** Whether a text or number is one of the values that may well be something else. */
  boolean isAmbiguous(Object value) {
    for (PersonalValue each : values) {
      if (each.isAmbiguous() && each.is(value.toString())) {
        return true;
      }
    }
    return false;
  }

  /**
   * A text with the pseudonyms in it, the same object if there is nothing to replace.
   *
   * @param ofPerson whether the text stands under a person's name, or is known to be about one
   */
  String text(String text, boolean ofPerson) {
    for (PersonalValue each : values) {
      if ((ofPerson || !each.isAmbiguous()) && each.is(text)) {
        return each.replacement();
      }
    }
    String plain = addresses.isEmpty() ? text : otherSpellings(text);
    int[] next = new int[values.size()];
    int from = 0;
    StringBuilder out = null;
    while (true) {
      int best = -1;
      for (int i = 0; i < next.length; i++) {
        if (next[i] >= 0 && (next[i] < from || out == null)) {
          next[i] = nextFree(values.get(i), plain, from, ofPerson);
        }
        if (next[i] >= 0 && (best < 0 || next[i] < next[best])) {
          best = i;
        }
      }
      if (best < 0) {
        break;
      }
      out = out == null ? new StringBuilder(plain.length() + 64) : out;
      PersonalValue found = values.get(best);
      out.append(plain, from, next[best]).append(found.replacement());
      from = next[best] + found.value().length();
    }
    return out == null ? plain : out.append(plain, from, plain.length()).toString();
  }

  /** Passes over what lies inside a pseudonym. */
  private static int nextFree(PersonalValue value, String text, int from, boolean ofPerson) {
    int at = value.next(text, from, ofPerson);
    while (at >= 0) {
      int end = endOfPseudonymAround(text, at);
      if (end < 0) {
        return at;
      }
      at = value.next(text, end, ofPerson);
    }
    return -1;
  }

  private static int endOfPseudonymAround(String text, int at) {
    for (int start = at; start >= 0 && at - start <= LONGEST_PSEUDONYM_START; start--) {
      if (text.charAt(start) == 'p') {
        int end = Pseudonym.endAt(text, start);
        if (end > at) {
          return end;
        }
      }
    }
    return -1;
  }

  /**
   * What a text that was cut at its bound ends with, if that may be the first words of a value: it
   * gives way as the whole value would.
   */
  String withoutCutEnd(String text) {
    for (PersonalValue each : values) {
      String value = each.value();
      for (int length = Math.min(value.length() - 1, text.length());
          length >= SHORTEST_REST;
          length--) {
        int start = text.length() - length;
        if (!Character.isLetterOrDigit(value.charAt(length))
            && text.regionMatches(start, value, 0, length)
            && (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)))) {
          return text.substring(0, start) + each.replacement();
        }
      }
    }
    return text;
  }

  /** Replaces IPv6 addresses that mean a client's, however they are written. */
  private String otherSpellings(String text) {
    int colon = hasIpv6 || text.contains("::") ? text.indexOf(':') : -1;
    int from = 0;
    StringBuilder out = null;
    while (colon >= 0) {
      int start = colon;
      while (start > from && isAddressPart(text.charAt(start - 1))) {
        start--;
      }
      int end = colon;
      while (end < text.length() && isAddressPart(text.charAt(end))) {
        end++;
      }
      int next = end;
      while (end > start && (text.charAt(end - 1) == '.' || isSingleColon(text, start, end))) {
        end--;
      }
      String replacement = end - start < 2 ? null : ofAddress(text.substring(start, end));
      if (replacement != null) {
        out = out == null ? new StringBuilder(text.length() + 64) : out;
        out.append(text, from, start).append(replacement);
        from = end;
      }
      colon = text.indexOf(':', next);
    }
    return out == null ? text : out.append(text, from, text.length()).toString();
  }

  private @Nullable String ofAddress(String run) {
    ClientAddress address = ClientAddress.parse(run);
    int index = address == null ? -1 : addresses.indexOf(address);
    return index < 0 ? null : ofAddresses.get(index);
  }

  private static boolean isSingleColon(String text, int start, int end) {
    return text.charAt(end - 1) == ':' && end - 2 >= start && text.charAt(end - 2) != ':';
  }

  private static boolean isAddressPart(char c) {
    return Ascii.isHex(c) || c == ':' || c == '.';
  }
}

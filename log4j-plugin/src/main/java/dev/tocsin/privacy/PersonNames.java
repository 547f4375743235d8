package dev.tocsin.privacy;

import java.util.Locale;
import java.util.Set;

/**
 * Names under which a value is a person's: {@code user}, {@code userId}, {@code customer_no},
 * {@code created_by}. Needed only for values such as {@code 5}, which may be anything elsewhere.
 */
final class PersonNames {
  private static final Set<String> PERSONS =
      Set.of(
          "user",
          "usr",
          "username",
          "userid",
          "uid",
          "login",
          "account",
          "actor",
          "owner",
          "principal",
          "subject",
          "customer",
          "client",
          "member",
          "person",
          "patient",
          "student",
          "employee",
          "staff",
          "operator",
          "admin",
          "by",
          "enduser");
  private static final Set<String> ATTRIBUTES = Set.of("id", "name", "no", "nr", "number", "key");
  private static final int LONGEST = 128;

  private PersonNames() {}

  /** Whether the last word of a name, but for one such as {@code id}, is a person's. */
  static boolean isPerson(String name) {
    return isPerson(name, 0, name.length());
  }

  static boolean isPerson(String text, int from, int to) {
    if (to - from > LONGEST) {
      return false;
    }
    int end = to;
    for (int words = 0; words < 2; words++) {
      while (end > from && !Ascii.isLetter(text.charAt(end - 1))) {
        end--;
      }
      int start = end;
      while (start > from && Ascii.isLetter(text.charAt(start - 1)) && !begins(text, start, end)) {
        start--;
      }
      String word = text.substring(start, end).toLowerCase(Locale.ROOT);
      if (isPersonWord(word)) {
        return true;
      }
      if (!ATTRIBUTES.contains(word)) {
        return false;
      }
      end = start;
    }
    return false;
  }

  private static boolean isPersonWord(String word) {
    return PERSONS.contains(word)
        || (word.endsWith("s") && PERSONS.contains(word.substring(0, word.length() - 1)));
  }

  /** Whether a word in the manner of {@code userId} begins there. */
  private static boolean begins(String text, int at, int end) {
    return at < end && Ascii.isUpper(text.charAt(at)) && Ascii.isLower(text.charAt(at - 1));
  }
}

package dev.tocsin.event;

import java.util.Locale;

/** What names of types and tags may look like. */
final class TypeNames {
  static final int MAX_CHARS = 64;

  /** Stands before the name of a marker that the product keeps for itself. */
  static final String OF_RESERVED_NAME = "reserved_";

  private TypeNames() {}

  static String checked(String name) {
    if (name.isEmpty() || name.length() > MAX_CHARS || !isName(name)) {
      throw new IllegalArgumentException(
          "event type "
              + Quote.of(name)
              + ": use a lower-case letter, then lower-case letters, digits and _, at most "
              + MAX_CHARS
              + " characters");
    }
    if (EventType.isReservedName(name)) {
      throw new IllegalArgumentException(
          "event type "
              + Quote.of(name)
              + ": names with audit_, alert, client_ and case_ are the product's own; put a prefix"
              + " of yours before it, as in shop_"
              + name);
    }
    if (name.equals("security") || Category.find(name) != null) {
      throw new IllegalArgumentException(
          "event type "
              + Quote.of(name)
              + ": a category's marker has this name; use another, as in "
              + name
              + "_event");
    }
    return name;
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      boolean other = (c >= '0' && c <= '9') || c == '_';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return true;
  }

  static void checkTag(String tag) {
    boolean good = !tag.isEmpty() && tag.length() <= MAX_CHARS;
    for (int i = 0; good && i < tag.length(); i++) {
      good = isTagChar(tag.charAt(i));
    }
    if (!good) {
      throw new IllegalArgumentException(
          "compliance tag "
              + Quote.of(tag)
              + ": use lower-case letters, digits, ., _ and -, as in pci-10.2.1.4");
    }
  }

  /** The name under which an event of an unregistered marker is kept. */
  static String forUnregistered(String markerName) {
    StringBuilder kept = new StringBuilder();
    String lower = markerName.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length() && i < MAX_CHARS; i++) {
      char c = lower.charAt(i);
      kept.append(isTagChar(c) ? c : '_');
    }
    if (kept.isEmpty()) {
      return "unnamed";
    }
    if (EventType.isReservedName(kept.toString())) {
      kept.insert(0, OF_RESERVED_NAME);
      kept.setLength(Math.min(kept.length(), MAX_CHARS));
    }
    return kept.toString();
  }

  private static boolean isTagChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  }
}

package dev.tocsin.event;

/**
 * The bounds of one event. No value from outside makes an event larger than this; what is cut is
 * told by {@code is_truncated} and {@code original_size}.
 *
 * @param maxEventBytes bytes of the whole line in UTF-8, its line feed, {@code seq} and {@code tag}
 *     included; 16,384 to 16,777,216
 * @param maxTextChars UTF-16 units of one text; 64 to 1,048,576
 * @param maxNameChars UTF-16 units of a key in a map; 16 to 1,024
 * @param maxEntries entries of one map or list; 8 to 4,096
 * @param maxNodes values of one detail, counted over all its levels; 8 to 65,536
 * @param maxDepth levels of maps and lists inside details, the details map itself being the first;
 *     1 to 32
 */
public record Limits(
    int maxEventBytes,
    int maxTextChars,
    int maxNameChars,
    int maxEntries,
    int maxNodes,
    int maxDepth) {

  /** 64 KiB an event, 16,384 characters a text, 128 entries, 6 levels. */
  public static final Limits DEFAULT = new Limits(65_536, 16_384, 256, 128, 1_024, 6);

  /** The widest that there may be: whatever was recorded stays as it is. */
  public static final Limits WIDEST = new Limits(16_777_216, 1_048_576, 1_024, 4_096, 65_536, 32);

  public Limits {
    check("maxEventBytes", maxEventBytes, 16_384, 16_777_216);
    check("maxTextChars", maxTextChars, 64, 1_048_576);
    check("maxNameChars", maxNameChars, 16, 1_024);
    check("maxEntries", maxEntries, 8, 4_096);
    check("maxNodes", maxNodes, 8, 65_536);
    check("maxDepth", maxDepth, 1, 32);
  }

  /** These limits with another size of the whole event. */
  public Limits withMaxEventBytes(int bytes) {
    return new Limits(bytes, maxTextChars, maxNameChars, maxEntries, maxNodes, maxDepth);
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " " + value + ": use " + min + " to " + max);
    }
  }
}

package dev.tocsin.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client takes: an element of an Accept header (RFC 9110, section 12.5.1). Of the parameters
 * only {@code version} and {@code q} tell anything here.
 *
 * @param type in lower case, or {@code *}
 * @param subtype in lower case, or {@code *}
 * @param version null for any
 * @param quality in thousandths, 0 for "not that one"
 */
record MediaRange(String type, String subtype, @Nullable String version, int quality) {
  static final int MAX_RANGES = 64;
  static final int MAX_PARAMETERS = 16;
  static final int MAX_CHARS = 8_192;

  /** The precision of a range that names type, subtype and version. */
  static final int EXACT = 3;

  private static final String ANY = "*";
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]++");
  private static final Pattern QUALITY =
      Pattern.compile("(?:0(?:\\.([0-9]{0,3}+))?+|1(?:\\.0{0,3}+)?+)");
  private static final int BEST = 1_000;

  /**
   * The ranges of a header, without those that are malformed: what a client says wrongly is as if
   * it had not said it, and so is an element of more than {@value #MAX_PARAMETERS} parameters. The
   * first {@value #MAX_RANGES} elements are read, of lines of {@value #MAX_CHARS} characters
   * together.
   */
  static List<MediaRange> parse(List<String> lines) {
    List<MediaRange> ranges = new ArrayList<>();
    int elements = 0;
    int chars = 0;
    for (String line : lines) {
      chars += line.length();
      if (chars > MAX_CHARS) {
        break;
      }
      for (String element : split(line, ',', MAX_RANGES - elements)) {
        elements++;
        MediaRange range = ofElement(element);
        if (range != null) {
          ranges.add(range);
        }
      }
    }
    return ranges;
  }

  private static @Nullable MediaRange ofElement(String element) {
    List<String> parts = split(element, ';', MAX_PARAMETERS + 2);
    String name = parts.get(0);
    int slash = name.indexOf('/');
    if (slash < 0 || parts.size() > MAX_PARAMETERS + 1) {
      return null;
    }
    String type = name.substring(0, slash).toLowerCase(Locale.ROOT);
    String subtype = name.substring(slash + 1).toLowerCase(Locale.ROOT);
    boolean named = TOKEN.matcher(type).matches() && TOKEN.matcher(subtype).matches();
    if (!named || (type.equals(ANY) && !subtype.equals(ANY))) {
      return null;
    }
    String version = null;
    int quality = BEST;
    for (String parameter : parts.subList(1, parts.size())) {
      int equals = parameter.indexOf('=');
      if (equals < 0 && !parameter.isEmpty()) {
        return null;
      }
      String value = unquoted(parameter.substring(equals + 1));
      switch (parameter.substring(0, Math.max(0, equals)).toLowerCase(Locale.ROOT)) {
        case "version" -> version = value;
        case "q" -> quality = quality(value);
        default -> {}
      }
    }
    return quality < 0 ? null : new MediaRange(type, subtype, version, quality);
  }

  /** In thousandths, or -1 if it is none. */
  private static int quality(String text) {
    Matcher matcher = QUALITY.matcher(text);
    if (!matcher.matches()) {
      return -1;
    }
    if (text.charAt(0) == '1') {
      return BEST;
    }
    String digits = matcher.group(1);
    return digits == null ? 0 : Integer.parseInt((digits + "000").substring(0, 3));
  }

  /** What is in quotes holds no quotes here: nothing that is looked for has any. */
  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /**
   * The parts between separators that stand outside of quoted strings, without blanks around them;
   * at most so many, and what is behind them left out.
   */
  private static List<String> split(String text, char separator, int most) {
    List<String> parts = new ArrayList<>();
    boolean inQuotes = false;
    int start = 0;
    for (int i = 0; i <= text.length() && parts.size() < most; i++) {
      char c = i < text.length() ? text.charAt(i) : separator;
      if (i == text.length() || (c == separator && !inQuotes)) {
        parts.add(ElementsFromRight.trim(text, start, i));
        start = i + 1;
      } else if (c == '\\' && inQuotes) {
        i++;
      } else if (c == '"') {
        inQuotes = !inQuotes;
      }
    }
    return parts;
  }

  /** Whether it takes something of that type and version; a null version is of any. */
  boolean includes(String otherType, String otherSubtype, @Nullable String otherVersion) {
    return (type.equals(ANY) || type.equals(otherType))
        && (subtype.equals(ANY) || subtype.equals(otherSubtype))
        && (version == null || otherVersion == null || version.equals(otherVersion));
  }

  /** How exactly it says what it takes: 0 for anything, up to {@link #EXACT}. */
  int precision() {
    if (type.equals(ANY)) {
      return 0;
    }
    if (subtype.equals(ANY)) {
      return 1;
    }
    return version == null ? 2 : EXACT;
  }
}

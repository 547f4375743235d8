package dev.tocsin.log4j;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import org.apache.logging.log4j.core.config.Node;

/**
 * Which files a {@code Delete} of Log4j may take, by their names alone: what it says about age,
 * size or number may hold one day for any file.
 */
final class DeleteConditions {
  private DeleteConditions() {}

  /** Gives an attribute's value, its lookups replaced, or the other text. */
  interface Attributes {
    String of(Node node, String name, String otherwise);
  }

  /** Whether it may take a file, given by its path below the folder that is looked through. */
  static Predicate<Path> of(Node delete, Attributes attributes) {
    return all(delete, attributes);
  }

  /** How many levels of folders are looked through; 1 where the text is no number. */
  static int depth(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static List<Predicate<Path>> each(Node node, Attributes attributes) {
    return node.getChildren().stream().map(child -> condition(child, attributes)).toList();
  }

  private static Predicate<Path> all(Node node, Attributes attributes) {
    return each(node, attributes).stream().reduce(path -> true, Predicate::and);
  }

  private static Predicate<Path> condition(Node node, Attributes attributes) {
    return switch (node.getName().toLowerCase(Locale.ROOT)) {
      case "iffilename" -> named(node, attributes).and(all(node, attributes));
      case "ifany" -> {
        List<Predicate<Path>> any = each(node, attributes);
        yield path -> any.stream().anyMatch(one -> one.test(path));
      }
      case "ifnot" -> {
        boolean byName =
            node.getChildren().stream()
                .allMatch(child -> child.getName().equalsIgnoreCase("IfFileName"));
        yield byName ? all(node, attributes).negate() : path -> true;
      }
      default -> all(node, attributes);
    };
  }

  private static Predicate<Path> named(Node node, Attributes attributes) {
    String regex = attributes.of(node, "regex", "");
    String glob = attributes.of(node, "glob", "");
    String syntax = regex.isEmpty() ? "glob:" + glob : "regex:" + regex;
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntax);
      return matcher::matches;
    } catch (PatternSyntaxException e) {
      // Log4j refuses it as well, and then deletes nothing.
      return path -> false;
    }
  }
}

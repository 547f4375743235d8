package dev.tocsin.yaml;

import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a YAML file strictly: keys that are not known, or stand there twice, are mistakes, and each
 * mistake names its place. Not thread-safe.
 */
public final class YamlReader {
  private static final int MAX_BYTES = 1 << 20;

  private final String fileName;

  /**
   * A reader of one file.
   *
   * @param fileName how messages call it
   */
  public YamlReader(String fileName) {
    this.fileName = fileName;
  }

  /**
   * The file's documents, those that hold nothing left out.
   *
   * @param in UTF-8, read to its end and not closed
   * @throws YamlMistake if it is no YAML, or longer than 1 MiB
   * @throws IOException if reading fails
   */
  public List<Node> documents(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw bad(Optional.empty(), "more than " + MAX_BYTES + " bytes: split it or shorten it");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw bad(Optional.empty(), "no UTF-8: save the file as UTF-8");
    }
    List<Node> documents = new ArrayList<>();
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(fileName).build();
      for (Node document : new Compose(settings).composeAllFromString(text)) {
        if (!(document instanceof ScalarNode scalar && scalar.getValue().isEmpty())) {
          documents.add(document);
        }
      }
    } catch (MarkedYamlEngineException e) {
      throw bad(e.getProblemMark(), noYaml(e.getProblem()));
    } catch (YamlEngineException e) {
      throw bad(Optional.empty(), noYaml(e.getMessage()));
    } catch (StackOverflowError e) {
      throw bad(Optional.empty(), "lists or maps in one another too deep: write it flatter");
    }
    return documents;
  }

  private static String noYaml(@Nullable String problem) {
    return "no YAML: " + Quote.line(String.valueOf(problem)) + ": see the example in the docs";
  }

  /**
   * The entries of a map, in their order.
   *
   * @param what how messages call the node, as in {@code a type}
   * @param known the keys that may stand there
   * @throws YamlMistake if it is no map, or a key is not known or stands there twice
   */
  public Map<String, Node> map(Node node, String what, Collection<String> known) {
    Map<String, Node> entries = new LinkedHashMap<>();
    freeMap(node, what)
        .forEach(
            (key, value) -> {
              if (!known.contains(key.getValue())) {
                throw bad(
                    key,
                    "key "
                        + Quote.of(key.getValue())
                        + ": "
                        + Nearest.question(key.getValue(), known)
                        + "use one of "
                        + String.join(", ", known));
              }
              entries.put(key.getValue(), value);
            });
    return entries;
  }

  /**
   * The entries of a map whose keys are the user's own, in their order.
   *
   * @throws YamlMistake if it is no map, or a key stands there twice
   */
  public Map<ScalarNode, Node> freeMap(Node node, String what) {
    if (!(node instanceof MappingNode map)) {
      throw bad(node, what + ": use a map, one key: value a line");
    }
    Map<String, Node> seen = new LinkedHashMap<>();
    Map<ScalarNode, Node> entries = new LinkedHashMap<>();
    for (NodeTuple entry : map.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw bad(entry.getKeyNode(), "a key: use a single word, no list or map");
      }
      if (seen.put(key.getValue(), key) != null) {
        throw bad(key, key.getValue() + ": stands there twice: keep one");
      }
      entries.put(key, entry.getValueNode());
    }
    return entries;
  }

  /** The value of a key that must be there. */
  public Node required(Node map, Map<String, Node> entries, String key, String what) {
    Node value = entries.get(key);
    if (value == null) {
      throw bad(map, what + " without " + key + ": add " + key + ": …");
    }
    return value;
  }

  /** The elements of a list. */
  public List<Node> list(Node node, String what, String example) {
    if (!(node instanceof SequenceNode list)) {
      throw bad(node, what + ": use a list, as in " + example);
    }
    return list.getValue();
  }

  /** The elements of a list, or the one value that stands in its place. */
  public List<Node> oneOrMore(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of(node);
  }

  /** The text of a single value. */
  public String text(Node node, String what) {
    if (!(node instanceof ScalarNode scalar)) {
      throw bad(node, what + ": use a single word, no list or map");
    }
    return scalar.getValue();
  }

  /**
   * A single value of a form.
   *
   * @param form a regular expression
   * @param wayOut what to write instead, as in {@code use a lower-case letter}
   */
  public String word(Node node, String what, String form, String wayOut) {
    String text = text(node, what);
    if (!text.matches(form)) {
      throw bad(node, what + " " + Quote.of(text) + ": " + wayOut);
    }
    return text;
  }

  /** A flag. */
  public boolean flag(Node node, String what) {
    return word(node, what, "true|false", "use true or false").equals("true");
  }

  /** A whole number within bounds. */
  public long number(Node node, String what, long min, long max) {
    String text = text(node, what);
    long number = min - 1;
    if (text.matches("-?[0-9]{1,18}")) {
      number = Long.parseLong(text);
    }
    if (number < min || number > max) {
      throw bad(node, what + " " + Quote.of(text) + ": use " + min + " to " + max);
    }
    return number;
  }

  /** Does a step whose complaint lacks the place, and adds it. */
  public <T> T checked(Node node, Supplier<T> step) {
    try {
      return step.get();
    } catch (YamlMistake e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw bad(node, String.valueOf(e.getMessage()));
    }
  }

  /** A mistake at the beginning of the file. */
  public YamlMistake bad(String message) {
    return bad(Optional.empty(), message);
  }

  /** A mistake at that place. */
  public YamlMistake bad(Node node, String message) {
    return bad(node.getStartMark(), message);
  }

  private YamlMistake bad(Optional<Mark> mark, String message) {
    int line = mark.map(Mark::getLine).orElse(0) + 1;
    int column = mark.map(Mark::getColumn).orElse(0) + 1;
    return new YamlMistake(fileName + ":" + line + ":" + column + ": " + message);
  }
}

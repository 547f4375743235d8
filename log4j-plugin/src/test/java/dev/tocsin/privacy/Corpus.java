package dev.tocsin.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts that redaction is held against: files of this module's resources, filled with a seed.
 */
public final class Corpus {
  private static final int FILLINGS = 6;
  private static final Pattern SECRET = Pattern.compile("«(.*?)»", Pattern.DOTALL);

  private Corpus() {}

  /**
   * A text with secrets in it.
   *
   * @param kind what its mark is to say
   * @param secrets the pieces of them that must not come out, each of one line
   */
  public record Planted(String kind, String text, List<String> secrets) {}

  /**
   * A text, or the value of a detail, that must stay.
   *
   * @param detail the detail's name; empty for a text
   */
  public record LookAlike(String detail, String text) {}

  /** The secrets written by hand, and those made from templates. */
  public static List<Planted> secrets() {
    List<Planted> all = new ArrayList<>();
    for (String[] line : lines("secrets.txt")) {
      String text = line[1].replace("·", "").replace("\\u00a0", "\u00a0");
      all.add(planted(line[0], unescaped(text)));
    }
    SecretMaker maker = new SecretMaker(6);
    for (String[] line : lines("templates.txt")) {
      for (int i = 0; i < FILLINGS; i++) {
        all.add(planted(line[0], maker.fill(line[1])));
      }
    }
    return all;
  }

  /** What is no secret, each template filled some times. */
  public static List<LookAlike> lookAlikes() {
    List<LookAlike> all = new ArrayList<>();
    SecretMaker maker = new SecretMaker(7);
    for (String[] line : lines("lookalikes.txt")) {
      String detail = line[0].equals("text") ? "" : line[0].replaceFirst("^detail ", "");
      String last = "";
      for (int i = 0; i < FILLINGS; i++) {
        String text = maker.fillPlainly(line[1]);
        if (!text.equals(last)) {
          all.add(new LookAlike(detail, text));
        }
        last = text;
      }
    }
    return all;
  }

  private static String unescaped(String text) {
    return text.replace("\\\\n", "\u0001").replace("\\n", "\n").replace("\u0001", "\\n");
  }

  private static Planted planted(String kind, String marked) {
    List<String> secrets = new ArrayList<>();
    Matcher found = SECRET.matcher(marked);
    while (found.find()) {
      Arrays.stream(found.group(1).split("\n", -1))
          .filter(piece -> !piece.isEmpty())
          .forEach(secrets::add);
    }
    if (secrets.isEmpty()) {
      throw new IllegalStateException("no secret in: " + marked);
    }
    return new Planted(kind, marked.replaceAll("[«»]", ""), List.copyOf(secrets));
  }

  private static List<String[]> lines(String file) {
    try (InputStream in = Corpus.class.getResourceAsStream("/redaction/" + file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not there");
      }
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split(" \\| ", 2))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.tocsin.otel.compile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file to be made, with places named {@code @NAME@}; each stands alone in its line or inside. */
final class Template {
  private static final Pattern PLACE = Pattern.compile("@([a-z]+)@\n?");

  private final String text;

  private Template(String text) {
    this.text = text;
  }

  /** One of those beside this class. */
  static Template of(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      return new Template(new String(required(in, name).readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream required(@Nullable InputStream in, String name) {
    if (in == null) {
      throw new IllegalStateException(name + " is not on the class path");
    }
    return in;
  }

  /** The file, with the values in their places; what ends a line already needs no second end. */
  String fill(Map<String, String> values) {
    Matcher matcher = PLACE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value = values.get(matcher.group(1));
      if (value == null) {
        throw new IllegalStateException("no value for " + matcher.group());
      }
      boolean line = matcher.group().endsWith("\n") && !value.isEmpty() && !value.endsWith("\n");
      matcher.appendReplacement(out, Matcher.quoteReplacement(value + (line ? "\n" : "")));
    }
    return matcher.appendTail(out).toString();
  }
}

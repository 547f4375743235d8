package dev.tocsin.yaml;

/** A mistake in a YAML file; the message is one line that begins {@code file:line:column:}. */
public final class YamlMistake extends IllegalArgumentException {
  YamlMistake(String message) {
    super(message);
  }
}

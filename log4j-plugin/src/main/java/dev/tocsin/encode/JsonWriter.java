package dev.tocsin.encode;

import dev.tocsin.event.Values;

/**
 * Writes JSON objects of texts, numbers, lists and objects that are no events: one line, in which
 * every text is harmless. A lone surrogate becomes U+FFFD, as strict readers refuse it. The caller
 * bounds the texts. Not thread-safe.
 */
public final class JsonWriter {
  private final ByteSink sink;
  private boolean first = true;

  /**
   * A writer of one value.
   *
   * @param sink takes it; used by nobody else meanwhile
   */
  public JsonWriter(ByteSink sink) {
    this.sink = sink;
  }

  /** Begins an object: as the whole, as an element of a list, or behind {@link #name}. */
  public JsonWriter beginObject() {
    return begin('{');
  }

  /** Begins a list, likewise. */
  public JsonWriter beginList() {
    return begin('[');
  }

  /** Ends the innermost object. */
  public JsonWriter endObject() {
    return end('}');
  }

  /** Ends the innermost list. */
  public JsonWriter endList() {
    return end(']');
  }

  /** The name of a member, whose value comes next. */
  public JsonWriter name(String name) {
    comma();
    string(name);
    sink.put(':');
    first = true;
    return this;
  }

  /** A text. */
  public JsonWriter value(String text) {
    comma();
    string(text);
    return this;
  }

  /** A whole number. */
  public JsonWriter value(long number) {
    comma();
    sink.putDecimal(number);
    return this;
  }

  /** A member with a text. */
  public JsonWriter member(String name, String text) {
    return name(name).value(text);
  }

  /** A member with a whole number. */
  public JsonWriter member(String name, long number) {
    return name(name).value(number);
  }

  private JsonWriter begin(char bracket) {
    comma();
    sink.put(bracket);
    first = true;
    return this;
  }

  private JsonWriter end(char bracket) {
    sink.put(bracket);
    first = false;
    return this;
  }

  private void comma() {
    if (!first) {
      sink.put(',');
    }
    first = false;
  }

  private void string(String text) {
    JsonText.write(sink, Values.name(text), Integer.MAX_VALUE);
  }
}

package dev.tocsin.encode;

import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Term;
import dev.tocsin.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes members of JSON objects, each with a comma before it: the first one's becomes the brace in
 * the end. What is left out is counted in the sink.
 */
final class Members {
  private Members() {}

  /** What stands before a member's value. */
  static byte[] name(String name) {
    return ascii(",\"" + name + "\":");
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins an object; the answer is for {@link #close}. */
  static int open(ByteSink sink, byte[] name) {
    sink.put(name);
    return sink.length();
  }

  /** Ends an object, be it empty. */
  static void close(ByteSink sink, int opened) {
    if (sink.length() == opened) {
      sink.put('{');
    } else {
      sink.array()[opened] = '{';
    }
    sink.put('}');
  }

  /** Ends an object, or takes it back where it has no members. */
  static void closeOrDrop(ByteSink sink, byte[] name, int opened) {
    if (sink.length() == opened) {
      sink.truncate(opened - name.length);
    } else {
      close(sink, opened);
    }
  }

  /** A text, or nothing. */
  static void text(ByteSink sink, byte[] name, @Nullable CharSequence text, Bounds bounds) {
    if (text != null) {
      sink.put(name);
      sink.leaveOut(JsonText.write(sink, text, bounds.textChars()));
    }
  }

  /** A part of a text, or nothing where it is empty. */
  static void text(ByteSink sink, byte[] name, CharSequence text, int from, int to, Bounds bounds) {
    if (from < to) {
      sink.put(name);
      sink.leaveOut(JsonText.write(sink, text, from, to, bounds.textChars()));
    }
  }

  /** A field that is a text, or nothing. */
  static void text(ByteSink sink, byte[] name, EventView event, EventField field, Bounds bounds) {
    text(sink, name, event.text(field), bounds);
  }

  /** The text of an enum, or nothing. */
  static void term(ByteSink sink, byte[] name, EventView event, EventField field) {
    if (event.get(field) instanceof Term term) {
      term(sink, name, term);
    }
  }

  static void term(ByteSink sink, byte[] name, Term term) {
    sink.put(name);
    sink.put('"');
    sink.putAscii(term.text());
    sink.put('"');
  }

  static void number(ByteSink sink, byte[] name, long number) {
    sink.put(name);
    sink.putDecimal(number);
  }

  /** The event's id, or nothing. */
  static void id(ByteSink sink, byte[] name, EventView event) {
    if ((event.idMsb() | event.idLsb()) == 0) {
      return;
    }
    sink.put(name);
    byte[] out = sink.ensure(EventIds.LENGTH + 2);
    int at = sink.length();
    out[at++] = '"';
    EventIds.write(event.idMsb(), event.idLsb(), out, at);
    at += EventIds.LENGTH;
    out[at++] = '"';
    sink.advanceTo(at);
  }

  static void time(ByteSink sink, byte[] name, long micros) {
    sink.put(name);
    byte[] out = sink.ensure(Timestamps.LENGTH + 2);
    int at = sink.length();
    out[at++] = '"';
    Timestamps.write(micros, out, at);
    at += Timestamps.LENGTH;
    out[at++] = '"';
    sink.advanceTo(at);
  }

  /** A number of tenths with its decimal. */
  static void tenths(ByteSink sink, byte[] name, int tenths) {
    sink.put(name);
    sink.putDecimal(tenths / 10);
    sink.put('.');
    sink.put('0' + tenths % 10);
  }

  /** A list of texts, or nothing. */
  static void texts(
      ByteSink sink, byte[] name, EventView event, EventField field, int end, Bounds bounds) {
    if (event.get(field) instanceof List<?> list) {
      sink.put(name);
      sink.leaveOut(JsonValues.list(sink, list, 1, end, bounds));
    }
  }

  /** A value of any kind, or nothing. */
  static void any(
      ByteSink sink, byte[] name, EventView event, EventField field, int end, Bounds bounds) {
    Object value = event.get(field);
    if (value != null && !(value instanceof Map<?, ?> && !bounds.maps())) {
      sink.put(name);
      sink.leaveOut(JsonValues.write(sink, value, 0, end, bounds));
    }
  }

  /** What was acted on: the id given, else the path of the request, or nothing. */
  static boolean targetId(ByteSink sink, byte[] name, EventView event, Bounds bounds) {
    CharSequence given = event.text(EventField.TARGET_ID);
    if (given != null) {
      text(sink, name, given, bounds);
      return true;
    }
    CharSequence url = AlwaysPresent.targetUrl(event);
    if (url == null) {
      return false;
    }
    int from = AlwaysPresent.pathStart(url);
    int to = AlwaysPresent.pathEnd(url);
    text(sink, name, url, from, to, bounds);
    return from < to;
  }
}

package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Headers for a receiver, which often hold its keys: no message shows a value, or a name that is
 * none, since it may be half a key.
 */
final class OtlpHeaders {
  private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** What the exporter sets, and what HTTP's connection is governed by. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "http2-settings",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private OtlpHeaders() {}

  /**
   * Reads {@code name=value,name=value}, each value percent-decoded. A {@code +} stays one: Base64
   * has it, too.
   *
   * @throws IllegalArgumentException what is wrong, and the way out
   * @see <a
   *     href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables">OpenTelemetry,
   *     Specifying headers via environment variables</a>
   */
  static Map<String, String> parse(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    List<String> entries = entries(text);
    for (int i = 0; i < entries.size(); i++) {
      String entry = entries.get(i);
      int equals = entry.indexOf('=');
      if (equals < 0) {
        throw wrong(i, "has no =: write them as name=value,name=value");
      }
      String name = entry.substring(0, equals).strip();
      String value = decode(entry.substring(equals + 1).strip(), i);
      if (headers.put(name, value) != null) {
        throw wrong(i, "has a name that was given before: name each header once");
      }
    }
    return headers;
  }

  /**
   * The headers, by names without regard to case.
   *
   * @throws IllegalArgumentException what is wrong, and the way out
   */
  static SortedMap<String, String> checked(Map<String, String> headers) {
    SortedMap<String, String> checked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int i = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      if (!name.matches(NAME)) {
        throw wrong(i, "has a name that is none: use letters, digits and -");
      }
      String lower = name.toLowerCase(Locale.ROOT);
      if (RESERVED.contains(lower) || lower.startsWith("grpc-")) {
        throw new IllegalArgumentException(name + ": is set by the exporter: leave it out");
      }
      if (!isValue(header.getValue())) {
        throw new IllegalArgumentException(
            name + ": its value (not shown) is empty or not plain ASCII on one line: correct it");
      }
      if (checked.put(name, header.getValue()) != null) {
        throw new IllegalArgumentException(name + ": was given twice: name each header once");
      }
      i++;
    }
    return Collections.unmodifiableSortedMap(checked);
  }

  private static List<String> entries(String text) {
    List<String> entries = new ArrayList<>();
    for (String entry : text.split(",", -1)) {
      if (!entry.isBlank()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static boolean isValue(String value) {
    return !value.isBlank()
        && value.equals(value.strip())
        && value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
  }

  private static String decode(String value, int entry) {
    byte[] from = value.getBytes(UTF_8);
    ByteArrayOutputStream to = new ByteArrayOutputStream(from.length);
    for (int i = 0; i < from.length; i++) {
      if (from[i] != '%') {
        to.write(from[i]);
        continue;
      }
      int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
      int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw wrong(entry, "has a % without two hexadecimal digits: write % itself as %25");
      }
      to.write(high << 4 | low);
      i += 2;
    }
    return to.toString(UTF_8);
  }

  private static IllegalArgumentException wrong(int entry, String what) {
    return new IllegalArgumentException("entry " + (entry + 1) + " (not shown) " + what);
  }
}

package dev.tocsin.otel;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import io.opentelemetry.api.common.AttributeKey;

/**
 * The parts of a request's URL (RFC 3986, appendix B), as they stand in it: what is no URL at all
 * is a path. Only one with a scheme is put whole, too, without a name or password in it, which
 * {@code url.full} must not have. Immutable.
 */
final class UrlAttributes implements FieldAttributes.Part {
  private static final AttributeKey<String> FULL = stringKey("url.full");
  private static final AttributeKey<String> PATH = stringKey("url.path");
  private static final AttributeKey<String> QUERY = stringKey("url.query");
  private static final AttributeKey<String> FRAGMENT = stringKey("url.fragment");
  private static final String AUTHORITY = "://";
  private static final String NO_CREDENTIALS = "REDACTED:REDACTED";

  @Override
  public void put(EventView event, RecordAttributes out) {
    CharSequence given = event.text(EventField.REQUEST_URL);
    if (given == null) {
      return;
    }
    String url = given.toString();
    int start = AlwaysPresent.pathStart(url);
    int end = AlwaysPresent.pathEnd(url);
    boolean absolute = start > 0 && beginsWithScheme(url);
    part(PATH, url, absolute ? start : 0, end, out);
    int hash = url.indexOf('#', end);
    int rest = hash < 0 ? url.length() : hash;
    if (end < rest) {
      part(QUERY, url, end + 1, rest, out);
    }
    if (hash >= 0) {
      part(FRAGMENT, url, hash + 1, url.length(), out);
    }
    if (absolute) {
      out.text(FULL, withoutCredentials(url, start));
    }
  }

  private static void part(
      AttributeKey<String> key, String url, int from, int to, RecordAttributes out) {
    if (from < to) {
      out.text(key, url.substring(from, to));
    }
  }

  /** Whether all before the authority is a letter, then letters, digits, {@code +}, - and dots. */
  private static boolean beginsWithScheme(String url) {
    int end = url.indexOf(AUTHORITY);
    for (int i = 0; i < end; i++) {
      char c = url.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return end > 0;
  }

  private static String withoutCredentials(String url, int pathStart) {
    int from = url.indexOf(AUTHORITY) + AUTHORITY.length();
    int at = url.lastIndexOf('@', pathStart - 1);
    return at < from ? url : url.substring(0, from) + NO_CREDENTIALS + url.substring(at);
  }
}

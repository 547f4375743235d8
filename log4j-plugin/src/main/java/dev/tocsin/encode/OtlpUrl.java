package dev.tocsin.encode;

import dev.tocsin.encode.OtlpAttributes.AttributeName;
import dev.tocsin.event.AlwaysPresent;

/**
 * The parts of a request's URL (RFC 3986, appendix B), as they stand in it: what is no URL at all
 * is a path. Only one with a scheme is put whole, too, without a name or password in it.
 */
final class OtlpUrl {
  private static final AttributeName FULL = new AttributeName("url.full");
  private static final AttributeName PATH = new AttributeName("url.path");
  private static final AttributeName QUERY = new AttributeName("url.query");
  private static final AttributeName FRAGMENT = new AttributeName("url.fragment");
  private static final String AUTHORITY = "://";
  private static final String NO_CREDENTIALS = "REDACTED:REDACTED";

  private OtlpUrl() {}

  static void put(CharSequence url, OtlpAttributes out) {
    int start = AlwaysPresent.pathStart(url);
    int end = AlwaysPresent.pathEnd(url);
    boolean absolute = start > 0 && beginsWithScheme(url);
    out.text(PATH, url, absolute ? start : 0, end);
    int rest = Urls.queryEnd(url, end);
    out.text(QUERY, url, end + 1, rest);
    out.text(FRAGMENT, url, rest + 1, url.length());
    if (absolute) {
      out.text(FULL, withoutCredentials(url, start));
    }
  }

  /** Whether all before the authority is a letter, then letters, digits, {@code +}, - and dots. */
  private static boolean beginsWithScheme(CharSequence url) {
    int end = authority(url);
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

  private static int authority(CharSequence url) {
    for (int i = 0; i + AUTHORITY.length() <= url.length(); i++) {
      if (url.charAt(i) == ':' && url.charAt(i + 1) == '/' && url.charAt(i + 2) == '/') {
        return i;
      }
    }
    return -1;
  }

  private static CharSequence withoutCredentials(CharSequence url, int pathStart) {
    int from = authority(url) + AUTHORITY.length();
    for (int at = pathStart - 1; at >= from; at--) {
      if (url.charAt(at) == '@') {
        return url.subSequence(0, from) + NO_CREDENTIALS + url.subSequence(at, url.length());
      }
    }
    return url;
  }
}

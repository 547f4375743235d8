package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings to sign in with. A browser that asks for a page and is told to sign in has
 * not failed to do so.
 */
final class SentCredentials {
  private static final String BASIC = "Basic ";
  private static final int MOST_CHARS = 2_048;

  private SentCredentials() {}

  /** Whether there are any: an Authorization header, or a POST to a path that takes them. */
  static boolean in(HttpServletRequest request, PathPatterns signIn, String path) {
    return request.getHeader("Authorization") != null
        || (request.getMethod().equals("POST") && signIn.match(path) != null);
  }

  /** The user that the request names by HTTP's Basic scheme (RFC 7617), or null. */
  static @Nullable String user(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null
        || header.length() > MOST_CHARS
        || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return null;
    }
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
    String text = new String(pair, UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      text = new String(pair, ISO_8859_1);
    }
    int colon = text.indexOf(':');
    return colon <= 0 ? null : text.substring(0, colon);
  }
}

package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings to sign in with. A browser that asks for a page and is told to sign in has
 * not failed to do so.
 */
enum SentCredentials {
  /** None. */
  NONE,

  /** A user's name and password: HTTP's Basic scheme, or a POST to a path that takes them. */
  PASSWORD,

  /** An Authorization header of another scheme, such as a token. */
  OTHER;

  private static final String BASIC = "Basic ";
  private static final int MOST_CHARS = 2_048;

  static SentCredentials in(HttpServletRequest request, PathPatterns signIn, String path) {
    if (request.getMethod().equals("POST") && signIn.match(path) != null) {
      return PASSWORD;
    }
    String header = request.getHeader("Authorization");
    if (header == null) {
      return NONE;
    }
    return header.regionMatches(true, 0, BASIC, 0, BASIC.length()) ? PASSWORD : OTHER;
  }

  /** Whether a 401 is a step of a sign-in that goes on: NTLM's, Negotiate's, a stale Digest. */
  static boolean areAskedForMore(HttpServletResponse response) {
    for (String challenge : response.getHeaders("WWW-Authenticate")) {
      String lower = challenge.toLowerCase(Locale.ROOT);
      if (lower.startsWith("ntlm ")
          || lower.startsWith("negotiate ")
          || (lower.startsWith("digest ") && lower.contains("stale=true"))) {
        return true;
      }
    }
    return false;
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

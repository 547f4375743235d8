package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.qr.QrSession;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The cookie by which a browser proves that a QR code is the one it asked for. */
final class BrowserKey {
  private static final String NAME = "gatehouse_qr";

  private BrowserKey() {}

  /** The key that the browser sends, or an empty text. */
  static String of(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(NAME)) {
          return cookie.getValue();
        }
      }
    }
    return "";
  }

  static void give(HttpServletRequest request, HttpServletResponse response, QrSession qr) {
    send(request, response, qr.browserKey(), -1);
  }

  static void take(HttpServletRequest request, HttpServletResponse response) {
    send(request, response, "", 0);
  }

  private static void send(
      HttpServletRequest request, HttpServletResponse response, String value, int maxAgeSeconds) {
    Cookie cookie = new Cookie(NAME, value);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setSecure(request.isSecure());
    cookie.setAttribute("SameSite", "Strict");
    cookie.setMaxAge(maxAgeSeconds);
    response.addCookie(cookie);
  }
}

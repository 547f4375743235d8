package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.account.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** Who is signed in, kept in the container's session. */
final class WebSession {
  private static final String USER = "signed-in";

  private WebSession() {}

  /** Who is signed in, or null. */
  static @Nullable SignedIn user(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(USER) instanceof SignedIn user ? user : null;
  }

  /**
   * Starts a session and returns its id. One that the browser brought along is ended first: its id
   * may be known to others.
   */
  static String begin(HttpServletRequest request, SignedIn user) {
    end(request);
    HttpSession session = request.getSession(true);
    session.setAttribute(USER, user);
    return session.getId();
  }

  /** Ends the session, if there is one. */
  static void end(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
  }
}

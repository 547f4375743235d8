package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.account.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets administrators through, and nobody else. */
final class AdminGate {
  private final LoginAudit audit;

  AdminGate(LoginAudit audit) {
    this.audit = audit;
  }

  /** The administrator who asks; null when it is someone else, who then has got an answer. */
  @Nullable SignedIn admit(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignedIn user = WebSession.user(request);
    if (user == null) {
      Page.message("Sign in first", "This page is for signed-in administrators.", null)
          .send(response, 401);
      return null;
    }
    if (!user.isAdmin()) {
      audit.adminRefused(user, request.getRequestURI());
      Page.message("Not for you", "This page is for administrators. Your visit was noted.", user)
          .send(response, 403);
      return null;
    }
    return user;
  }
}

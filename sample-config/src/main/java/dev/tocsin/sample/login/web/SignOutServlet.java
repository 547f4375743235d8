package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.LoginAudit;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Signs out. */
public final class SignOutServlet extends HttpServlet {
  private final LoginAudit audit;

  public SignOutServlet(LoginAudit audit) {
    this.audit = audit;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (WebSession.user(request) != null) {
      audit.loggedOut();
      WebSession.end(request);
    }
    response.sendRedirect("/");
  }
}

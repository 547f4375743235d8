package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.SignInFlow;
import dev.tocsin.sample.login.account.SignedIn;
import dev.tocsin.sample.login.qr.QrSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Turns a confirmed code into the browser's session. */
final class SessionStart {
  private final SignInFlow flow;
  private final LoginAudit audit;

  SessionStart(SignInFlow flow, LoginAudit audit) {
    this.flow = flow;
    this.audit = audit;
  }

  /** Starts the session of the browser that sends this request; null when no code is confirmed. */
  @Nullable SignedIn start(HttpServletRequest request, HttpServletResponse response) {
    QrSession qr = flow.claim(BrowserKey.of(request));
    SignedIn user = qr == null ? null : qr.user();
    if (qr == null || user == null) {
      return null;
    }
    BrowserKey.take(request, response);
    audit.sessionCreated(user, qr, WebSession.begin(request, user));
    return user;
  }
}

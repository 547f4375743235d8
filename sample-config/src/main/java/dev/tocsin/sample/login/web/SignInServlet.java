package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.SignInFlow;
import dev.tocsin.sample.login.qr.QrCode;
import dev.tocsin.sample.login.qr.QrSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The page that shows the QR code. It asks again every few seconds, without a script; once the code
 * is confirmed, that request brings the session.
 */
public final class SignInServlet extends HttpServlet {
  private static final int REFRESH_SECONDS = 3;

  private final SignInFlow flow;
  private final SessionStart sessions;
  private final ServiceAddress address;

  public SignInServlet(SignInFlow flow, LoginAudit audit, ServiceAddress address) {
    this.flow = flow;
    this.sessions = new SessionStart(flow, audit);
    this.address = address;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (WebSession.user(request) != null || sessions.start(request, response) != null) {
      response.sendRedirect("/");
      return;
    }
    QrSession qr = flow.ofBrowser(BrowserKey.of(request));
    if (qr == null) {
      qr = flow.generate("1");
      BrowserKey.give(request, response, qr);
    }
    Page.of("Sign in", body(qr), null).refreshing(REFRESH_SECONDS).send(response, 200);
  }

  private String body(QrSession qr) {
    String link = address.scanLink(qr);
    String hint =
        qr.state() == QrSession.State.SCANNED
            ? "Scanned. Now confirm with your PIN on the telephone."
            : "Scan this code with your telephone.";
    return """
    <section class="card center">
      <h1>Sign in</h1>
      %s
      <p class="hint">%s</p>
      <p class="small">No telephone at hand? <a href="%s" target="_blank" rel="noopener">Open what the
      code says.</a></p>
    </section>
    """
        .formatted(QrCode.svg(link), Html.escape(hint), Html.escape(link));
  }
}

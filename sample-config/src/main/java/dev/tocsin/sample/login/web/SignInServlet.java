package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.SignInFlow;
import dev.tocsin.sample.login.qr.QrCode;
import dev.tocsin.sample.login.qr.QrSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * The page that shows the QR code. Its script asks every few seconds how far the code is; without a
 * script the page asks for itself again. Once the code is confirmed, that request brings the
 * session.
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
    Page.of("Sign in", body(qr), null)
        .with("/signin.js")
        .refreshingWithoutScript(REFRESH_SECONDS)
        .send(response, 200);
  }

  private String body(QrSession qr) {
    String link = Html.escape(address.scanLink(qr));
    boolean scanned = qr.state() == QrSession.State.SCANNED;
    // Rounded up: the script is not to ask for a new code while the old one is good.
    long seconds = flow.timeLeft(qr).plusMillis(999).toSeconds();
    return """
    <section class="card narrow center" id="code" data-seconds="%d" data-lifetime="%d">
      <h1>Sign in</h1>
      <p class="lead">Scan this code with your telephone.<br>Confirm there with your PIN.</p>
      %s
      <progress max="%2$d" value="%1$d" aria-hidden="true"></progress>
      <p class="small" id="life">This code is good for <b role="timer">%s</b>.</p>
      <p class="hint" id="state" role="status">%s</p>
      <p class="small">No telephone at hand?
      <a href="%s" target="_blank" rel="noopener">Open what the code says.</a></p>
    </section>
    """
        .formatted(
            seconds,
            flow.codeLifetime().toSeconds(),
            QrCode.svg(address.scanLink(qr)),
            minutes(Duration.ofSeconds(seconds)),
            scanned ? "Scanned. Waiting for your PIN." : "Waiting for your telephone.",
            link);
  }

  private static String minutes(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}

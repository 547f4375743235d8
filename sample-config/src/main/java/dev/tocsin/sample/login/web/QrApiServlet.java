package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.Confirmation;
import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.SignInFlow;
import dev.tocsin.sample.login.account.SignedIn;
import dev.tocsin.sample.login.qr.QrSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/**
 * The sign-in for programs: form fields in, JSON out.
 *
 * <pre>
 * browser    POST /api/qr          service_id      201 token, scan_url, expires; sets the browser's cookie
 *            GET  /api/qr                          200 state: waiting, scanned or confirmed; 404 none
 *            POST /api/qr/session                  201 user; sets the session's cookie; 409 not confirmed
 * telephone  POST /api/qr/scan     token           200 service_id; 404 no such code
 *            POST /api/qr/confirm  token,user,pin  200; 401 refused
 * </pre>
 */
public final class QrApiServlet extends HttpServlet {
  private static final int MAX_SERVICE_ID_CHARS = 32;

  private final SignInFlow flow;
  private final SessionStart sessions;
  private final ServiceAddress address;

  public QrApiServlet(SignInFlow flow, LoginAudit audit, ServiceAddress address) {
    this.flow = flow;
    this.sessions = new SessionStart(flow, audit);
    this.address = address;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    QrSession qr = flow.ofBrowser(BrowserKey.of(request));
    if (qr == null || request.getPathInfo() != null) {
      Json.send(response, 404, "error", "no code on its way");
    } else {
      Json.send(response, 200, "state", qr.state().name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String step = request.getPathInfo() == null ? "" : request.getPathInfo();
    switch (step) {
      case "" -> generate(request, response);
      case "/scan" -> scan(request, response);
      case "/confirm" -> confirm(request, response);
      case "/session" -> session(request, response);
      default -> Json.send(response, 404, "error", "no such step");
    }
  }

  private void generate(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String serviceId = Fields.text(request, "service_id");
    if (serviceId.length() > MAX_SERVICE_ID_CHARS) {
      Json.send(response, 400, "error", "service_id: 32 characters at most");
      return;
    }
    QrSession qr = flow.generate(serviceId.isEmpty() ? "1" : serviceId);
    BrowserKey.give(request, response, qr);
    Json.send(
        response,
        201,
        "token",
        qr.token(),
        "scan_url",
        address.scanLink(qr),
        "expires",
        qr.expires().toString());
  }

  private void scan(HttpServletRequest request, HttpServletResponse response) throws IOException {
    QrSession qr = flow.scan(Fields.text(request, "token"));
    if (qr == null) {
      Json.send(response, 404, "error", "no such code");
    } else {
      Json.send(response, 200, "state", "scanned", "service_id", qr.serviceId());
    }
  }

  private void confirm(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Confirmation confirmation =
        flow.confirm(
            Fields.text(request, "token"),
            Fields.text(request, "user"),
            Fields.text(request, "pin"));
    if (confirmation.isConfirmed()) {
      Json.send(response, 200, "state", "confirmed");
    } else {
      Json.send(response, 401, "error", "refused");
    }
  }

  private void session(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignedIn user = sessions.start(request, response);
    if (user == null) {
      Json.send(response, 409, "error", "not confirmed");
    } else {
      Json.send(response, 201, "user", user.userId());
    }
  }
}

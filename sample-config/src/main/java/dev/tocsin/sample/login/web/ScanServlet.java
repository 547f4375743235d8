package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.SignInFlow;
import dev.tocsin.sample.login.qr.QrSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The telephone's side: what the code's link opens, and the PIN. */
public final class ScanServlet extends HttpServlet {
  private static final String REFUSED =
      "That did not work. After five wrong PINs an account is locked for 15 minutes.";

  private final SignInFlow flow;

  public ScanServlet(SignInFlow flow) {
    this.flow = flow;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    QrSession qr = flow.scan(Fields.text(request, "token"));
    if (qr == null) {
      Page.message(
              "Code not valid", "It has expired or was used. Let the screen show a new one.", null)
          .send(response, 404);
      return;
    }
    form(qr.token(), "").send(response, 200);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String token = Fields.text(request, "token");
    boolean confirmed =
        flow.confirm(token, Fields.text(request, "user"), Fields.text(request, "pin"));
    if (confirmed) {
      Page.message("Confirmed", "The other screen signs you in within a few seconds.", null)
          .send(response, 200);
    } else {
      form(token, REFUSED).send(response, 401);
    }
  }

  private static Page form(String token, String problem) {
    String body =
        """
        <section class="card">
          <h1>Confirm it is you</h1>
          %s
          <form method="post" action="/scan" autocomplete="off">
            <input type="hidden" name="token" value="%s">
            <label>User<input name="user" required maxlength="64" autofocus></label>
            <label>PIN<input name="pin" type="password" inputmode="numeric" required maxlength="12"></label>
            <button class="button">Confirm</button>
          </form>
        </section>
        """;
    String notice =
        problem.isEmpty() ? "" : "<p class=\"problem\">" + Html.escape(problem) + "</p>";
    return Page.of("Confirm", body.formatted(notice, Html.escape(token)), null);
  }
}

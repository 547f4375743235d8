package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.Confirmation;
import dev.tocsin.sample.login.SignInFlow;
import dev.tocsin.sample.login.qr.QrSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The telephone's side: what the code's link opens, and the PIN. It is a plain form; a script
 * brings the pad.
 */
public final class ScanServlet extends HttpServlet {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final SignInFlow flow;

  public ScanServlet(SignInFlow flow) {
    this.flow = flow;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    QrSession qr = flow.scan(Fields.text(request, "token"));
    if (qr == null) {
      unknownCode(response);
    } else {
      form(qr.token(), "", "").send(response, 200);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String token = Fields.text(request, "token");
    String user = Fields.text(request, "user");
    Confirmation confirmation = flow.confirm(token, user, Fields.text(request, "pin"));
    switch (confirmation.result()) {
      case CONFIRMED ->
          Page.message("Confirmed", "The other screen signs you in within a few seconds.", null)
              .send(response, 200);
      case REFUSED -> form(token, user, refusal(confirmation)).send(response, 401);
      case UNKNOWN_CODE -> unknownCode(response);
    }
  }

  private static void unknownCode(HttpServletResponse response) throws IOException {
    Page.message(
            "Code not valid", "It has expired or was used. Let the screen show a new one.", null)
        .send(response, 404);
  }

  /** Says the same of a wrong PIN, a locked account and a user that does not exist. */
  private static String refusal(Confirmation confirmation) {
    Instant until = confirmation.lockedUntil();
    if (until != null) {
      return "That did not work, and this was the last try: the account is locked until "
          + CLOCK.format(until)
          + " UTC.";
    }
    int left = confirmation.triesLeft();
    return "That did not work: user or PIN is wrong, or the account is locked. At most "
        + (left == 1 ? "one more try." : left + " more tries.");
  }

  private static Page form(String token, String user, String problem) {
    String body =
        """
        <section class="card narrow">
          <h1>Confirm it is you</h1>
          <form method="post" action="/scan" autocomplete="off" id="confirm">
            <input type="hidden" name="token" value="%s">
            <label for="user">User</label>
            <input id="user" name="user" value="%s" required maxlength="64" autocapitalize="none"
              spellcheck="false"%s>
            <label for="pin">PIN</label>
            <input id="pin" name="pin" type="password" inputmode="numeric" required maxlength="12"
              aria-describedby="problem"%s>
            <p class="unseen" id="entered" role="status"></p>
            <p class="problem" id="problem" role="alert"%s>%s</p>
            <div class="pad" id="pad" role="group" aria-label="PIN pad" hidden>
              %s
              <button type="button" class="key" data-key="delete" aria-label="Delete the last digit">&#9003;</button>
              <button type="button" class="key" data-key="0">0</button>
              <button class="key ok">OK</button>
            </div>
            <button class="button" id="plain">Confirm</button>
          </form>
        </section>
        """;
    boolean first = problem.isEmpty();
    String focus = " autofocus";
    return Page.of(
            "Confirm",
            body.formatted(
                Html.escape(token),
                Html.escape(user),
                first ? focus : "",
                first ? "" : focus,
                first ? " hidden" : "",
                Html.escape(problem),
                keys()),
            null)
        .with("/scan.js");
  }

  private static String keys() {
    return IntStream.rangeClosed(1, 9)
        .mapToObj(
            "<button type=\"button\" class=\"key\" data-key=\"%1$d\">%1$d</button>"::formatted)
        .collect(Collectors.joining("\n      "));
  }
}

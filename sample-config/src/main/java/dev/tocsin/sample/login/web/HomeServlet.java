package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.account.SignedIn;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The first page: the way in for strangers, their session for those who are signed in. */
public final class HomeServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignedIn user = WebSession.user(request);
    HttpSession session = request.getSession(false);
    Page.of("Welcome", user == null || session == null ? stranger() : known(user, session), user)
        .send(response, 200);
  }

  private static String stranger() {
    return """
    <section class="card narrow">
      <h1>Sign in without typing a password here</h1>
      <p>This screen shows a code. Your telephone scans it, you confirm with your PIN there, and this
      screen is signed in.</p>
      <p><a class="button" href="/signin">Show the code</a></p>
    </section>
    """;
  }

  private static String known(SignedIn user, HttpSession session) {
    return """
    <section class="card narrow">
      <h1>Hello, %s</h1>
      <dl>
        <dt>Signed in as</dt><dd>%s</dd>
        <dt>Role</dt><dd>%s</dd>
        <dt>Since</dt><dd>%s UTC</dd>
        <dt>Ends</dt><dd>after %d minutes without a request</dd>
      </dl>
      <div class="actions">
        <a class="button" href="/search">Find a service</a>
        %s
        <form method="post" action="/signout"><button class="button quiet">Sign out</button></form>
      </div>
    </section>
    """
        .formatted(
            Html.escape(user.userName()),
            Html.escape(user.userId()),
            user.role().name().toLowerCase(Locale.ROOT),
            Html.time(Instant.ofEpochMilli(session.getCreationTime())),
            Duration.ofSeconds(session.getMaxInactiveInterval()).toMinutes(),
            user.isAdmin() ? "<a class=\"button quiet\" href=\"/admin\">Admin</a>" : "");
  }
}

package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.account.SignedIn;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The first page. */
public final class HomeServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignedIn user = WebSession.user(request);
    Page.of("Welcome", user == null ? stranger() : known(user), user).send(response, 200);
  }

  private static String stranger() {
    return """
    <section class="card">
      <h1>Sign in without typing a password here</h1>
      <p>This screen shows a code. Your telephone scans it, you confirm with your PIN there, and this
      screen is signed in.</p>
      <p><a class="button" href="/signin">Show the code</a></p>
    </section>
    """;
  }

  private static String known(SignedIn user) {
    return """
    <section class="card">
      <h1>Hello, %s</h1>
      <p>You are signed in. Close the door behind you when you leave.</p>
      <p><a class="button" href="/search">Find a service</a></p>
    </section>
    """
        .formatted(Html.escape(user.userName()));
  }
}

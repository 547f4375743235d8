package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.account.SignedIn;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A page: the frame that all have in common, around a body.
 *
 * @param title plain text
 * @param body HTML, with everything foreign in it escaped
 * @param user who is signed in, or null
 * @param refreshSeconds after how many seconds the browser asks again; 0 for never
 */
record Page(String title, String body, @Nullable SignedIn user, int refreshSeconds) {

  static Page of(String title, String body, @Nullable SignedIn user) {
    return new Page(title, body, user, 0);
  }

  /** A page with one message. */
  static Page message(String title, String text, @Nullable SignedIn user) {
    String body =
        """
        <section class="card">
          <h1>%s</h1>
          <p>%s</p>
          <p><a class="button" href="/">Back to the start</a></p>
        </section>
        """;
    return of(title, body.formatted(Html.escape(title), Html.escape(text)), user);
  }

  Page refreshing(int seconds) {
    return new Page(title, body, user, seconds);
  }

  void send(HttpServletResponse response, int status) throws IOException {
    response.setStatus(status);
    response.setContentType("text/html; charset=utf-8");
    response.getWriter().write(html());
  }

  String html() {
    String refresh =
        refreshSeconds == 0
            ? ""
            : "<meta http-equiv=\"refresh\" content=\"" + refreshSeconds + "\">";
    return """
    <!doctype html>
    <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      %s
      <title>%s &middot; Gatehouse</title>
      <link rel="stylesheet" href="/style.css">
    </head>
    <body>
      <header>
        <a class="brand" href="/">Gatehouse</a>
        <nav>%s</nav>
      </header>
      <main>
    %s
      </main>
      <footer>A sample service. Everything that matters for security here is in its audit log.</footer>
    </body>
    </html>
    """
        .formatted(refresh, Html.escape(title), navigation(), body);
  }

  private String navigation() {
    String links = "<a href=\"/search\">Search</a>";
    if (user == null) {
      return links + "<a href=\"/signin\">Sign in</a>";
    }
    if (user.isAdmin()) {
      links += "<a href=\"/admin\">Admin</a>";
    }
    return links
        + "<form method=\"post\" action=\"/signout\"><button class=\"link\">Sign out "
        + Html.escape(user.userName())
        + "</button></form>";
  }
}

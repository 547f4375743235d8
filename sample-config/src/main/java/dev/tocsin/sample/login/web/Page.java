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
 * @param script the path of the page's own script, or null
 * @param refreshSeconds after how many seconds a browser without scripts asks again; 0 for never
 */
record Page(
    String title,
    String body,
    @Nullable SignedIn user,
    @Nullable String script,
    int refreshSeconds) {

  static Page of(String title, String body, @Nullable SignedIn user) {
    return new Page(title, body, user, null, 0);
  }

  /** A page with one message. */
  static Page message(String title, String text, @Nullable SignedIn user) {
    String body =
        """
        <section class="card narrow">
          <h1>%s</h1>
          <p>%s</p>
          <p><a class="button" href="/">Back to the start</a></p>
        </section>
        """;
    return of(title, body.formatted(Html.escape(title), Html.escape(text)), user);
  }

  Page with(String pageScript) {
    return new Page(title, body, user, pageScript, refreshSeconds);
  }

  Page refreshingWithoutScript(int seconds) {
    return new Page(title, body, user, script, seconds);
  }

  void send(HttpServletResponse response, int status) throws IOException {
    response.setStatus(status);
    response.setContentType("text/html; charset=utf-8");
    response.getWriter().write(html());
  }

  String html() {
    return """
    <!doctype html>
    <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>%s &middot; Gatehouse</title>
      <link rel="icon" href="/icon.svg" type="image/svg+xml">
      <link rel="stylesheet" href="/style.css">
    %s</head>
    <body>
      <header>
        <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28">Gatehouse</a>
        <nav>%s</nav>
      </header>
      <main>
    %s
      </main>
      <footer>A sample service. Everything that matters for security here is in its audit log.</footer>
    </body>
    </html>
    """
        .formatted(Html.escape(title), behaviour(), navigation(), body);
  }

  private String behaviour() {
    String refresh =
        refreshSeconds == 0
            ? ""
            : "  <noscript><meta http-equiv=\"refresh\" content=\"%d\"></noscript>\n"
                .formatted(refreshSeconds);
    return script == null
        ? refresh
        : refresh + "  <script src=\"" + Html.escape(script) + "\" defer></script>\n";
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
        + "<form method=\"post\" action=\"/signout\"><button class=\"link\">Sign out"
        + "<span class=\"who\"> "
        + Html.escape(user.userName())
        + "</span></button></form>";
  }
}

package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.account.Lockouts;
import dev.tocsin.sample.login.account.SignedIn;
import dev.tocsin.sample.login.account.User;
import dev.tocsin.sample.login.account.UserDirectory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The page for administrators: who is locked out, and a way to end that. */
public final class AdminServlet extends HttpServlet {
  private final UserDirectory users;
  private final Lockouts lockouts;
  private final LoginAudit audit;

  public AdminServlet(UserDirectory users, Lockouts lockouts, LoginAudit audit) {
    this.users = users;
    this.lockouts = lockouts;
    this.audit = audit;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignedIn admin = admit(request, response);
    if (admin == null) {
      return;
    }
    audit.adminAccess(request.getRequestURI());
    Page.of("Admin", table(), admin).send(response, 200);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (admit(request, response) == null) {
      return;
    }
    String userId = Fields.text(request, "user");
    if (!lockouts.unlock(userId)) {
      Page.message("Not locked", "No lock to end for " + userId + ".", WebSession.user(request))
          .send(response, 409);
      return;
    }
    audit.unlocked(userId);
    response.sendRedirect("/admin");
  }

  /** The administrator who asks; null when it is someone else, who then has got an answer. */
  private @Nullable SignedIn admit(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignedIn user = WebSession.user(request);
    if (user == null) {
      Page.message("Sign in first", "This page is for signed-in administrators.", null)
          .send(response, 401);
      return null;
    }
    if (!user.isAdmin()) {
      audit.adminRefused(user, request.getRequestURI());
      Page.message("Not for you", "This page is for administrators. Your visit was noted.", user)
          .send(response, 403);
      return null;
    }
    return user;
  }

  private String table() {
    StringBuilder rows = new StringBuilder();
    for (User user : users.all()) {
      rows.append(row(user));
    }
    return """
    <section class="card wide">
      <h1>Accounts</h1>
      <table>
        <thead><tr><th>User</th><th>Name</th><th>Role</th><th>State</th><th></th></tr></thead>
        <tbody>
    %s    </tbody>
      </table>
    </section>
    """
        .formatted(rows);
  }

  private String row(User user) {
    Instant until = lockouts.lockedUntil(user.id());
    String state =
        until == null
            ? "<span class=\"ok\">open</span>"
            : "<span class=\"bad\">locked until "
                + until.truncatedTo(ChronoUnit.SECONDS)
                + "</span>";
    String action =
        until == null
            ? ""
            : """
            <form method="post" action="/admin"><input type="hidden" name="user" value="%s">\
            <button class="link">Unlock</button></form>"""
                .formatted(Html.escape(user.id()));
    return """
        <tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>
        """
        .formatted(Html.escape(user.id()), Html.escape(user.name()), user.role(), state, action);
  }
}

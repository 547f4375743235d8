package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.account.Lockouts;
import dev.tocsin.sample.login.account.SignedIn;
import dev.tocsin.sample.login.account.UserDirectory;
import dev.tocsin.sample.login.trail.RecentTrail;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The page for administrators: what the audit log says of late, who is shut out, which accounts are
 * locked, and a way to end that. It shows one moment and does not load itself again: each look is
 * recorded, and a screen that looks by itself would fill the audit log with its own looks.
 */
public final class AdminServlet extends HttpServlet {
  private final UserDirectory users;
  private final Lockouts lockouts;
  private final LoginAudit audit;
  private final AdminGate gate;
  private final RecentTrail trail = new RecentTrail();

  public AdminServlet(UserDirectory users, Lockouts lockouts, LoginAudit audit) {
    this.users = users;
    this.lockouts = lockouts;
    this.audit = audit;
    this.gate = new AdminGate(audit);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignedIn admin = gate.admit(request, response);
    if (admin == null) {
      return;
    }
    audit.adminAccess(request.getRequestURI());
    String accounts = AccountTable.html(users.all(), lockouts);
    Page.of("Admin", log(admin) + accounts, admin).send(response, 200);
  }

  private String log(SignedIn admin) {
    List<Path> folders = trail.folders();
    if (folders.isEmpty()) {
      return TrailHtml.nothing(
          "This service runs without an audit log: there are no events, alerts or blocks to show.");
    }
    try {
      return TrailHtml.of(trail.read(folders, admin.userId()));
    } catch (IOException e) {
      return TrailHtml.nothing("The audit log is not shown: " + e.getMessage());
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (gate.admit(request, response) == null) {
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
}

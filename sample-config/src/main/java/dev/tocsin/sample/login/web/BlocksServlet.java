package dev.tocsin.sample.login.web;

import dev.tocsin.audit.BlockList;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Quote;
import dev.tocsin.rules.Timespan;
import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.account.SignedIn;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Blocks clients by hand and lets them in again, for administrators. What is done is recorded by
 * the block list, with who did it.
 */
public final class BlocksServlet extends HttpServlet {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final int MAX_REASON_CHARS = 200;

  private final AdminGate gate;

  public BlocksServlet(LoginAudit audit) {
    this.gate = new AdminGate(audit);
  }

  /** Someone loads a page again that told of bad input. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.sendRedirect("/admin");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SignedIn admin = gate.admit(request, response);
    if (admin == null) {
      return;
    }
    if (request.getServletPath().equals("/admin/block")) {
      block(admin, request, response);
    } else {
      unblock(admin, request, response);
    }
  }

  private static void block(
      SignedIn admin, HttpServletRequest request, HttpServletResponse response) throws IOException {
    String address = Fields.text(request, "address");
    String duration = Fields.text(request, "duration");
    String reason = Fields.text(request, "reason");
    String problem = tryToBlock(admin, address, duration, reason);
    if (problem == null) {
      response.sendRedirect("/admin");
      return;
    }
    BlockForm form = new BlockForm(address, duration, reason, problem);
    String body =
        """
        <section class="card wide">
          <h1>Block a client</h1>
          %s
          <p><a href="/admin">Back to the admin page</a></p>
        </section>
        """;
    Page.of("Block a client", body.formatted(form.html()), admin).send(response, 400);
  }

  /** Blocks a client; or says in one line why not. */
  private static @Nullable String tryToBlock(
      SignedIn admin, String address, String duration, String reason) {
    ClientAddress client = ClientAddress.parse(address);
    if (client == null) {
      return "address " + Quote.of(address) + ": use an IPv4 or IPv6 address";
    }
    if (client.isLoopback()) {
      return "address " + client + ": is this machine, which is never blocked";
    }
    String own = ThreadContext.get("ip_address");
    ClientAddress self = own == null ? null : ClientAddress.parse(own);
    if (self != null && self.networkAddress().equals(client.networkAddress())) {
      return "address " + client + ": is where you are; you could not take it back";
    }
    if (reason.length() > MAX_REASON_CHARS) {
      return "reason of " + reason.length() + " characters: use " + MAX_REASON_CHARS + " at most";
    }
    try {
      boolean blocked =
          BlockList.block(
              address,
              Timespan.parse("duration", duration, LONGEST),
              admin.userId(),
              reason.isEmpty() ? null : reason);
      return blocked
          ? null
          : "address " + client + ": is never blocked, or this service runs without rules";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static void unblock(
      SignedIn admin, HttpServletRequest request, HttpServletResponse response) throws IOException {
    String address = Fields.text(request, "address");
    boolean unblocked =
        ClientAddress.parse(address) != null && BlockList.unblock(address, admin.userId());
    if (unblocked) {
      response.sendRedirect("/admin");
    } else {
      Page.message("Not blocked", "No block to end for " + address + ".", admin)
          .send(response, 409);
    }
  }
}

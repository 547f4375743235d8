package dev.tocsin.sample.login.web;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.sample.login.LoginAudit;
import dev.tocsin.sample.login.guard.RateLimiter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.logging.log4j.ThreadContext;

/**
 * Refuses clients that ask too much. A client is an IPv4 address or an IPv6 /64. The first refusal
 * is told, those after it are not: a flood must not fill the audit log.
 */
public final class RateLimitFilter extends HttpFilter {
  private static final int RETRY_SECONDS = 30;

  private final RateLimiter limiter;
  private final LoginAudit audit;

  public RateLimitFilter(RateLimiter limiter, LoginAudit audit) {
    this.limiter = limiter;
    this.audit = audit;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String address = ThreadContext.get("ip_address");
    ClientAddress client = address == null ? null : ClientAddress.parse(address);
    RateLimiter.Decision decision = limiter.decide(client == null ? "" : client.network());
    if (decision == RateLimiter.Decision.ALLOWED) {
      chain.doFilter(request, response);
      return;
    }
    if (decision == RateLimiter.Decision.REFUSED_FIRST) {
      audit.rateLimited(request.getRequestURI());
    }
    response.setHeader("Retry-After", Integer.toString(RETRY_SECONDS));
    Page.message("Slow down", "That was too much at once. Try again in half a minute.", null)
        .send(response, 429);
  }
}

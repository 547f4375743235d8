package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.LoginAudit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Refuses requests that change something and that a page of another site made the visitor's browser
 * send, as the browser tells in Sec-Fetch-Site (W3C Fetch Metadata). The SameSite cookies stand
 * behind it, for browsers that don't tell.
 */
public final class CrossSiteFilter extends HttpFilter {
  private final LoginAudit audit;

  public CrossSiteFilter(LoginAudit audit) {
    this.audit = audit;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String site = request.getHeader("Sec-Fetch-Site");
    boolean own = site == null || site.equals("same-origin") || site.equals("none");
    if (own || request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
      chain.doFilter(request, response);
      return;
    }
    audit.crossSiteRequest(site);
    Page.message("Refused", "Another site sent you here to change something.", null)
        .send(response, 403);
  }
}

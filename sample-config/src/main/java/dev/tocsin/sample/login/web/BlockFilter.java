package dev.tocsin.sample.login.web;

import dev.tocsin.audit.BlockList;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.logging.log4j.ThreadContext;

/** Turns away clients that a rule, or somebody, has blocked. */
public final class BlockFilter extends HttpFilter {

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String address = ThreadContext.get("ip_address");
    if (address == null || !BlockList.isBlocked(address)) {
      chain.doFilter(request, response);
      return;
    }
    Page.message("No entry", "Your address is blocked for now.", null).send(response, 403);
  }
}

package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.account.SignedIn;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.logging.log4j.ThreadContext;

/**
 * Puts who is signed in on the thread, for the events logged while the request is handled. The
 * {@code AuditFilter} in front of it takes that off again with the rest.
 */
public final class SignedInFilter extends HttpFilter {

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    SignedIn user = WebSession.user(request);
    if (user != null) {
      ThreadContext.put("user_id", user.userId());
      ThreadContext.put("user_name", user.userName());
    }
    chain.doFilter(request, response);
  }
}

package dev.tocsin.spring;

import dev.tocsin.event.EventField;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.apache.logging.log4j.ThreadContext;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Runs behind Spring Security and adds the user that it has found to the request's context. What is
 * put on the thread here goes when the audit filter takes the request off the thread.
 */
final class SignedInUserFilter extends OncePerRequestFilter {
  private static final String USER = EventField.USER_ID.contextNames().get(0);

  SignedInUserFilter() {}

  /** A later thread of the request has to learn it, too. */
  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Principal principal = request.getUserPrincipal();
    if (principal != null) {
      ThreadContext.put(USER, principal.getName());
    }
    chain.doFilter(request, response);
  }
}

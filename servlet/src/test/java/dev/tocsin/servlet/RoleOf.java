package dev.tocsin.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.eclipse.jetty.ee11.servlet.FilterHolder;

/** Signs callers in by what they say, as only a test may. */
final class RoleOf extends HttpServletRequestWrapper {
  private RoleOf(HttpServletRequest request) {
    super(request);
  }

  /** A filter that believes the header X-Role. */
  static FilterHolder header() {
    return new FilterHolder(
        (request, response, chain) ->
            chain.doFilter(new RoleOf((HttpServletRequest) request), response));
  }

  @Override
  public boolean isUserInRole(String role) {
    return role.equals(getHeader("X-Role"));
  }
}

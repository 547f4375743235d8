package dev.tocsin.sample.login.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Lets only the methods through that the service uses; TRACE above all would show cookies. */
public final class MethodsFilter extends HttpFilter {
  private static final Set<String> ALLOWED = Set.of("GET", "HEAD", "POST");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (ALLOWED.contains(request.getMethod())) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Allow", "GET, HEAD, POST");
    Page.message("Not allowed", "This service takes GET, HEAD and POST.", null).send(response, 405);
  }
}

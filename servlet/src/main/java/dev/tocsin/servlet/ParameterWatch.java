package dev.tocsin.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that notes when the application reads its parameters. Before that nobody else may: the
 * container would read the body of a form for it, in an encoding that is not set yet.
 */
final class ParameterWatch extends HttpServletRequestWrapper {
  private final AuditedRequest audited;

  ParameterWatch(HttpServletRequest request, AuditedRequest audited) {
    super(request);
    this.audited = audited;
  }

  @Override
  public @Nullable String getParameter(String name) {
    audited.formRead();
    return super.getParameter(name);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    audited.formRead();
    return super.getParameterMap();
  }

  @Override
  public Enumeration<String> getParameterNames() {
    audited.formRead();
    return super.getParameterNames();
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    audited.formRead();
    return super.getParameterValues(name);
  }
}

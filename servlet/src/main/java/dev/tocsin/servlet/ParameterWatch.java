package dev.tocsin.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that notes when the application reads its parameters. Before that nobody else may: the
 * container would read the body of a form for it, in an encoding that is not set yet. A form that
 * it fails to read is not noted, as it would fail again.
 */
final class ParameterWatch extends HttpServletRequestWrapper {
  private final AuditedRequest audited;

  ParameterWatch(HttpServletRequest request, AuditedRequest audited) {
    super(request);
    this.audited = audited;
  }

  @Override
  public @Nullable String getParameter(String name) {
    String value = super.getParameter(name);
    audited.formRead();
    return value;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, String[]> parameters = super.getParameterMap();
    audited.formRead();
    return parameters;
  }

  @Override
  public Enumeration<String> getParameterNames() {
    Enumeration<String> names = super.getParameterNames();
    audited.formRead();
    return names;
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String[] values = super.getParameterValues(name);
    audited.formRead();
    return values;
  }
}

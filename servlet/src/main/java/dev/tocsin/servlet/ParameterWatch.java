package dev.tocsin.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Enumeration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that notes when the application reads its parameters. Before that nobody else may: the
 * container would read the body of a form for it, in an encoding that is not set yet. A form that
 * it fails to read is left alone, as it would fail again.
 */
final class ParameterWatch extends HttpServletRequestWrapper {
  private final AuditedRequest audited;

  ParameterWatch(HttpServletRequest request, AuditedRequest audited) {
    super(request);
    this.audited = audited;
  }

  @Override
  public @Nullable String getParameter(String name) {
    return noted(() -> super.getParameter(name));
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return noted(super::getParameterMap);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return noted(super::getParameterNames);
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return noted(() -> super.getParameterValues(name));
  }

  private <T extends @Nullable Object> T noted(Supplier<T> reading) {
    T parameters;
    try {
      parameters = reading.get();
    } catch (RuntimeException e) {
      audited.formFailed();
      throw e;
    }
    audited.formRead();
    return parameters;
  }
}

package dev.tocsin.servlet;

import dev.tocsin.audit.RequestEvents;
import dev.tocsin.event.EventField;
import jakarta.servlet.ServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * What the events of one request have in common: the client's address, the request, its correlation
 * id, the session and the user. {@link AuditFilter} makes it and keeps it with the request.
 *
 * <p>Work that a handler gives to a thread of its own takes the context along by {@link
 * #wrap(Runnable)}. Immutable and thread-safe.
 */
public final class RequestContext {
  private static final String ATTRIBUTE = RequestContext.class.getName();

  /** The names in ThreadContext that the filter answers for. */
  private static final List<String> NAMES =
      List.of(
          name(EventField.IP_ADDRESS),
          name(EventField.IP_PROVENANCE),
          name(EventField.REQUEST_METHOD),
          name(EventField.REQUEST_URL),
          name(EventField.USER_AGENT),
          name(EventField.CORRELATION_ID),
          name(EventField.TRACE_ID),
          name(EventField.SESSION_ID),
          name(EventField.USER_ID),
          RequestEvents.CROSS_SITE_KEY,
          RequestEvents.CONTEXT_KEY);

  private final @Nullable ResolvedClient client;
  private final Map<String, String> values;

  private RequestContext(@Nullable ResolvedClient client, Map<String, String> values) {
    this.client = client;
    this.values = Map.copyOf(values);
  }

  /** The context of this request, or null when no {@link AuditFilter} has seen it. */
  public static @Nullable RequestContext of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof RequestContext context ? context : null;
  }

  /** The values by their names in ThreadContext; unmodifiable. */
  public Map<String, String> values() {
    return values;
  }

  /** The client and where its address was learned; null where the connection has no address. */
  @Nullable ResolvedClient client() {
    return client;
  }

  /** A field's value, or null. */
  @Nullable String get(EventField field) {
    return values.get(name(field));
  }

  /** The same work, with this context on the thread that runs it, and taken off afterwards. */
  public Runnable wrap(Runnable work) {
    return () -> {
      Scope scope = open();
      try {
        work.run();
      } finally {
        scope.close();
      }
    };
  }

  /**
   * Puts the values on the current thread. Closing the scope, on the same thread, leaves the thread
   * as it was before: what was put in between by others goes as well, since a pooled thread must
   * not carry one request's user to the next.
   */
  Scope open() {
    Map<String, String> before = ThreadContext.getImmutableContext();
    for (String name : NAMES) {
      if (!values.containsKey(name)) {
        ThreadContext.remove(name);
      }
    }
    ThreadContext.putAll(values);
    return () -> {
      ThreadContext.clearMap();
      ThreadContext.putAll(before);
    };
  }

  void attachTo(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The same with another value for one field; null takes it away. */
  RequestContext with(EventField field, @Nullable String value) {
    String name = name(field);
    String present = values.get(name);
    if (value == null ? present == null : value.equals(present)) {
      return this;
    }
    Map<String, String> changed = new HashMap<>(values);
    put(changed, name, value);
    return new RequestContext(client, changed);
  }

  /** The same without what a client can make as long as it likes, to be kept for a while. */
  RequestContext brief() {
    return with(EventField.REQUEST_URL, null).with(EventField.USER_AGENT, null);
  }

  /** Begins one that stands for the request of this number. */
  static Builder builder(String requestId) {
    return new Builder(requestId);
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, value);
    }
  }

  private static String name(EventField field) {
    return field.contextNames().get(0);
  }

  /** The time during which a context is on a thread. */
  interface Scope {
    void close();
  }

  /** Collects the values that are there. */
  static final class Builder {
    private final Map<String, String> values = new HashMap<>();
    private @Nullable ResolvedClient client;

    private Builder(String requestId) {
      values.put(RequestEvents.CONTEXT_KEY, requestId);
    }

    Builder client(ResolvedClient resolved) {
      client = resolved;
      return put(EventField.IP_ADDRESS, resolved.address().text())
          .put(EventField.IP_PROVENANCE, resolved.provenance().text());
    }

    Builder put(EventField field, @Nullable String value) {
      RequestContext.put(values, name(field), value);
      return this;
    }

    Builder crossSite(boolean crossSite) {
      RequestContext.put(values, RequestEvents.CROSS_SITE_KEY, crossSite ? "true" : null);
      return this;
    }

    RequestContext build() {
      return new RequestContext(client, values);
    }
  }
}

package dev.tocsin.audit;

import dev.tocsin.event.EventType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The types of the events that an application logs while it handles one request. Whatever logs
 * events by itself for a request, as the servlet filter does, asks here whether the application has
 * told it already.
 *
 * <p>An event belongs to a request if {@link #id()} stands under {@value #CONTEXT_KEY} in the
 * {@code ThreadContext} of the thread that logs it. A {@link SecurityLogger} call counts before it
 * returns; so does a marked call, unless an asynchronous logger queues it. Thread-safe.
 */
public final class RequestEvents implements AutoCloseable {
  /** The name in Log4j's {@code ThreadContext} that holds a request's {@link #id()}. */
  public static final String CONTEXT_KEY = "tocsin.request";

  /**
   * The name in Log4j's {@code ThreadContext} that marks a request as one that another site made
   * the visitor's browser send; its events get it as a detail, and rules block nobody for them.
   */
  public static final String CROSS_SITE_KEY = "cross_site";

  private static final Map<String, RequestEvents> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final String id = Long.toString(NUMBERS.incrementAndGet(), Character.MAX_RADIX);
  private final Set<EventType> types = ConcurrentHashMap.newKeySet();

  private RequestEvents() {}

  /** Begins a request; it is to be closed when the request is over. */
  public static RequestEvents open() {
    RequestEvents opened = new RequestEvents();
    OPEN.put(opened.id, opened);
    return opened;
  }

  /** Tells this request from others in this process, for {@value #CONTEXT_KEY}. */
  public String id() {
    return id;
  }

  /** Whether an event of such a type was logged for this request. */
  public boolean has(Predicate<EventType> wanted) {
    return types.stream().anyMatch(wanted);
  }

  /** The types of the events that have been logged for this request so far; a copy. */
  public Set<EventType> types() {
    return types.isEmpty() ? Set.of() : Set.copyOf(types);
  }

  /** Notes no more. */
  @Override
  public void close() {
    OPEN.remove(id);
  }

  /**
   * Notes that an event was logged; for the Log4j plugin.
   *
   * @param id of the request, from the context of the thread that logged; null if there is none
   */
  public static void note(@Nullable String id, EventType type) {
    RequestEvents request = id == null ? null : OPEN.get(id);
    if (request != null) {
      request.types.add(type);
    }
  }
}

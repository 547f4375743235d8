package dev.tocsin.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.TextEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.privacy.Redactor;
import java.io.Serial;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.logging.log4j.message.AsynchronouslyFormattable;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.jspecify.annotations.Nullable;

/**
 * The Log4j message of a {@link SecurityLogger} call: it carries the event to the appender and the
 * appender's answer back, also over an asynchronous route. The event in it does not change once it
 * is logged. Other appenders print it as a text line, without its secrets.
 */
@AsynchronouslyFormattable
public final class AuditMessage implements Message, StringBuilderFormattable {
  @Serial private static final long serialVersionUID = 1L;

  private static final TextEncoder TEXT = new TextEncoder(ZoneOffset.UTC);

  private final transient EventDraft draft;
  private final transient @Nullable Throwable throwable;
  private final transient Supplier<List<Redactor>> redactors;
  private final transient List<Object> takers = new ArrayList<>(1);
  private transient volatile boolean recorded;
  private transient volatile @Nullable Throwable failure;
  private transient volatile @Nullable Thread waiter;

  /**
   * A message on its way.
   *
   * @param draft with type, id and time set; not changed from here on
   * @param redactors asked when another appender prints it: those of the sinks that take it
   */
  AuditMessage(
      EventDraft draft, @Nullable Throwable throwable, Supplier<List<Redactor>> redactors) {
    this.draft = draft;
    this.throwable = throwable;
    this.redactors = redactors;
  }

  /** The event as the caller gave it, to be read only. */
  public EventDraft event() {
    return draft;
  }

  public String eventId() {
    return EventIds.text(draft.idMsb(), draft.idLsb());
  }

  /**
   * Claims the message for a sink, so that a sink that two routes lead to records it once.
   *
   * @return false if that sink has claimed it before
   */
  public boolean claim(Object sink) {
    synchronized (takers) {
      if (takers.contains(sink)) {
        return false;
      }
      takers.add(sink);
      return true;
    }
  }

  /** Tells the caller that a sink has recorded the event. */
  public void recorded() {
    recorded = true;
    wake();
  }

  /** Tells the caller that a sink could not record the event. */
  public void failed(Throwable cause) {
    failure = cause;
    wake();
  }

  public boolean isRecorded() {
    return recorded;
  }

  /** Why a sink failed, if one did. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Waits until some sink has answered, at most that long; an interrupt does not end the wait. */
  void await(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    boolean interrupted = false;
    waiter = Thread.currentThread();
    try {
      while (!recorded && failure == null) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
      }
    } finally {
      waiter = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void wake() {
    Thread waiting = waiter;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  @Override
  public String getFormattedMessage() {
    ByteSink body = new ByteSink();
    TEXT.encodeBody(withoutSecrets(), body);
    return new String(body.array(), 0, body.length(), UTF_8);
  }

  /** A copy of the event that may be printed anywhere. */
  EventDraft withoutSecrets() {
    EventDraft copy = new EventDraft();
    copy.copyFrom(draft);
    copy.clear(EventField.REQUEST_BODY);
    copy.clear(EventField.RESPONSE_BODY);
    List<Redactor> all = redactors.get();
    if (all.isEmpty()) {
      Redactor.standard().redact(copy);
    }
    all.forEach(redactor -> redactor.redact(copy));
    return copy;
  }

  @Override
  public void formatTo(StringBuilder buffer) {
    buffer.append(getFormattedMessage());
  }

  @Override
  public Object @Nullable [] getParameters() {
    return null;
  }

  @Override
  public @Nullable Throwable getThrowable() {
    return throwable;
  }
}

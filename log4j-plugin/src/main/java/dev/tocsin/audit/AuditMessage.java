package dev.tocsin.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.TextEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.privacy.Redactor;
import java.io.Serial;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.message.AsynchronouslyFormattable;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.jspecify.annotations.Nullable;

/**
 * The Log4j message of a {@link SecurityLogger} call: it carries the event to the appender and the
 * appender's answer back, also over an asynchronous route. The event in it does not change once it
 * is logged. Other appenders print it as a text line, without its secrets.
 *
 * <p>Where nothing that Log4j leads events to holds on to a message beyond the call, the call takes
 * its event back for the next one. Whoever asks for it all the same then gets the type and the id;
 * that is told once, and from then on the context's messages keep their events.
 */
@AsynchronouslyFormattable
public final class AuditMessage implements Message, StringBuilderFormattable {
  @Serial private static final long serialVersionUID = 1L;

  private static final TextEncoder TEXT = new TextEncoder(ZoneOffset.UTC);

  private final transient EventType type;
  private final transient @Nullable Throwable throwable;
  private final transient Object loggerContext;

  /** Null once it was taken back. */
  private transient @Nullable EventDraft draft;

  /** The id of the event that was taken back. */
  private transient @Nullable String id;

  /** The sink that has claimed it; a list once there are several. */
  private transient @Nullable Object takers;

  private transient boolean kept;
  private transient volatile boolean recorded;
  private transient volatile @Nullable Throwable failure;
  private transient volatile @Nullable Thread waiter;

  /**
   * A message on its way.
   *
   * @param draft with type, id and time set; not changed from here on
   * @param loggerContext whose sinks tell how to take the secrets out when another appender prints
   *     it
   */
  AuditMessage(EventDraft draft, @Nullable Throwable throwable, Object loggerContext) {
    this.type = draft.type();
    this.draft = draft;
    this.throwable = throwable;
    this.loggerContext = loggerContext;
  }

  /** The event's type. */
  public EventType type() {
    return type;
  }

  /**
   * Makes a draft equal to the event as the caller gave it.
   *
   * @return false, and nothing done, if the call has ended and taken its event back
   */
  public boolean copyTo(EventDraft copy) {
    synchronized (this) {
      EventDraft event = draft;
      if (event != null) {
        copy.copyFrom(event);
        return true;
      }
    }
    AuditRegistry.sinksFor(loggerContext).forEach(sink -> sink.messageWasKept(this));
    return false;
  }

  public String eventId() {
    synchronized (this) {
      EventDraft event = draft;
      return event == null ? String.valueOf(id) : EventIds.text(event.idMsb(), event.idLsb());
    }
  }

  /** Whether the event is recorded and nobody but the caller holds on to this message. */
  boolean isFree() {
    return recorded && !kept;
  }

  /**
   * Gives the event up, when its call is over.
   *
   * @param eventId the id of it
   */
  void takeBack(String eventId) {
    synchronized (this) {
      id = eventId;
      draft = null;
    }
  }

  /**
   * Claims the message for a sink, so that a sink that two routes lead to records it once.
   *
   * @return false if that sink has claimed it before
   */
  public boolean claim(Object sink) {
    synchronized (this) {
      Object before = takers;
      if (before == null) {
        takers = sink;
        return true;
      }
      Set<Object> all = new LinkedHashSet<>();
      if (before instanceof Set<?> several) {
        all.addAll(several);
      } else {
        all.add(before);
      }
      boolean claimed = all.add(sink);
      takers = all;
      return claimed;
    }
  }

  /**
   * Tells the caller that a sink has recorded the event.
   *
   * @param mayBeKept whether something may hold on to this message when the call is over
   */
  public void recorded(boolean mayBeKept) {
    if (mayBeKept) {
      kept = true;
    }
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
    EventDraft event = withoutSecrets();
    if (event == null) {
      return "event=" + type.name() + " | event_id=" + eventId() + " | see the audit log";
    }
    ByteSink body = new ByteSink();
    TEXT.encodeBody(event, body);
    return new String(body.array(), 0, body.length(), UTF_8);
  }

  /** A copy of the event that may be printed anywhere; null if it was taken back. */
  @Nullable EventDraft withoutSecrets() {
    EventDraft copy = new EventDraft();
    if (!copyTo(copy)) {
      return null;
    }
    copy.clear(EventField.REQUEST_BODY);
    copy.clear(EventField.RESPONSE_BODY);
    List<Redactor> all = AuditRegistry.redactorsFor(loggerContext);
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

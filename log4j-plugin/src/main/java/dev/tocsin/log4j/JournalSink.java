package dev.tocsin.log4j;

import dev.tocsin.audit.AuditCounters;
import dev.tocsin.audit.AuditMessage;
import dev.tocsin.audit.AuditNotRecordedException;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.AuditSink;
import dev.tocsin.audit.Markers;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Severity;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings security events into a journal: assembles, encodes, appends, and deals with failure as the
 * policy says. It serves the appender and, for events that no route brings there, {@link
 * AuditRegistry}; it works on after the appender was stopped, by taking the journal up again.
 */
final class JournalSink implements AuditSink, ProductEvents {
  private final String name;
  private final WeakReference<LoggerContext> context;

  /** A configuration that was built by a program may not know its context: then all are served. */
  private final boolean contextKnown;

  private final JournalConfig config;
  private final EventAssembler assembler;
  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
  private final Recycler<Work> recycler = new Recycler<>(Work::new);
  private final ThreadLocal<OnThread> threads = ThreadLocal.withInitial(OnThread::new);
  private final @Nullable Filter filter;
  private final boolean failClosed;
  private final boolean asynchronous;
  private final Duration asyncTimeout;
  private volatile JournalManager manager;
  private volatile boolean released;

  /** What one event needs on its way. */
  private static final class Work {
    final EventDraft draft = new EventDraft();
    final ByteSink bytes = new ByteSink();
    final JournalEntry entry = new JournalEntry();
  }

  /** What a sink knows of a thread that logs. */
  private static final class OnThread {
    final LastEvent last = new LastEvent();
    int depth;
  }

  /** How a sink behaves, beside what its journal and assembler are told. */
  record Behaviour(
      @Nullable Filter filter, boolean failClosed, boolean asynchronous, Duration asyncTimeout) {}

  JournalSink(
      String name,
      @Nullable LoggerContext context,
      JournalConfig config,
      JournalManager manager,
      EventAssembler assembler,
      Behaviour behaviour) {
    this.name = name;
    this.context = new WeakReference<>(context);
    this.contextKnown = context != null;
    this.config = config;
    this.manager = manager;
    this.assembler = assembler;
    this.filter = behaviour.filter();
    this.failClosed = behaviour.failClosed();
    this.asynchronous = behaviour.asynchronous();
    this.asyncTimeout = behaviour.asyncTimeout();
  }

  /** Gives up the journal; it is taken up again if an event still comes. */
  synchronized void release() {
    if (!released) {
      released = true;
      manager.remove(this);
      manager.close();
    }
  }

  private synchronized void takeUp() {
    if (released) {
      manager = JournalManager.get(config);
      manager.add(this);
      released = false;
    }
  }

  /**
   * Records a log event that reached the appender, if it is a security event.
   *
   * @throws AuditNotRecordedException under fail-closed, for a plain marked call
   */
  void append(LogEvent event) {
    AuditMessage message = event.getMessage() instanceof AuditMessage audit ? audit : null;
    OnThread thread = threads.get();
    if (message == null ? thread.last.isSame(event) : !message.claim(config.file())) {
      return;
    }
    Work work = recycler.take();
    thread.depth++;
    try {
      if (assembler.assemble(event, work.draft)) {
        record(work, event, message);
        if (message == null) {
          thread.last.remember(event);
        }
      }
    } catch (AuditNotRecordedException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // Nothing is known to throw here. If something does, no event is lost without a word.
      lost(work, message, e);
    } finally {
      thread.depth--;
      recycler.give(work);
    }
  }

  private void record(Work work, @Nullable LogEvent event, @Nullable AuditMessage message) {
    work.bytes.reset();
    boolean cut = encoder.encodeOpen(work.draft, work.bytes);
    work.entry.set(work.bytes.array(), work.bytes.length(), event);
    try {
      manager.journal().append(work.entry);
    } catch (JournalException e) {
      fail(work, message, e);
      return;
    }
    if (message != null) {
      message.recorded();
    }
    manager.tally().recorded(work.draft, cut);
    manager.unregisteredTypes().seen(work.draft.type());
    manager.suspicious().observe(work.draft);
  }

  /** Keeps what there is of an event that could not even be put together. */
  private void lost(Work work, @Nullable AuditMessage message, Throwable cause) {
    StatusLogger.getLogger().error("tocsin: an event could not be recorded", cause);
    if (!work.draft.hasType()) {
      work.draft.setType(EventTypes.unregistered("UNREADABLE"));
    }
    work.bytes.reset();
    encoder.encodeOpen(work.draft, work.bytes);
    fail(work, message, cause);
  }

  private void fail(Work work, @Nullable AuditMessage message, Throwable cause) {
    manager.countDropped();
    if (message != null) {
      message.failed(cause);
    }
    if (!failClosed) {
      work.bytes.put('}');
      keepElsewhere(work.bytes);
    } else if (message == null) {
      String id = EventIds.text(work.draft.idMsb(), work.draft.idLsb());
      throw new AuditNotRecordedException(
          id,
          "event "
              + id
              + " ("
              + work.draft.type().name()
              + ") was not recorded: "
              + cause.getMessage(),
          cause);
    }
  }

  private void keepElsewhere(ByteSink json) {
    try {
      manager.fallback().append(json.array(), json.length());
    } catch (IOException e) {
      System.err.println(new String(json.toByteArray(), java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Override
  public void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
    Work work = recycler.take();
    try {
      EventDraft draft = work.draft;
      draft.reset();
      draft.setType(type);
      AuditRegistry.ids().next(draft);
      Instant now = config.clock().instant();
      draft.setTimestampMicros(now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000);
      if (severity != null) {
        draft.setSeverity(severity);
      }
      draft.setActorType(ActorType.SYSTEM);
      fields.accept(draft);
      assembler.complete(draft, null);
      record(work, null, null);
    } catch (AuditNotRecordedException e) {
      // Nobody called for this event; it is counted like any other.
      StatusLogger.getLogger().error("tocsin: {}", e.getMessage());
    } finally {
      recycler.give(work);
    }
  }

  @Override
  public void recordDirectly(AuditMessage message) {
    LogEvent event = logEvent(message);
    if (filter != null && filter.filter(event) == Filter.Result.DENY) {
      return;
    }
    try {
      if (released) {
        takeUp();
      }
      append(event);
    } catch (RuntimeException e) {
      // The journal that was given up could not be taken up again.
      Work work = recycler.take();
      work.draft.copyFrom(message.event());
      lost(work, message, e);
      recycler.give(work);
    }
  }

  private LogEvent logEvent(AuditMessage message) {
    StringMap contextData = new SortedArrayStringMap();
    ThreadContext.getImmutableContext().forEach(contextData::putValue);
    return Log4jLogEvent.newBuilder()
        .setLoggerName(name)
        .setLoggerFqcn(JournalSink.class.getName())
        .setLevel(Level.INFO)
        .setMarker(Markers.of(message.event().type()))
        .setMessage(message)
        .setThrown(message.getThrowable())
        .setContextData(contextData)
        .setTimeMillis(System.currentTimeMillis())
        .build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean serves(Object loggerContext) {
    return !contextKnown || context.get() == loggerContext;
  }

  @Override
  public EventTypes types() {
    return assembler.types();
  }

  @Override
  public boolean mayBeAsynchronous() {
    return asynchronous;
  }

  @Override
  public boolean isRecordingOnThisThread() {
    return threads.get().depth > 0;
  }

  @Override
  public AuditCounters counters() {
    return manager.tally().counters();
  }

  @Override
  public Duration asyncTimeout() {
    return asyncTimeout;
  }

  @Override
  public boolean isFailClosed() {
    return failClosed;
  }
}

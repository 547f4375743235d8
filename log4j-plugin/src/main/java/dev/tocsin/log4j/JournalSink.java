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
import dev.tocsin.event.Recycler;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.privacy.Redactor;
import dev.tocsin.watch.WatchSettings;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.Message;
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
  private final SettingsInForce settings;
  private final ConfigurationOrigin origin;
  private final WatchSettings rules;
  private final List<Outlet> outlets;
  private final EventAssembler assembler;
  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
  private final Recycler<Work> recycler = new Recycler<>(Work::new);
  private final ThreadLocal<OnThread> threads = ThreadLocal.withInitial(OnThread::new);
  private final MessageKeepers keepers;
  private final @Nullable Filter filter;
  private final boolean failClosed;
  private final boolean asynchronous;
  private final Duration asyncTimeout;
  private volatile EventStore store;
  private volatile boolean released;
  private volatile boolean leftBehind;

  /** What one event needs on its way. */
  private static final class Work {
    final EventDraft draft = new EventDraft();
    final ByteSink bytes = new ByteSink();
    final JournalEntry entry = new JournalEntry();

    /** Whether the draft is complete, its secrets taken out. */
    boolean complete;

    /** A write hangs that may still read the bytes. */
    boolean hanging;
  }

  private void giveBack(Work work) {
    if (!work.hanging) {
      recycler.give(work);
    }
  }

  /** What a sink knows of a thread that logs. */
  private static final class OnThread {
    final LastEvent last = new LastEvent();
    int depth;
  }

  /** How a sink behaves, beside what its journal and assembler are told. */
  record Behaviour(
      @Nullable Filter filter,
      boolean failClosed,
      boolean asynchronous,
      Duration asyncTimeout,
      SettingsInForce settings,
      ConfigurationOrigin origin,
      WatchSettings rules,
      List<Outlet> outlets,
      MessageKeepers keepers) {}

  JournalSink(
      String name,
      @Nullable LoggerContext context,
      JournalConfig config,
      EventStore store,
      EventAssembler assembler,
      Behaviour behaviour) {
    this.name = name;
    this.context = new WeakReference<>(context);
    this.contextKnown = context != null;
    this.config = config;
    this.store = store;
    this.assembler = assembler;
    this.settings = behaviour.settings();
    this.origin = behaviour.origin();
    this.rules = behaviour.rules();
    this.outlets = behaviour.outlets();
    this.keepers = behaviour.keepers();
    this.filter = behaviour.filter();
    this.failClosed = behaviour.failClosed();
    this.asynchronous = behaviour.asynchronous();
    this.asyncTimeout = behaviour.asyncTimeout();
  }

  /** Gives up the journal; it is taken up again if an event still comes. */
  synchronized void release() {
    if (!released) {
      released = true;
      store.giveUp(this);
    }
  }

  /** Serves its context on after the context has stopped. */
  void leaveBehind() {
    leftBehind = true;
  }

  /** Ends the service of the sinks of a context's earlier life, when it is started again. */
  static void dismissLeftBehind(LoggerContext context) {
    for (AuditSink each : AuditRegistry.sinksFor(context)) {
      if (each instanceof JournalSink sink && sink.leftBehind) {
        AuditRegistry.unregister(sink);
        sink.release();
      }
    }
  }

  private synchronized void takeUp() {
    if (released) {
      store = store.reopened(config);
      released = false;
      store.addAgain(this);
    }
  }

  /** Takes the journal up again if it was given up while it was in use; null if it was not. */
  private synchronized @Nullable EventStore takenUp(EventStore used) {
    takeUp();
    return store == used ? null : store;
  }

  /**
   * Records a log event that reached the appender, if it is a security event. Where that fails and
   * the caller of a plain marked call would get an exception, another audit file that takes the
   * event is enough.
   *
   * @throws AuditNotRecordedException under fail-closed, for a plain marked call
   */
  void append(LogEvent event) {
    try {
      appendHere(event);
    } catch (AuditNotRecordedException e) {
      if (!isTakenElsewhere(event)) {
        throw e;
      }
    }
  }

  private boolean isTakenElsewhere(LogEvent event) {
    LoggerContext own = context.get();
    boolean taken = false;
    for (AuditSink each : own == null ? List.<AuditSink>of() : AuditRegistry.sinksFor(own)) {
      if (each != this && each instanceof JournalSink other && other.lets(event)) {
        try {
          taken |= other.appendHere(event);
        } catch (AuditNotRecordedException e) {
          // Then this one's failure is the answer.
          taken |= false;
        }
      }
    }
    return taken;
  }

  /** Whether the appender's own filter takes the event. */
  private boolean lets(LogEvent event) {
    return filter == null || filter.filter(event) != Filter.Result.DENY;
  }

  /**
   * Records a log event that Log4j does not bring to the appender, if the appender's filter takes
   * it: its context has stopped, or it comes from inside another event.
   *
   * @throws AuditNotRecordedException under fail-closed, for a plain marked call
   */
  void appendDirectly(LogEvent event) {
    if (lets(event)) {
      append(event);
    }
  }

  /** Whether the event is in this journal now. */
  private boolean appendHere(LogEvent event) {
    AuditMessage message = event.getMessage() instanceof AuditMessage audit ? audit : null;
    OnThread thread = threads.get();
    if (message == null ? thread.last.isSame(event) : !message.claim(config.file())) {
      return true;
    }
    Work work = recycler.take();
    work.complete = false;
    thread.depth++;
    try {
      if (!assembler.assemble(event, work.draft)) {
        if (message != null) {
          // Its call is over, and had no other audit appender to wait for: this one came to be
          // known too late.
          store.countDropped();
        }
        return false;
      }
      work.complete = true;
      boolean recorded = record(work, event, message);
      if (message == null) {
        thread.last.remember(event);
      }
      return recorded;
    } catch (AuditNotRecordedException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // Nothing is known to throw here. If something does, no event is lost without a word.
      lost(work, message, e);
      return false;
    } finally {
      thread.depth--;
      giveBack(work);
    }
  }

  private boolean record(Work work, @Nullable LogEvent event, @Nullable AuditMessage message) {
    boolean cut = encode(work, event);
    Probed probed = Probed.of(event, work.bytes, types(), name, config);
    long seq;
    try {
      if (probed != null) {
        probed.beforeWrite();
      }
      seq = write(work.entry);
    } catch (JournalException e) {
      work.hanging = e.isHanging();
      store.notRecorded(work.draft);
      if (probed != null) {
        probed.notRecorded(e);
      }
      fail(work, message, e);
      return false;
    }
    store.recorded(work.draft, cut, seq);
    if (probed != null) {
      probed.recorded();
    }
    if (message != null) {
      message.recorded(
          event == null || probed != null || keepers.mayKeep(event.getInstant().getEpochSecond()));
    }
    return true;
  }

  /** Whether something of the event had to be cut. */
  private boolean encode(Work work, @Nullable LogEvent event) {
    work.bytes.reset();
    boolean cut = encoder.encodeOpen(work.draft, work.bytes);
    work.entry.set(work.bytes.array(), work.bytes.length(), event);
    return cut;
  }

  /**
   * Writes also while the appender is being stopped, and after. Each stop that comes in between may
   * close the journal that was just taken up, so it is taken up again as often as that happens.
   */
  private long write(JournalEntry entry) throws JournalException {
    EventStore used = store;
    while (true) {
      try {
        return used.append(entry);
      } catch (JournalException e) {
        if (e.isHanging()) {
          throw e;
        }
        EventStore again;
        try {
          again = takenUp(used);
        } catch (ConfigurationException reason) {
          e.addSuppressed(reason);
          throw e;
        }
        if (again == null) {
          throw e;
        }
        used = again;
      }
    }
  }

  /** Keeps what there is of an event that could not even be put together. */
  private void lost(Work work, @Nullable AuditMessage message, Throwable cause) {
    StatusLogger.getLogger().error("tocsin: an event could not be recorded", cause);
    if (!work.draft.hasType()) {
      work.draft.setType(EventTypes.unregistered("UNREADABLE"));
    }
    if (!work.complete) {
      assembler.protect(work.draft);
    }
    work.bytes.reset();
    encoder.encodeOpen(work.draft, work.bytes);
    fail(work, message, cause);
  }

  private void fail(Work work, @Nullable AuditMessage message, Throwable cause) {
    store.countDropped();
    if (message != null) {
      message.failed(cause);
    }
    if (!failClosed) {
      // Behind what a write that hangs may still read.
      work.bytes.put('}');
      store.keepElsewhere(work.bytes, work.hanging);
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

  @Override
  public JournalConfig journalConfig() {
    return config;
  }

  @Override
  public SettingsInForce settings() {
    return settings;
  }

  @Override
  public WatchSettings rules() {
    return rules;
  }

  @Override
  public List<Outlet> outlets() {
    return outlets;
  }

  @Override
  public ConfigurationOrigin origin() {
    return origin;
  }

  @Override
  public @Nullable PeriodKeys pseudonymKeys() {
    return assembler.redactor().pseudonymKeys();
  }

  @Override
  public void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
    Work work = recycler.take();
    try {
      fill(work.draft, type, severity, fields);
      var unused = record(work, null, null);
    } catch (AuditNotRecordedException e) {
      // Nobody called for this event; it is counted like any other.
      StatusLogger.getLogger().error("tocsin: {}", e.getMessage());
    } finally {
      giveBack(work);
    }
  }

  @Override
  public boolean offer(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
    Work work = recycler.take();
    try {
      fill(work.draft, type, severity, fields);
      boolean cut = encode(work, null);
      EventStore used = store;
      used.recorded(work.draft, cut, used.append(work.entry));
      return true;
    } catch (JournalException e) {
      // Told by the journal's listener; whoever offers it comes again.
      work.hanging = e.isHanging();
      return false;
    } finally {
      giveBack(work);
    }
  }

  private void fill(
      EventDraft draft, EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
    draft.reset();
    draft.setType(type);
    AuditRegistry.ids().next(draft);
    draft.setTimestampMicros(Timestamps.now(config.clock()));
    if (severity != null) {
      draft.setSeverity(severity);
    }
    draft.setActorType(ActorType.SYSTEM);
    fields.accept(draft);
    assembler.complete(draft);
  }

  @Override
  public void recordDirectly(AuditMessage message) {
    LogEvent event = logEvent(message);
    if (!lets(event)) {
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
      work.complete = false;
      if (message.copyTo(work.draft)) {
        lost(work, message, e);
      }
      giveBack(work);
    }
  }

  @Override
  public void messageWasKept(AuditMessage message) {
    if (keepers.found()) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: an appender or filter that a program attached to Log4j asked for event {}"
                  + " after its call had ended, and got its id alone; from now on events are kept",
              message.eventId());
    }
  }

  private LogEvent logEvent(AuditMessage message) {
    StringMap contextData = new SortedArrayStringMap();
    ThreadContext.getImmutableContext().forEach(contextData::putValue);
    return Log4jLogEvent.newBuilder()
        .setLoggerName(name)
        .setLoggerFqcn(JournalSink.class.getName())
        .setLevel(Level.INFO)
        .setMarker(Markers.of(message.type()))
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

  /** Whether a call is one of a security event, as this appender sees it. */
  boolean isSecurity(@Nullable Marker marker, @Nullable Message message) {
    return assembler.resolver().isSecurity(marker, message);
  }

  @Override
  public EventTypes types() {
    return assembler.types();
  }

  @Override
  public Redactor redactor() {
    return assembler.redactor();
  }

  @Override
  public boolean mayBeAsynchronous() {
    // Once the context is stopping nobody needs to wait for its queues: what is claimed by a direct
    // write is dropped when a queue brings it after all.
    LoggerContext own = context.get();
    return asynchronous && (own == null || !(own.isStopping() || own.isStopped()));
  }

  /** Whether its context is being stopped at this moment. */
  boolean isStopping() {
    LoggerContext own = context.get();
    return own != null && own.isStopping();
  }

  /** Whether its context has a logger of that name, and is stopping or has stopped. */
  boolean hasStopped(@Nullable String loggerName) {
    LoggerContext own = context.get();
    return own != null
        && (own.isStopping() || own.isStopped())
        && own.getLoggers().stream().anyMatch(logger -> logger.getName().equals(loggerName));
  }

  @Override
  public boolean isRecordingOnThisThread() {
    return threads.get().depth > 0;
  }

  @Override
  public AuditCounters counters() {
    return store.tally().counters();
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

package dev.tocsin.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Recycler;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import dev.tocsin.inspect.InputInspector;
import dev.tocsin.inspect.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.spi.ExtendedLogger;
import org.apache.logging.log4j.spi.LoggerContext;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Logs security events and returns each one's id once it is recorded. The calls go through Log4j,
 * so every appender on the logger's route sees them, but neither levels nor global filters hold
 * them back.
 *
 * <p>Thread-safe; keep one per class in a constant. It works from before Log4j's configuration is
 * read until the JVM ends: an event that no route takes any more is handed to the journal directly.
 */
public final class SecurityLogger {
  private static final String FQCN = SecurityLogger.class.getName();

  /** The events of calls that are over, for those to come. */
  static final Recycler<EventDraft> DRAFTS = new Recycler<>(EventDraft::new);

  private final LoggerContext context;
  private final ExtendedLogger logger;
  private final boolean failClosed;

  private SecurityLogger(LoggerContext context, String name) {
    this(context, context.getLogger(name), false);
  }

  private SecurityLogger(LoggerContext context, ExtendedLogger logger, boolean failClosed) {
    this.context = context;
    this.logger = logger;
    this.failClosed = failClosed;
  }

  /** A logger named after a class, in the Log4j context of the class's loader. */
  public static SecurityLogger getLogger(Class<?> owner) {
    return new SecurityLogger(
        LogManager.getContext(owner.getClassLoader(), false), owner.getName());
  }

  /** A logger of that name, in the Log4j context of the caller's thread. */
  public static SecurityLogger getLogger(String name) {
    return new SecurityLogger(LogManager.getContext(false), name);
  }

  /** A logger of that name in a given Log4j context. */
  public static SecurityLogger getLogger(LoggerContext context, String name) {
    return new SecurityLogger(context, name);
  }

  /**
   * A logger like this one whose calls throw {@link AuditNotRecordedException} for an event that
   * was not recorded, whatever the failure policy of the appender: for the few callers that must
   * know where the rest may go on.
   */
  public SecurityLogger failClosed() {
    return new SecurityLogger(context, logger, true);
  }

  /** Begins an event of a type. */
  public AuditEvent event(EventType type) {
    return new AuditEvent(this, requireOwn(type));
  }

  private static EventType requireOwn(EventType type) {
    if (type.isReserved()) {
      throw new IllegalArgumentException(
          "event type \"" + type.name() + "\": is written by Tocsin only; use a type of your own");
    }
    return type;
  }

  /**
   * Begins an event of a type named in any case, also of one from the configured types file.
   *
   * @throws IllegalArgumentException if there is no such type; the message names similar ones
   */
  public AuditEvent event(String typeName) {
    EventType type = AuditRegistry.findType(context, typeName);
    return event(type != null ? type : EventTypes.builtIn().require(typeName));
  }

  /**
   * Logs an event that is complete already, one read from elsewhere for example. Its time is kept,
   * and its id and source if it has them; risk score and {@code logged_at} are set anew.
   *
   * @return its id, as {@link AuditEvent#log} does
   * @throws IllegalArgumentException if the type is written by Tocsin only
   */
  public String log(SecurityEvent event) {
    return log(requireOwn(event.type()), event.toDraft(), null, false);
  }

  /** A sign-in: {@code auth_success} or {@code auth_failure}. */
  public String authAttempt(@Nullable String user, boolean success) {
    return event(success ? EventType.AUTH_SUCCESS : EventType.AUTH_FAILURE).user(user).log();
  }

  /** Somebody asked for what they may not have: {@code authorization_failure}. */
  public String authorizationFailure(@Nullable String user, @Nullable String resource) {
    return event(EventType.AUTHORIZATION_FAILURE).user(user).target("resource", resource).log();
  }

  /**
   * Input that breaks a rule. A {@code violationType} that is itself a type, such as {@code
   * xss_attempt}, is logged as that type, so that rules see it; anything else as {@code
   * input_validation_violation}. What the input looks like ({@link InputInspector}) is an indicator
   * beside it, with the detail {@code indicator_confidence}: the violation itself is the caller's
   * word and no guess.
   */
  public String inputValidationViolation(@Nullable String input, @Nullable String violationType) {
    EventType type = violationType == null ? null : AuditRegistry.findType(context, violationType);
    boolean own = type != null && !type.isReserved();
    AuditEvent event =
        event(own && type != null ? type : EventType.INPUT_VALIDATION_VIOLATION)
            .detail("input", input)
            .detail("violation_type", violationType);
    Suspicion found = input == null ? null : InputInspector.inspect(input).orElse(null);
    if (found != null) {
      event
          .indicator(found.kind().text())
          .detail("indicator_confidence", found.confidence().text());
    }
    return event.log();
  }

  /**
   * Input that looks like an attack to {@link InputInspector}: logged as the type of its kind, with
   * the detail {@code confidence}, so that rules block nobody for a guess that is not sure.
   */
  public String attackAttempt(@Nullable String input, Suspicion found) {
    return event(found.kind().eventType())
        .indicator(found.kind().text())
        .detail("input", input)
        .detail("violation_type", found.kind().eventType().name())
        .detail("confidence", found.confidence().text())
        .log();
  }

  /** A client went over a limit: {@code rate_limiting_trigger}. */
  public String rateLimitingTrigger(
      @Nullable String ip, @Nullable String endpoint, @Nullable String limitType) {
    return event(EventType.RATE_LIMITING_TRIGGER)
        .ip(ip)
        .target("endpoint", endpoint)
        .detail("limit_type", limitType)
        .log();
  }

  /** Something odd: {@code suspicious}, with a reason in a word. */
  public String suspicious(
      @Nullable String ip, @Nullable String reason, @Nullable Map<String, ?> details) {
    return event(EventType.SUSPICIOUS).ip(ip).detail("reason", reason).details(details).log();
  }

  /** The level that other appenders see an event at. */
  static Level levelOf(Severity severity, boolean success) {
    return switch (severity) {
      case CRITICAL -> Level.FATAL;
      case HIGH -> Level.ERROR;
      case MEDIUM -> Level.WARN;
      case LOW, INFO -> success ? Level.INFO : Level.WARN;
    };
  }

  /**
   * Logs an event.
   *
   * @param lent whether the draft is one of {@link #DRAFTS} and nobody but the caller has it
   */
  String log(EventType type, EventDraft draft, @Nullable Throwable thrown, boolean lent) {
    if (draft.idMsb() == 0) {
      AuditRegistry.ids().next(draft);
    }
    if (!draft.hasTimestamp()) {
      draft.setTimestampMicros(Timestamps.micros(Instant.now()));
    }
    RequestEvents.note(ThreadContext.get(RequestEvents.CONTEXT_KEY), type);
    AuditMessage message = new AuditMessage(draft, thrown, context);
    Level level = levelOf(draft.severity(), draft.success());
    RuntimeException foreign = null;
    try {
      logger.logMessage(FQCN, level, Markers.of(type), message, thrown);
    } catch (RuntimeException e) {
      // An appender on the route threw: the event is recorded first, then the caller hears of it.
      foreign = e;
    }
    if (lent && foreign == null && message.isFree() && AuditRegistry.hasOneSink(context)) {
      String id = draft.idText();
      message.takeBack(id);
      draft.reset();
      DRAFTS.give(draft);
      return id;
    }
    if (!message.isRecorded()) {
      recordLate(message);
    }
    if (foreign != null) {
      throw foreign;
    }
    return draft.idText();
  }

  /** No appender has recorded it when the call came back: wait for it, or do it here. */
  private void recordLate(AuditMessage message) {
    List<AuditSink> sinks = AuditRegistry.sinksFor(context);
    if (message.failure() == null) {
      Duration wait = Duration.ZERO;
      for (AuditSink sink : sinks) {
        if (sink.isRecordingOnThisThread()) {
          wait = Duration.ZERO;
          break;
        }
        if (sink.mayBeAsynchronous() && sink.asyncTimeout().compareTo(wait) > 0) {
          wait = sink.asyncTimeout();
        }
      }
      if (!wait.isZero()) {
        message.await(wait);
      }
    }
    if (message.isRecorded()) {
      return;
    }
    boolean throwing = failClosed;
    for (AuditSink sink : sinks) {
      sink.recordDirectly(message);
      throwing |= sink.isFailClosed();
    }
    if (message.isRecorded()) {
      return;
    }
    Throwable failure = message.failure();
    if (throwing) {
      String id = message.eventId();
      throw new AuditNotRecordedException(
          id,
          "event "
              + id
              + " ("
              + message.type().name()
              + ") was not recorded: "
              + (failure == null ? "no SecurityAudit appender took it" : failure.getMessage()),
          failure);
    }
    if (failure == null) {
      printUnserved(message);
    }
  }

  /** Nobody records: the last resort is standard error, one JSON line an event. */
  private static void printUnserved(AuditMessage message) {
    if (AuditRegistry.countUnserved() == 1) {
      StatusLogger.getLogger()
          .error(
              "tocsin: no SecurityAudit appender takes security events; they are printed to"
                  + " standard error until the Log4j configuration has one");
    }
    EventDraft event = message.withoutSecrets();
    if (event == null) {
      return;
    }
    ByteSink line = new ByteSink();
    new JsonEncoder(Limits.DEFAULT).encode(event, line);
    System.err.println(new String(line.array(), 0, line.length(), UTF_8));
  }
}

package dev.tocsin.log4j;

import dev.tocsin.audit.AuditMessage;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.RequestEvents;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import dev.tocsin.event.Values;
import dev.tocsin.privacy.Redactor;
import dev.tocsin.risk.RiskModel;
import dev.tocsin.risk.SuspiciousAddresses;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.TriConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a security event of a log event: the type by its marker, and the fields from, later wins,
 * the type's defaults, the thread's context, the call; then takes the secrets out. Thread-safe.
 */
final class EventAssembler {
  private static final long LATE_MICROS = 1_000_000;

  private final TypeResolver types;
  private final String source;
  private final boolean allContextDetails;
  private final Set<String> contextDetails;
  private final boolean captureBodies;
  private final Supplier<Redactor> redaction;
  private final Supplier<RiskModel> risk;
  private final @Nullable SuspiciousAddresses suspicious;
  private final TriConsumer<String, Object, EventDraft> fromContext = this::fromContext;

  /**
   * @param contextDetails names of context entries that are no field and go to the details; {@code
   *     *} for all
   * @param redaction asked for each event, as a layout may be there before its rules are
   * @param risk the same
   * @param suspicious null where no table is kept
   */
  EventAssembler(
      EventTypes types,
      String source,
      List<String> contextDetails,
      boolean captureBodies,
      Supplier<Redactor> redaction,
      Supplier<RiskModel> risk,
      @Nullable SuspiciousAddresses suspicious) {
    this.types = new TypeResolver(types);
    this.source = source;
    this.allContextDetails = contextDetails.contains("*");
    this.contextDetails = new HashSet<>(contextDetails);
    this.captureBodies = captureBodies;
    this.redaction = redaction;
    this.risk = risk;
    this.suspicious = suspicious;
  }

  /** One without keys and memory, for layouts: session ids and bodies are left out. */
  static EventAssembler forLayouts(String source, SharedRedaction redaction, SharedRisk risk) {
    return new EventAssembler(
        EventTypes.builtIn(), source, List.of(), false, redaction::redactor, risk::model, null);
  }

  EventTypes types() {
    return types.types();
  }

  /** Tells security events from others. */
  TypeResolver resolver() {
    return types;
  }

  /**
   * Fills a draft.
   *
   * @return false if the log event is no security event, or one whose call took it back; the draft
   *     is then as it was
   */
  boolean assemble(LogEvent event, EventDraft draft) {
    Object[] parameters = null;
    if (event.getMessage() instanceof AuditMessage message) {
      if (!message.copyTo(draft)) {
        return false;
      }
      addThrown(event.getThrown(), draft);
    } else {
      EventType type = types.typeOf(event.getMarker(), event.getMessage());
      if (type == null) {
        return false;
      }
      draft.reset();
      draft.setType(type);
      AuditRegistry.ids().next(draft);
      MessageFields.add(event.getMessage(), draft);
      parameters =
          redactor().usesParameters() ? MessageFields.parameters(event.getMessage()) : null;
      addThrown(event.getThrown(), draft);
      if (!draft.hasTimestamp()) {
        draft.setTimestampMicros(micros(event.getInstant()));
      }
    }
    ReadOnlyStringMap context = event.getContextData();
    if (context != null && !context.isEmpty()) {
      RequestEvents.note(context.getValue(RequestEvents.CONTEXT_KEY), draft.type());
      context.forEach(fromContext, draft);
    }
    complete(draft, event.getInstant(), parameters);
    return true;
  }

  /** Adds what every event has, to an event of the product's own. */
  void complete(EventDraft draft) {
    complete(draft, null, null);
  }

  private void complete(
      EventDraft draft, @Nullable Instant loggedAt, Object @Nullable [] parameters) {
    if (loggedAt != null) {
      long logged = micros(loggedAt);
      if (Math.abs(logged - draft.timestampMicros()) > LATE_MICROS) {
        draft.setLoggedAtMicros(logged);
      }
    }
    if (draft.get(EventField.SOURCE) == null) {
      draft.set(EventField.SOURCE, source);
    }
    if (draft.get(EventField.ACTOR_TYPE) == null) {
      draft.setActorType(
          draft.get(EventField.USER_ID) != null ? ActorType.USER : ActorType.ANONYMOUS);
    }
    protect(draft, parameters);
    if (draft.get(EventField.TARGET_TYPE) == null) {
      // After the secrets are out: a part of a text may not show what it had been.
      setDefaultTarget(draft);
    }
    if (draft.get(EventField.IP_ADDRESS) != null && draft.get(EventField.IP_PROVENANCE) == null) {
      draft.setIpProvenance(Provenance.CALL);
    }
    int tenths =
        risk.get()
            .tenths(
                draft.type(),
                draft.severity(),
                suspicious != null && suspicious.isSuspicious(draft));
    draft.setRiskTenths(tenths);
    draft.setThreatLevel(ThreatLevel.ofRiskTenths(tenths));
  }

  /** Takes out what is not to be written anywhere: bodies, session ids, secrets, people. */
  void protect(EventDraft draft) {
    protect(draft, null);
  }

  private void protect(EventDraft draft, Object @Nullable [] parameters) {
    if (!captureBodies) {
      draft.clear(EventField.REQUEST_BODY);
      draft.clear(EventField.RESPONSE_BODY);
    }
    redactor().redact(draft, parameters);
  }

  Redactor redactor() {
    return redaction.get();
  }

  private void setDefaultTarget(EventDraft draft) {
    if (draft.text(EventField.TARGET_ID) != null) {
      draft.set(EventField.TARGET_TYPE, "resource");
      return;
    }
    CharSequence url = draft.text(EventField.REQUEST_URL);
    if (url == null) {
      draft.set(EventField.TARGET_TYPE, "service");
      draft.set(EventField.TARGET_ID, source);
    } else {
      draft.set(EventField.TARGET_TYPE, "url_path");
      draft.set(EventField.TARGET_ID, path(url.toString()));
    }
  }

  /** The path of a URL, or of a path with a query. */
  private static String path(String url) {
    int scheme = url.indexOf("://");
    int from = scheme < 0 ? 0 : url.indexOf('/', scheme + 3);
    if (from < 0) {
      return "/";
    }
    int end = url.length();
    for (int i = from; i < end; i++) {
      if (url.charAt(i) == '?' || url.charAt(i) == '#') {
        end = i;
      }
    }
    return url.substring(from, end);
  }

  private void fromContext(String name, Object value, EventDraft draft) {
    EventField field = MessageFields.contextField(name);
    if (value == null) {
      return;
    }
    if (field == null) {
      if (isDetail(name)) {
        Map<?, ?> details = (Map<?, ?>) draft.get(EventField.DETAILS);
        if (details == null || !details.containsKey(name)) {
          draft.putDetail(name, value);
        }
      }
    } else if (draft.get(field) == null) {
      draft.set(field, Values.text(value));
    }
  }

  /** Rules look for the mark of a cross-site request; a request's own number tells nobody. */
  private boolean isDetail(String name) {
    return name.equals(RequestEvents.CROSS_SITE_KEY)
        || (!name.equals(RequestEvents.CONTEXT_KEY)
            && (allContextDetails || contextDetails.contains(name)));
  }

  private static void addThrown(@Nullable Throwable thrown, EventDraft draft) {
    if (thrown != null) {
      draft.putDetail("exception", thrown.getClass().getName());
      String message = Values.textOf(thrown::getMessage);
      if (message != null) {
        draft.putDetail("exception_message", message);
      }
    }
  }

  private static long micros(Instant instant) {
    return Timestamps.micros(instant.getEpochSecond(), instant.getNanoOfSecond());
  }
}

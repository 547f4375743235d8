package dev.tocsin.encode;

import dev.tocsin.encode.OcsfClass.Part;
import dev.tocsin.event.Change;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Outcome;
import dev.tocsin.event.Status;
import dev.tocsin.event.ThreatLevel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as one JSON object of the Open Cybersecurity Schema Framework, version {@value
 * #VERSION}, of the class that its type is mapped to ({@link EventType#ocsf()}), with the profile
 * {@code security_control}. Immutable and thread-safe.
 *
 * <p>What the class demands and the event does not have is filled in, {@code unknown} where nothing
 * is known. What has no home in the class stands below {@code unmapped} by its own name.
 *
 * <p>Values are escaped and bounded as by {@link JsonEncoder}; an event that was cut says {@code
 * metadata.is_truncated} and {@code metadata.untruncated_size}.
 */
public final class OcsfEncoder extends BoundedEncoder {
  /** The version of the schema. */
  public static final String VERSION = "1.8.0";

  private static final long MICROS_PER_MILLI = 1_000;

  private static final byte[] ACTIVITY_NAME = Members.name("activity_name");

  /** By their ids, from 1 on. */
  private static final byte[][] SEVERITIES = {
    Members.ascii(",\"severity_id\":1,\"severity\":\"Informational\""),
    Members.ascii(",\"severity_id\":2,\"severity\":\"Low\""),
    Members.ascii(",\"severity_id\":3,\"severity\":\"Medium\""),
    Members.ascii(",\"severity_id\":4,\"severity\":\"High\""),
    Members.ascii(",\"severity_id\":5,\"severity\":\"Critical\"")
  };

  /** By their ids, from 0 on. */
  private static final byte[][] RISK_LEVELS = {
    Members.ascii(",\"risk_level_id\":0,\"risk_level\":\"Info\""),
    Members.ascii(",\"risk_level_id\":1,\"risk_level\":\"Low\""),
    Members.ascii(",\"risk_level_id\":2,\"risk_level\":\"Medium\""),
    Members.ascii(",\"risk_level_id\":3,\"risk_level\":\"High\""),
    Members.ascii(",\"risk_level_id\":4,\"risk_level\":\"Critical\"")
  };

  private static final byte[] SUCCESS = Members.ascii(",\"status_id\":1,\"status\":\"Success\"");
  private static final byte[] FAILURE = Members.ascii(",\"status_id\":2,\"status\":\"Failure\"");
  private static final byte[] UNKNOWN = Members.ascii(",\"status_id\":0,\"status\":\"Unknown\"");

  /** By their ids, from 1 on. */
  private static final byte[][] FINDING_STATUSES = {
    Members.ascii(",\"status_id\":1,\"status\":\"New\""),
    Members.ascii(",\"status_id\":2,\"status\":\"In Progress\""),
    Members.ascii(",\"status_id\":3,\"status\":\"Suppressed\""),
    Members.ascii(",\"status_id\":4,\"status\":\"Resolved\"")
  };

  private static final byte[] FALSE_ALARM =
      Members.ascii(
          ",\"status_id\":5,\"status\":\"Closed\",\"verdict_id\":1,\"verdict\":\"False Positive\"");
  private static final byte[] STATUS_DETAIL = Members.name("status_detail");
  private static final byte[] STATUS_CODE = Members.ascii(",\"status_code\":\"");
  private static final byte[] TIME = Members.name("time");
  private static final byte[] MESSAGE = Members.name("message");
  private static final byte[] RISK_SCORE = Members.name("risk_score");
  private static final byte[] METADATA = Members.name("metadata");
  private static final byte[] PRODUCT =
      Members.ascii(
          ",\"version\":\""
              + VERSION
              + "\",\"product\":{\"name\":\"Tocsin\",\"vendor_name\":\"Tocsin\"}"
              + ",\"log_name\":\"security_audit\"");
  private static final byte[] CONTROLLED = Members.ascii(",\"profiles\":[\"security_control\"]");
  private static final byte[] CONTROLLED_ON_HOST =
      Members.ascii(",\"profiles\":[\"security_control\",\"host\"]");
  private static final byte[] UID = Members.name("uid");
  private static final byte[] EVENT_CODE = Members.name("event_code");
  private static final byte[] ORIGINAL_TIME = Members.name("original_time");
  private static final byte[] LOGGED_TIME = Members.name("logged_time");
  private static final byte[] CORRELATION = Members.name("correlation_uid");
  private static final byte[] TENANT = Members.name("tenant_uid");
  private static final byte[] SEQUENCE = Members.name("sequence");
  private static final byte[] LABELS = Members.name("labels");
  private static final byte[] TRUNCATED =
      Members.ascii(",\"is_truncated\":true,\"untruncated_size\":");

  private static final ByType<OcsfKind> KINDS = new ByType<>(OcsfKind::new);

  /**
   * Objects of at most {@link Limits#maxEventBytes()} less the line feed.
   *
   * @param limits also of each text and list
   */
  public OcsfEncoder(Limits limits) {
    super(limits);
  }

  @Override
  void write(EventView event, ByteSink sink, int end, Bounds bounds) {
    OcsfKind kind = KINDS.of(event.type());
    OcsfClass of = kind.ocsfClass;
    Status told = of.isFinding() ? told(event) : null;
    classification(event, kind, told, sink, bounds);
    status(event, kind, told, sink, bounds);
    sink.put(kind.control(event.success() && !event.type().success()));
    sink.put(kind.security);
    if (event.riskTenths() >= 0) {
      Members.number(sink, RISK_SCORE, event.riskTenths());
    }
    if (event.get(EventField.THREAT_LEVEL) instanceof ThreatLevel level) {
      sink.put(RISK_LEVELS[riskLevelId(level)]);
    }
    OcsfObjects.common(event, of, sink, end, bounds);
    OcsfObjects.ofClass(event, of, sink, end, bounds);
    OcsfUnmapped.write(event, of, sink, end, bounds);
    metadata(event, of, sink, end, bounds);
  }

  private static int riskLevelId(ThreatLevel level) {
    return switch (level) {
      case NONE -> 0;
      case LOW -> 1;
      case MEDIUM -> 2;
      case HIGH -> 3;
      case CRITICAL -> 4;
    };
  }

  private static void classification(
      EventView event, OcsfKind kind, @Nullable Status told, ByteSink sink, Bounds bounds) {
    boolean over =
        EventType.CASE_STATUS.equals(event.type())
            && (told == Status.RESOLVED || told == Status.FALSE_POSITIVE);
    sink.put(kind.classification(event.text(EventField.REQUEST_METHOD), over));
    if (kind.namesActivity()) {
      Members.text(sink, ACTIVITY_NAME, event.type().name(), bounds);
    }
    sink.put(SEVERITIES[event.severity().ocsfId() - 1]);
    Members.number(sink, TIME, Math.floorDiv(event.timestampMicros(), MICROS_PER_MILLI));
    Members.text(sink, MESSAGE, event, EventField.MESSAGE, bounds);
  }

  private static void status(
      EventView event, OcsfKind kind, @Nullable Status told, ByteSink sink, Bounds bounds) {
    if (kind.ocsfClass.isFinding()) {
      finding(kind, told, sink);
    } else {
      Outcome outcome = EcsEncoder.outcome(event);
      sink.put(
          outcome == Outcome.UNKNOWN ? UNKNOWN : outcome == Outcome.SUCCESS ? SUCCESS : FAILURE);
    }
    Members.text(sink, STATUS_DETAIL, Details.text(event, "reason"), bounds);
    if (event.responseStatus() != 0 && !kind.ocsfClass.has(Part.RESPONSE)) {
      sink.put(STATUS_CODE);
      sink.putDecimal(event.responseStatus());
      sink.put('"');
    }
  }

  private static void finding(OcsfKind kind, @Nullable Status told, ByteSink sink) {
    if (told == Status.FALSE_POSITIVE && kind.ocsfClass == OcsfClass.INCIDENT_FINDING) {
      sink.put(FALSE_ALARM);
      return;
    }
    int id =
        told == null
            ? kind.findingStatus
            : switch (told) {
              case DETECTED -> 1;
              case INVESTIGATING, CONTAINED, ESCALATED -> 2;
              case FALSE_POSITIVE -> 3;
              case RESOLVED -> 4;
            };
    sink.put(FINDING_STATUSES[id - 1]);
  }

  /**
   * How far a finding has been looked into: of the product's own events what they changed; they are
   * all "detected" themselves.
   */
  private static @Nullable Status told(EventView event) {
    if (!event.type().isReserved()) {
      return event.get(EventField.STATUS) instanceof Status status ? status : null;
    }
    CharSequence changed = changed(event, "status");
    return changed == null ? null : Status.find(changed);
  }

  /** The new text of what an event changed, or null. */
  static @Nullable CharSequence changed(EventView event, String field) {
    if (event.get(EventField.CHANGES) instanceof List<?> changes) {
      for (int i = 0; i < changes.size(); i++) {
        if (changes.get(i) instanceof Change change
            && change.field().equals(field)
            && change.newValue() instanceof CharSequence text) {
          return text;
        }
      }
    }
    return null;
  }

  private static void metadata(
      EventView event, OcsfClass of, ByteSink sink, int end, Bounds bounds) {
    int opened = Members.open(sink, METADATA);
    sink.put(PRODUCT);
    sink.put(OcsfObjects.isOnHost(of) ? CONTROLLED_ON_HOST : CONTROLLED);
    Members.id(sink, UID, event);
    Members.text(sink, EVENT_CODE, event.type().name(), bounds);
    Members.time(sink, ORIGINAL_TIME, event.timestampMicros());
    if (event.loggedAtMicros() != 0) {
      Members.number(sink, LOGGED_TIME, Math.floorDiv(event.loggedAtMicros(), MICROS_PER_MILLI));
    }
    Members.text(sink, CORRELATION, event, EventField.CORRELATION_ID, bounds);
    Members.text(sink, TENANT, event, EventField.TENANT_ID, bounds);
    if (event.seq() != 0) {
      Members.number(sink, SEQUENCE, event.seq());
    }
    Members.texts(sink, LABELS, event, EventField.COMPLIANCE_TAGS, end, bounds);
    // Is ended by finish(), which may have more to say.
    sink.array()[opened] = '{';
  }

  @Override
  void finish(EventView event, ByteSink sink, long originalSize) {
    if (originalSize > 0) {
      sink.put(TRUNCATED);
      sink.putDecimal(originalSize);
    }
    sink.put('}');
  }
}

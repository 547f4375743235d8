package dev.tocsin.otel.compile;

import dev.tocsin.rules.FieldPath;

/**
 * Where a field of an event stands in its log record.
 *
 * @param attribute the record's attribute; empty for the body
 * @param kind what it holds
 * @see <a href="../../../../../../../../docs/otel.md">What a record says</a>
 */
record RecordField(String attribute, Kind kind) {
  /** What an attribute holds. */
  enum Kind {
    /** A text. */
    TEXT,
    /** True or false: no text to the collector, though its functions take it for one. */
    FLAG,
    /** A number, always. */
    NUMBER,
    /** What the application gave. */
    ANY
  }

  static final RecordField NETWORK = text("tocsin.client.network");

  private static RecordField text(String attribute) {
    return new RecordField(attribute, Kind.TEXT);
  }

  private static RecordField number(String attribute) {
    return new RecordField(attribute, Kind.NUMBER);
  }

  /** The field that a rule compares. */
  static RecordField of(FieldPath path) throws NotExpressible {
    return switch (path.field()) {
      case EVENT_ID -> text("log.record.uid");
      case SEVERITY -> text("tocsin.severity");
      case SUCCESS -> new RecordField("tocsin.success", Kind.FLAG);
      case USER_ID -> text("user.id");
      case USER_NAME -> text("user.name");
      case ACTOR_TYPE -> text("tocsin.actor.type");
      case TENANT_ID -> text("tocsin.tenant.id");
      case SESSION_ID -> text("session.id");
      case TARGET_TYPE -> text("tocsin.target.type");
      case TARGET_ID -> text("tocsin.target.id");
      case SERVICE_ID -> text("tocsin.service.id");
      case IP_ADDRESS -> text("client.address");
      case IP_PROVENANCE -> text("tocsin.client.provenance");
      case USER_AGENT -> text("user_agent.original");
      case REQUEST_METHOD -> text("http.request.method");
      case RESPONSE_STATUS -> number("http.response.status_code");
      case THREAT_LEVEL -> text("tocsin.threat.level");
      case RISK_SCORE -> number("tocsin.risk.score");
      case STATUS -> text("tocsin.status");
      case CORRELATION_ID -> text("tocsin.correlation.id");
      case PARENT_EVENT_ID -> text("tocsin.parent.id");
      case MESSAGE -> new RecordField("", Kind.TEXT);
      case DETAILS -> new RecordField("tocsin.details." + path.entry(), Kind.ANY);
      case EVENT_TYPE -> throw new NotExpressible("event_type can't be grouped by or counted");
      case REQUEST_URL ->
          throw new NotExpressible(
              "request_url stands in a record in parts: compare a detail that holds what you want");
      case SOURCE ->
          throw new NotExpressible("source is the record's service.name, and no attribute");
      default -> throw new NotExpressible(path + " is not in a record in a form to compare");
    };
  }

  /** The field that groups are made by, or whose values are counted. */
  static RecordField key(FieldPath path) throws NotExpressible {
    if (path.isAddress()) {
      return NETWORK;
    }
    RecordField field = of(path);
    if (field.isBody()) {
      throw new NotExpressible("message can't be grouped by or counted");
    }
    return field;
  }

  boolean isBody() {
    return attribute.isEmpty();
  }

  /** Its name in Prometheus and Loki. */
  String label() {
    return Text.label(attribute);
  }

  /** Whether it is a decimal number, whose text is not the same everywhere: 7.0, or 7. */
  boolean isDecimal() {
    return attribute.equals("tocsin.risk.score");
  }

  /** Whether rules may ask a range of addresses of it. */
  boolean isAddress() {
    return attribute.equals("client.address");
  }
}

package dev.tocsin.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A kind of security event and what holds for every event of it unless the call says otherwise. The
 * constants take their attributes from the resource {@code event-map.csv}. Immutable.
 */
public final class EventType {
  public static final EventType AUTH_SUCCESS = seed("AUTH_SUCCESS");
  public static final EventType AUTH_FAILURE = seed("AUTH_FAILURE");
  public static final EventType AUTH_LOGOUT = seed("AUTH_LOGOUT");
  public static final EventType AUTH_SESSION_EXPIRED = seed("AUTH_SESSION_EXPIRED");
  public static final EventType AUTH_SESSION_HIJACKED = seed("AUTH_SESSION_HIJACKED");
  public static final EventType AUTH_MFA_SUCCESS = seed("AUTH_MFA_SUCCESS");
  public static final EventType AUTH_MFA_FAILURE = seed("AUTH_MFA_FAILURE");
  public static final EventType AUTH_PASSWORD_CHANGE = seed("AUTH_PASSWORD_CHANGE");
  public static final EventType AUTH_PASSWORD_RESET = seed("AUTH_PASSWORD_RESET");
  public static final EventType AUTH_ACCOUNT_LOCKED = seed("AUTH_ACCOUNT_LOCKED");
  public static final EventType AUTH_ACCOUNT_UNLOCKED = seed("AUTH_ACCOUNT_UNLOCKED");
  public static final EventType AUTHORIZATION_FAILURE = seed("AUTHORIZATION_FAILURE");
  public static final EventType AUTHORIZATION_GRANTED = seed("AUTHORIZATION_GRANTED");
  public static final EventType AUTHORIZATION_REVOKED = seed("AUTHORIZATION_REVOKED");
  public static final EventType AUTHORIZATION_ESCALATION = seed("AUTHORIZATION_ESCALATION");
  public static final EventType INPUT_VALIDATION_VIOLATION = seed("INPUT_VALIDATION_VIOLATION");
  public static final EventType INPUT_SANITIZATION = seed("INPUT_SANITIZATION");
  public static final EventType INPUT_REJECTED = seed("INPUT_REJECTED");
  public static final EventType RATE_LIMITING_TRIGGER = seed("RATE_LIMITING_TRIGGER");
  public static final EventType RATE_LIMITING_BLOCKED = seed("RATE_LIMITING_BLOCKED");
  public static final EventType RATE_LIMITING_RESET = seed("RATE_LIMITING_RESET");
  public static final EventType SQL_INJECTION_ATTEMPT = seed("SQL_INJECTION_ATTEMPT");
  public static final EventType XSS_ATTEMPT = seed("XSS_ATTEMPT");
  public static final EventType CSRF_ATTEMPT = seed("CSRF_ATTEMPT");
  public static final EventType PATH_TRAVERSAL_ATTEMPT = seed("PATH_TRAVERSAL_ATTEMPT");
  public static final EventType COMMAND_INJECTION_ATTEMPT = seed("COMMAND_INJECTION_ATTEMPT");
  public static final EventType FILE_UPLOAD_ATTEMPT = seed("FILE_UPLOAD_ATTEMPT");
  public static final EventType FILE_UPLOAD_REJECTED = seed("FILE_UPLOAD_REJECTED");
  public static final EventType FILE_UPLOAD_MALICIOUS = seed("FILE_UPLOAD_MALICIOUS");
  public static final EventType API_ACCESS = seed("API_ACCESS");
  public static final EventType API_ACCESS_DENIED = seed("API_ACCESS_DENIED");
  public static final EventType API_RATE_LIMITED = seed("API_RATE_LIMITED");
  public static final EventType API_SIGNATURE_INVALID = seed("API_SIGNATURE_INVALID");
  public static final EventType PAYMENT_PROCESSING = seed("PAYMENT_PROCESSING");
  public static final EventType PAYMENT_FAILURE = seed("PAYMENT_FAILURE");
  public static final EventType PAYMENT_FRAUD_DETECTED = seed("PAYMENT_FRAUD_DETECTED");
  public static final EventType DATA_ACCESS = seed("DATA_ACCESS");
  public static final EventType DATA_MODIFICATION = seed("DATA_MODIFICATION");
  public static final EventType DATA_DELETION = seed("DATA_DELETION");
  public static final EventType DATA_EXPORT = seed("DATA_EXPORT");
  public static final EventType DATA_BREACH_ATTEMPT = seed("DATA_BREACH_ATTEMPT");
  public static final EventType ADMIN_ACTION = seed("ADMIN_ACTION");
  public static final EventType ADMIN_ACCESS = seed("ADMIN_ACCESS");
  public static final EventType ADMIN_ESCALATION = seed("ADMIN_ESCALATION");
  public static final EventType SYSTEM_CONFIGURATION_CHANGE = seed("SYSTEM_CONFIGURATION_CHANGE");
  public static final EventType SECURITY_CONFIGURATION_CHANGE =
      seed("SECURITY_CONFIGURATION_CHANGE");
  public static final EventType SUSPICIOUS_ACTIVITY = seed("SUSPICIOUS_ACTIVITY");
  public static final EventType THREAT_DETECTED = seed("THREAT_DETECTED");
  public static final EventType INCIDENT_REPORTED = seed("INCIDENT_REPORTED");
  public static final EventType QR_GENERATED = seed("QR_GENERATED");
  public static final EventType QR_SCANNED = seed("QR_SCANNED");
  public static final EventType PIN_VERIFIED = seed("PIN_VERIFIED");
  public static final EventType PIN_FAILED = seed("PIN_FAILED");
  public static final EventType SESSION_CREATED = seed("SESSION_CREATED");

  /** The same as {@link #AUTH_LOGOUT}, under its other name. */
  public static final EventType LOGOUT = alias("LOGOUT", AUTH_LOGOUT);

  /** The same as {@link #AUTH_ACCOUNT_LOCKED}, under its other name. */
  public static final EventType LOCKOUT = alias("LOCKOUT", AUTH_ACCOUNT_LOCKED);

  /** The same as {@link #RATE_LIMITING_TRIGGER}, under its other name. */
  public static final EventType RATE_LIMIT = alias("RATE_LIMIT", RATE_LIMITING_TRIGGER);

  /** The same as {@link #SUSPICIOUS_ACTIVITY}, under its other name. */
  public static final EventType SUSPICIOUS = alias("SUSPICIOUS", SUSPICIOUS_ACTIVITY);

  /** A rule fired. */
  public static final EventType ALERT =
      product("alert", Category.THREAT, Severity.HIGH, Outcome.UNKNOWN, Tags.DETECTION);

  public static final EventType ALERT_ACKNOWLEDGED =
      product(
          "alert_acknowledged", Category.THREAT, Severity.INFO, Outcome.SUCCESS, Tags.DETECTION);
  public static final EventType ALERT_RESOLVED =
      product("alert_resolved", Category.THREAT, Severity.INFO, Outcome.SUCCESS, Tags.DETECTION);
  public static final EventType ALERT_ESCALATED =
      product("alert_escalated", Category.THREAT, Severity.HIGH, Outcome.SUCCESS, Tags.DETECTION);
  public static final EventType CLIENT_BLOCKED =
      product("client_blocked", Category.THREAT, Severity.MEDIUM, Outcome.SUCCESS, Tags.DETECTION);
  public static final EventType CLIENT_UNBLOCKED =
      product("client_unblocked", Category.THREAT, Severity.LOW, Outcome.SUCCESS, Tags.DETECTION);

  /** Requests of a blocked client that were turned away, summed up. */
  public static final EventType CLIENT_REFUSED =
      product("client_refused", Category.THREAT, Severity.LOW, Outcome.FAILURE, Tags.DETECTION);

  public static final EventType CASE_OPENED =
      product("case_opened", Category.THREAT, Severity.LOW, Outcome.SUCCESS, Tags.INCIDENT);
  public static final EventType CASE_NOTED =
      product("case_noted", Category.THREAT, Severity.INFO, Outcome.SUCCESS, Tags.INCIDENT);
  public static final EventType CASE_ASSIGNED =
      product("case_assigned", Category.THREAT, Severity.INFO, Outcome.SUCCESS, Tags.INCIDENT);
  public static final EventType CASE_STATUS =
      product("case_status", Category.THREAT, Severity.INFO, Outcome.SUCCESS, Tags.INCIDENT);
  public static final EventType CASE_REMEDIATION =
      product("case_remediation", Category.THREAT, Severity.LOW, Outcome.SUCCESS, Tags.INCIDENT);
  public static final EventType CASE_ESCALATED =
      product("case_escalated", Category.THREAT, Severity.MEDIUM, Outcome.SUCCESS, Tags.INCIDENT);
  public static final EventType AUDIT_STARTED =
      product("audit_started", Category.AUDIT, Severity.INFO, Outcome.SUCCESS, Tags.AUDIT_LOG);
  public static final EventType AUDIT_STOPPED =
      product("audit_stopped", Category.AUDIT, Severity.MEDIUM, Outcome.SUCCESS, Tags.AUDIT_LOG);
  public static final EventType AUDIT_CONFIGURED =
      product("audit_configured", Category.AUDIT, Severity.MEDIUM, Outcome.SUCCESS, Tags.AUDIT_LOG);
  public static final EventType AUDIT_RULES_CHANGED =
      product(
          "audit_rules_changed", Category.AUDIT, Severity.MEDIUM, Outcome.SUCCESS, Tags.AUDIT_LOG);

  /** Events were lost; how many, its details tell. */
  public static final EventType AUDIT_DROPPED =
      product("audit_dropped", Category.AUDIT, Severity.CRITICAL, Outcome.FAILURE, Tags.LOGGING);

  /** What was found of a journal and set right; critical where lines are gone. */
  public static final EventType AUDIT_RECOVERED =
      product("audit_recovered", Category.AUDIT, Severity.MEDIUM, Outcome.SUCCESS, Tags.LOGGING);

  public static final EventType AUDIT_SEGMENT_DELETED =
      product("audit_segment_deleted", Category.AUDIT, Severity.LOW, Outcome.SUCCESS, Tags.LOGGING);
  public static final EventType AUDIT_SEGMENT_MISSING =
      product(
          "audit_segment_missing",
          Category.AUDIT,
          Severity.CRITICAL,
          Outcome.FAILURE,
          Tags.LOGGING);

  /** A receiver will not get events that the journal has or had; which, its details tell. */
  public static final EventType AUDIT_UNDELIVERED =
      product("audit_undelivered", Category.AUDIT, Severity.HIGH, Outcome.FAILURE, Tags.LOGGING);

  /** Somebody read or exported audit records. */
  public static final EventType AUDIT_ACCESSED =
      product("audit_accessed", Category.AUDIT, Severity.INFO, Outcome.SUCCESS, Tags.AUDIT_READ);

  private static final String[] RESERVED_PREFIXES = {"audit_", "alert", "client_", "case_"};

  /** Who defined a type. */
  public enum Origin {
    /** One of the 58 types of {@code event-map.csv}. */
    SEED,
    /** Written by the product only. */
    PRODUCT,
    /** Registered by the user. */
    USER,
    /** Met at run time as a marker that nobody registered. */
    UNREGISTERED
  }

  private final String name;
  private final String markerName;
  private final Category category;
  private final Severity severity;
  private final Outcome outcome;
  private final boolean success;
  private final List<String> complianceTags;
  private final int otelSeverityNumber;
  private final Origin origin;
  private final @Nullable EventMapping mapping;
  private final @Nullable EventType canonical;

  private EventType(Builder builder, Origin origin, @Nullable EventMapping mapping) {
    this.name = builder.name;
    this.markerName = builder.name.toUpperCase(Locale.ROOT);
    this.category = builder.category;
    this.severity = builder.severity;
    this.outcome = builder.outcome;
    this.success = builder.success == null ? builder.outcome == Outcome.SUCCESS : builder.success;
    this.complianceTags = List.copyOf(builder.complianceTags);
    this.otelSeverityNumber =
        builder.otelSeverityNumber == 0
            ? builder.severity.otelSeverityNumber()
            : builder.otelSeverityNumber;
    this.origin = origin;
    this.mapping = mapping;
    this.canonical = builder.canonical;
  }

  private static EventType seed(String markerName) {
    return seed(markerName, null);
  }

  private static EventType alias(String markerName, EventType canonical) {
    return seed(markerName, canonical);
  }

  private static EventType seed(String markerName, @Nullable EventType canonical) {
    EventMap.Row row = EventMap.row(markerName);
    Builder builder =
        new Builder(markerName.toLowerCase(Locale.ROOT), Category.parse(row.text("category")))
            .severity(Severity.ofOcsfId(row.number("ocsf_severity_id")))
            .outcome(Outcome.parse(row.text("ecs_outcome")))
            .otelSeverityNumber(row.number("otel_severity_number"));
    row.list("compliance_tags").forEach(builder::complianceTag);
    if (markerName.equals("FILE_UPLOAD_ATTEMPT")) {
      builder.success(true);
    }
    builder.canonical = canonical;
    return new EventType(builder, Origin.SEED, EventMapping.of(row));
  }

  private static EventType product(
      String name, Category category, Severity severity, Outcome outcome, List<String> tags) {
    Builder builder = new Builder(name, category).severity(severity).outcome(outcome);
    tags.forEach(builder::complianceTag);
    return new EventType(builder, Origin.PRODUCT, null);
  }

  static EventType unregistered(String name, Category category) {
    return new EventType(
        new Builder(name, category).severity(Severity.MEDIUM), Origin.UNREGISTERED, null);
  }

  /**
   * Begins a type of the user's own.
   *
   * @param name lower-case letters, digits and {@code _}, beginning with a letter, at most 64
   *     characters; neither reserved nor the name of a category
   * @throws IllegalArgumentException if the name is not so, in one line
   */
  public static Builder builder(String name, Category category) {
    return new Builder(TypeNames.checked(name), category);
  }

  /** The name in JSON, for example {@code auth_failure}. */
  public String name() {
    return name;
  }

  /** The name of the Log4j marker, for example {@code AUTH_FAILURE}. */
  public String markerName() {
    return markerName;
  }

  public Category category() {
    return category;
  }

  /** The severity of an event that names none. */
  public Severity severity() {
    return severity;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Whether an event that doesn't say counts as a success. */
  public boolean success() {
    return success;
  }

  /** Tags that every event of the type carries, for example {@code pci-10.2.1.4}. */
  public List<String> complianceTags() {
    return complianceTags;
  }

  /** The OTel log severity number while an event has the type's own severity, 1 to 24. */
  public int otelSeverityNumber() {
    return otelSeverityNumber;
  }

  /** The type that this one is another name of, or this type itself. */
  public EventType canonical() {
    return canonical == null ? this : canonical;
  }

  public Origin origin() {
    return origin;
  }

  /** Whether only the product may write events of this type. */
  public boolean isReserved() {
    return origin == Origin.PRODUCT;
  }

  /** The names of this type in other vocabularies; null unless it is one of the 58. */
  public @Nullable EventMapping mapping() {
    return mapping;
  }

  /**
   * The categorization by the Elastic Common Schema: that of the {@link #mapping()}; of the
   * product's types their own; of all others that of their category.
   */
  public EventMapping.Ecs ecs() {
    return mapping != null ? mapping.ecs() : EventMapping.ecsOfOwn(this);
  }

  /**
   * The class and ids by the Open Cybersecurity Schema Framework: those of the {@link #mapping()};
   * of the product's types their own; of all others the base event.
   */
  public EventMapping.Ocsf ocsf() {
    return mapping != null ? mapping.ocsf() : EventMapping.ocsfOfOwn(this);
  }

  /**
   * Whether a name, in any case, is kept for the product: {@code audit_*}, {@code alert*}, {@code
   * client_*}, {@code case_*}.
   */
  public static boolean isReservedName(String name) {
    for (String prefix : RESERVED_PREFIXES) {
      if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is an unregistered type whose marker has a name kept for the product. */
  public boolean isOfReservedName() {
    return origin == Origin.UNREGISTERED
        && name.startsWith(TypeNames.OF_RESERVED_NAME)
        && isReservedName(name.substring(TypeNames.OF_RESERVED_NAME.length()));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof EventType that
            && name.equals(that.name)
            && category == that.category
            && severity == that.severity
            && outcome == that.outcome
            && success == that.success
            && otelSeverityNumber == that.otelSeverityNumber
            && origin == that.origin
            && complianceTags.equals(that.complianceTags)
            && Objects.equals(canonical, that.canonical));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  /** The tags of the product's own types. */
  private static final class Tags {
    static final List<String> DETECTION = List.of("soc2-cc7.2", "iso27001-a.8.16");
    static final List<String> INCIDENT = List.of("soc2-cc7.4", "iso27001-a.8.16");
    static final List<String> LOGGING = List.of("soc2-cc7.2", "iso27001-a.8.15");
    static final List<String> AUDIT_LOG = List.of("pci-10.2.1.6", "soc2-cc7.2", "iso27001-a.8.15");
    static final List<String> AUDIT_READ = List.of("pci-10.2.1.3", "soc2-cc7.2", "iso27001-a.8.15");

    private Tags() {}
  }

  /** Gathers the attributes of a type; what is not set has the defaults named at the setters. */
  public static final class Builder {
    private static final int MAX_TAGS = 32;

    private final String name;
    private final Category category;
    private Severity severity = Severity.MEDIUM;
    private Outcome outcome = Outcome.UNKNOWN;
    private @Nullable Boolean success;
    private final List<String> complianceTags = new ArrayList<>();
    private int otelSeverityNumber;
    private @Nullable EventType canonical;

    private Builder(String name, Category category) {
      this.name = name;
      this.category = category;
    }

    /** Default: medium. */
    public Builder severity(Severity severity) {
      this.severity = severity;
      return this;
    }

    /** Default: unknown. */
    public Builder outcome(Outcome outcome) {
      this.outcome = outcome;
      return this;
    }

    /** Default: whether the outcome is success. */
    public Builder success(boolean success) {
      this.success = success;
      return this;
    }

    /**
     * Adds one tag: at most 64 of {@code a-z 0-9 . _ -}; at most 32 tags.
     *
     * @throws IllegalArgumentException if it is none, in one line
     */
    public Builder complianceTag(String tag) {
      TypeNames.checkTag(tag);
      if (complianceTags.size() == MAX_TAGS) {
        throw new IllegalArgumentException(
            "compliance tag " + Quote.of(tag) + ": a type has at most " + MAX_TAGS + " tags");
      }
      complianceTags.add(tag);
      return this;
    }

    /**
     * Default: by the severity.
     *
     * @param number 1 to 24
     * @throws IllegalArgumentException if it is not in that range
     */
    public Builder otelSeverityNumber(int number) {
      if (number < 1 || number > 24) {
        throw new IllegalArgumentException("OTel severity number " + number + ": use 1 to 24");
      }
      this.otelSeverityNumber = number;
      return this;
    }

    public EventType build() {
      return new EventType(this, Origin.USER, null);
    }
  }
}

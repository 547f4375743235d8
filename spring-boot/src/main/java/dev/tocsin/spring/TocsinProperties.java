package dev.tocsin.spring;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What {@code tocsin.*} in an application's configuration says. What is null has the default of the
 * element or filter that it configures. Immutable.
 *
 * @param enabled Whether Tocsin does anything in this application.
 * @param journal The audit log.
 * @param rules Rules that raise alerts and block clients.
 * @param otel The bridge to an OpenTelemetry collector.
 * @param web The filter that sees each HTTP request.
 * @param security The events of Spring Security.
 * @param auditEvents The audit events of Spring Boot.
 * @param audited Methods marked as audited.
 */
@ConfigurationProperties("tocsin")
public record TocsinProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue Journal journal,
    @DefaultValue Rules rules,
    @DefaultValue Otel otel,
    @DefaultValue Web web,
    @DefaultValue Security security,
    @DefaultValue AuditEvents auditEvents,
    @DefaultValue Audited audited) {

  /** When what is recorded is on the disk. */
  public enum Fsync {
    /** Before a call returns. */
    ALWAYS,
    /** Within a second. */
    EVERYSEC,
    /** When the operating system likes. */
    NO
  }

  /** What a caller hears of an event that can't be recorded. */
  public enum FailurePolicy {
    /** Nothing; the event is counted and told of later. */
    FAIL_OPEN,
    /** An exception. */
    FAIL_CLOSED
  }

  /**
   * The audit log: the SecurityAudit appender of Log4j.
   *
   * @param enabled Whether the properties make an audit log. If not, Log4j's own configuration has
   *     to have a SecurityAudit appender.
   * @param file The file that events are appended to.
   * @param filePattern Names of the files that are full, with %i and %d as in Log4j. By default by
   *     day, compressed, beside the file.
   * @param maxFileSize Size at which a new file is begun; one is begun each day, too.
   * @param source Name of the application in each event. By default spring.application.name.
   * @param writer Stable name of the writer of the journal. By default the source.
   * @param fsync When what is recorded is on the disk: before a call returns, within a second, or
   *     when the operating system likes.
   * @param failurePolicy Whether a call throws when its event can't be recorded.
   * @param types YAML file with event types of one's own.
   * @param contextDetails Names of entries in Log4j's ThreadContext that become details; * for all.
   * @param asyncTimeout How long a call waits for an asynchronous logger, 1 ms to 1 h.
   * @param writeTimeout How long a call waits for a write that hangs, up to 1 h; 0 for ever.
   * @param captureBodies Whether bodies of requests and answers may be recorded.
   * @param keys Folder of keys, or env:PREFIX. Without keys the journal shows damage, but no
   *     forger.
   * @param evolve Whether the tag key moves on after each checkpoint.
   * @param allowSuppression Whether log levels and filters may hold marked calls back.
   * @param redaction Whether secrets in events are replaced.
   * @param retention How long full files are kept.
   */
  public record Journal(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("logs/security_audit.log") String file,
      @Nullable String filePattern,
      @Nullable DataSize maxFileSize,
      @Nullable String source,
      @Nullable String writer,
      @DefaultValue("everysec") Fsync fsync,
      @DefaultValue("fail-open") FailurePolicy failurePolicy,
      @Nullable String types,
      @Nullable List<String> contextDetails,
      @DefaultValue("5s") Duration asyncTimeout,
      @DefaultValue("5s") Duration writeTimeout,
      @DefaultValue("false") boolean captureBodies,
      @Nullable String keys,
      @DefaultValue("false") boolean evolve,
      @DefaultValue("false") boolean allowSuppression,
      @DefaultValue("true") boolean redaction,
      @DefaultValue Retention retention) {}

  /**
   * How long full files are kept.
   *
   * @param days Days after which a full file is deleted.
   * @param totalSize Size of all files together above which the oldest go.
   * @param maxEvents Number of events above which the oldest files go.
   * @param minAgeDays Days for which a file is kept whatever the other limits say.
   */
  public record Retention(
      @DefaultValue("30") int days,
      @Nullable DataSize totalSize,
      @Nullable Long maxEvents,
      @Nullable Integer minAgeDays) {}

  /**
   * Rules that raise alerts and block clients.
   *
   * @param enabled Whether rules are evaluated.
   * @param file YAML file of rules. By default the shipped rules.
   * @param simulate Whether rules raise alerts and do nothing else.
   * @param neverBlock Addresses and ranges that no rule blocks.
   * @param receivers Who is notified of alerts.
   */
  public record Rules(
      @DefaultValue("true") boolean enabled,
      @Nullable String file,
      @DefaultValue("false") boolean simulate,
      @Nullable List<String> neverBlock,
      @Nullable List<Receiver> receivers) {}

  /**
   * Who is notified of alerts.
   *
   * @param name Name by which rules call the receiver.
   * @param type Kind of receiver: alertmanager or webhook.
   * @param url Address of the receiver.
   * @param secretFile File of the secret that signs what is sent.
   * @param secretEnv Environment variable of the secret that signs what is sent.
   * @param user User for basic authentication.
   * @param passwordFile File of the password for basic authentication.
   * @param passwordEnv Environment variable of the password for basic authentication.
   * @param tokenFile File of a bearer token.
   * @param tokenEnv Environment variable of a bearer token.
   */
  public record Receiver(
      @Nullable String name,
      @Nullable String type,
      @Nullable String url,
      @Nullable String secretFile,
      @Nullable String secretEnv,
      @Nullable String user,
      @Nullable String passwordFile,
      @Nullable String passwordEnv,
      @Nullable String tokenFile,
      @Nullable String tokenEnv) {}

  /**
   * The bridge to an OpenTelemetry collector, of the artifact tocsin-otel. What is not set here
   * comes from the environment: OTEL_EXPORTER_OTLP_ENDPOINT and its like.
   *
   * @param enabled Whether events go to a collector.
   * @param endpoint Address of the receiver.
   * @param protocol Protocol of the receiver: http/protobuf or grpc.
   * @param certificate PEM file of the certificates that are trusted.
   * @param clientKey PEM file of the client's key.
   * @param clientCertificate PEM file of the client's certificate.
   * @param compression Whether what is sent is compressed: gzip or none.
   * @param timeout How long one export may take.
   * @param connectTimeout How long connecting may take.
   * @param proxy Proxy, as host:port.
   * @param allowInsecure Whether events may go over the network without TLS.
   * @param also Fields that are sent beside those sent by default.
   * @param without Fields that are not sent.
   * @param maxEventsPerSecond Events sent in a second at most.
   * @param flushTimeout How long the bridge goes on sending while the application stops.
   * @param metrics Whose metrics are used: own, application or off.
   * @param metricsInterval Time between two exports of metrics.
   */
  public record Otel(
      @DefaultValue("false") boolean enabled,
      @Nullable String endpoint,
      @Nullable String protocol,
      @Nullable String certificate,
      @Nullable String clientKey,
      @Nullable String clientCertificate,
      @Nullable String compression,
      @Nullable Duration timeout,
      @Nullable Duration connectTimeout,
      @Nullable String proxy,
      @Nullable Boolean allowInsecure,
      @Nullable String also,
      @Nullable String without,
      @Nullable Integer maxEventsPerSecond,
      @Nullable Duration flushTimeout,
      @Nullable String metrics,
      @Nullable Duration metricsInterval) {}

  /**
   * The filter that sees each HTTP request.
   *
   * @param enabled Whether the filter is registered: request context, automatic events, blocking.
   * @param trustedProxies Address ranges of the proxies that are believed.
   * @param forwardingHeader Header that proxies set: forwarded, x_forwarded_for or either.
   * @param automaticEvents Names of the events that the filter tells by itself, or none. By default
   *     all but uncaught_exception, csrf_attempt, auth_session_hijacked and file_upload_malicious.
   * @param trustedOrigins Origins whose pages may make a browser send changes here.
   * @param excludedPaths Paths without automatic events.
   * @param signInPaths Paths to which a POST brings credentials, whose 401 is a failed sign-in.
   * @param adminPaths Paths whose use is admin_access.
   * @param protectedPaths Paths whose use is data_access.
   * @param notFoundLimit Answers 404 to one client that make a flood.
   * @param blocking Whether blocked clients are turned away.
   * @param blockedStatus Status that a blocked client gets, 400 to 599.
   * @param rateLimits Limits of requests, as in "address /login 10/1m".
   * @param recordedHeaders Request headers that automatic events carry.
   * @param inspect What is looked through for attacks: parameters, path, form, json.
   * @param requestBodyBytes Bytes of request bodies that automatic events carry, up to 65536.
   * @param responseBodyBytes Bytes of answers that automatic events carry, up to 65536.
   */
  public record Web(
      @DefaultValue("true") boolean enabled,
      @Nullable List<String> trustedProxies,
      @DefaultValue("either") String forwardingHeader,
      @Nullable List<String> automaticEvents,
      @Nullable List<String> trustedOrigins,
      @Nullable List<String> excludedPaths,
      @Nullable List<String> signInPaths,
      @Nullable List<String> adminPaths,
      @Nullable List<String> protectedPaths,
      @DefaultValue("20/1m") String notFoundLimit,
      @DefaultValue("true") boolean blocking,
      @DefaultValue("403") int blockedStatus,
      @Nullable List<String> rateLimits,
      @Nullable List<String> recordedHeaders,
      @Nullable List<String> inspect,
      @DefaultValue("0") int requestBodyBytes,
      @DefaultValue("0") int responseBodyBytes) {}

  /**
   * The events of Spring Security.
   *
   * @param enabled Whether Spring Security's events become security events.
   */
  public record Security(@DefaultValue("true") boolean enabled) {}

  /**
   * The audit events of Spring Boot.
   *
   * @param enabled Whether audit events that the application publishes become security events.
   * @param types Event types for types of the application's audit events.
   */
  public record AuditEvents(
      @DefaultValue("true") boolean enabled, @DefaultValue Map<String, String> types) {

    /** The event type for a type of the application's, in any case; null if none is configured. */
    @Nullable String typeFor(String applicationType) {
      for (Map.Entry<String, String> each : types.entrySet()) {
        if (plain(each.getKey()).equals(plain(applicationType))) {
          return each.getValue();
        }
      }
      return null;
    }

    /** As keys may lose signs on their way through configuration. */
    private static String plain(String name) {
      return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Methods marked as audited.
   *
   * @param enabled Whether calls of methods marked as audited become security events.
   */
  public record Audited(@DefaultValue("true") boolean enabled) {}
}

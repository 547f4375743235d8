package dev.tocsin.cli;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Severity;
import dev.tocsin.text.SafeText;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code emit} that describe one event, its type apart. */
final class EventOptions {
  @Option(names = "--user", paramLabel = "ID", description = "Who acted.")
  @Nullable String user;

  @Option(names = "--user-name", paramLabel = "NAME", description = "The same, for people.")
  @Nullable String userName;

  @Option(
      names = "--actor",
      paramLabel = "KIND",
      description = "user, service, system or anonymous.")
  @Nullable String actor;

  @Option(names = "--tenant", paramLabel = "ID", description = "The tenant it happened in.")
  @Nullable String tenant;

  @Option(
      names = "--session",
      paramLabel = "ID",
      description = "The session; stored as a keyed hash.")
  @Nullable String session;

  @Option(names = "--service", paramLabel = "ID", description = "The service concerned.")
  @Nullable String service;

  @Option(names = "--target", paramLabel = "ID", description = "What was acted on.")
  @Nullable String target;

  @Option(
      names = "--target-type",
      paramLabel = "KIND",
      description = "What kind of thing that is; with --target.")
  @Nullable String targetType;

  @Option(names = "--ip", paramLabel = "ADDRESS", description = "The client, IPv4 or IPv6.")
  @Nullable String ip;

  @Option(names = "--user-agent", paramLabel = "TEXT", description = "The client's program.")
  @Nullable String userAgent;

  @Option(names = "--method", paramLabel = "METHOD", description = "The request's method.")
  @Nullable String method;

  @Option(names = "--url", paramLabel = "URL", description = "The request's URL.")
  @Nullable String url;

  @Option(
      names = "--response-status",
      paramLabel = "CODE",
      description = "The response's HTTP status.")
  @Nullable String responseStatus;

  @Option(
      names = "--success",
      paramLabel = "BOOLEAN",
      description = "true or false; otherwise as usual for the type.")
  @Nullable String success;

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description = "info, low, medium, high or critical; otherwise as usual for the type.")
  @Nullable String severity;

  @Option(names = "--message", paramLabel = "TEXT", description = "A sentence for people.")
  @Nullable String message;

  @Option(
      names = "--detail",
      paramLabel = "KEY=VALUE",
      description =
          "A further fact, repeatable. Numbers, true and false are kept as such; '\"15\"' is text.")
  List<String> details = new ArrayList<>();

  @Option(
      names = "--indicator",
      paramLabel = "TEXT",
      description = "A sign of an attack, repeatable.")
  List<String> indicators = new ArrayList<>();

  @Option(
      names = "--compliance-tag",
      paramLabel = "TAG",
      description = "A control it bears on, besides the type's own; repeatable.")
  List<String> complianceTags = new ArrayList<>();

  @Option(names = "--correlation", paramLabel = "ID", description = "What belongs together.")
  @Nullable String correlation;

  @Option(names = "--parent", paramLabel = "ID", description = "The event it follows from.")
  @Nullable String parent;

  @Option(
      names = "--timestamp",
      paramLabel = "TIME",
      description = "When it happened, RFC 3339; now if not given.")
  @Nullable String timestamp;

  /**
   * What fills an event with these values; it can be used any number of times.
   *
   * @throws CliException with code 2 if a value is none of its kind
   */
  Consumer<AuditEvent> filler() {
    List<Consumer<AuditEvent>> steps = new ArrayList<>();
    add(steps, user, AuditEvent::user);
    add(steps, userName, AuditEvent::userName);
    add(steps, parsed(actor, ActorType::parse), AuditEvent::actor);
    add(steps, tenant, AuditEvent::tenant);
    add(steps, session, AuditEvent::session);
    add(steps, service, AuditEvent::service);
    addTarget(steps);
    add(steps, parsed(ip, EventOptions::address), AuditEvent::ip);
    add(steps, userAgent, AuditEvent::userAgent);
    addRequest(steps);
    add(steps, parsed(responseStatus, EventOptions::status), AuditEvent::responseStatus);
    add(steps, parsed(success, EventOptions::truth), AuditEvent::success);
    add(steps, parsed(severity, Severity::parse), AuditEvent::severity);
    add(steps, message, AuditEvent::message);
    for (String argument : details) {
      DetailArgument detail = DetailArgument.parse(argument);
      steps.add(event -> event.detail(detail.key(), detail.value()));
    }
    indicators.forEach(indicator -> steps.add(event -> event.indicator(indicator)));
    complianceTags.forEach(tag -> steps.add(event -> event.complianceTag(tag)));
    add(steps, correlation, AuditEvent::correlation);
    add(steps, parent, AuditEvent::parent);
    add(steps, parsed(timestamp, EventOptions::time), AuditEvent::timestamp);
    return event -> steps.forEach(step -> step.accept(event));
  }

  private void addTarget(List<Consumer<AuditEvent>> steps) {
    String id = target;
    if (id != null) {
      String kind = targetType == null ? "resource" : targetType;
      steps.add(event -> event.target(kind, id));
    } else if (targetType != null) {
      throw CliException.usage(
          "--target-type " + SafeText.quoted(targetType) + ": say which one with --target");
    }
  }

  private void addRequest(List<Consumer<AuditEvent>> steps) {
    String requestUrl = url;
    String requestMethod = method;
    if (requestUrl != null) {
      steps.add(event -> event.request(requestMethod == null ? "GET" : requestMethod, requestUrl));
    } else if (requestMethod != null) {
      throw CliException.usage(
          "--method " + SafeText.quoted(requestMethod) + ": say of which request with --url");
    }
  }

  private interface Setter<T> {
    AuditEvent set(AuditEvent event, T value);
  }

  private static <T> void add(
      List<Consumer<AuditEvent>> steps, @Nullable T value, Setter<T> setter) {
    if (value != null) {
      steps.add(event -> setter.set(event, value));
    }
  }

  private static <T> @Nullable T parsed(@Nullable String value, Function<String, T> parser) {
    if (value == null) {
      return null;
    }
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }

  private static String address(String text) {
    ClientAddress address = ClientAddress.parse(text);
    if (address == null) {
      throw new IllegalArgumentException(
          "--ip "
              + SafeText.quoted(text)
              + ": use an IPv4 or IPv6 address, as 192.0.2.1 or 2001:db8::1");
    }
    return address.text();
  }

  private static Integer status(String text) {
    if (!text.matches("[1-5][0-9][0-9]")) {
      throw new IllegalArgumentException(
          "--response-status " + SafeText.quoted(text) + ": use an HTTP status from 100 to 599");
    }
    return Integer.valueOf(text);
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "--success " + SafeText.quoted(text) + ": use true or false");
    };
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--timestamp " + SafeText.quoted(text) + ": use RFC 3339, as 2026-01-10T14:30:45Z", e);
    }
  }
}

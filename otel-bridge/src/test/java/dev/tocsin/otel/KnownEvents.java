package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What three services log for the dashboards: half an hour of everyday work, told late, so that it
 * is spread over the axis of time, and then two attacks. docs/dashboards.md says the same in words.
 */
final class KnownEvents {
  static final String ATTACKER = "203.0.113.66";
  static final String USER = "alice";
  static final String CORRELATION = "c-1";
  static final List<String> SERVICES = List.of("accounts", "reports", "shop");

  /** The oldest event; beyond half an hour the collector keeps the time of recording. */
  private static final int MINUTES = 26;

  private static final String INJECTOR = "203.0.113.99";
  private static final List<String> USERS = List.of("alice", "bob", "dave", "erin", "frank");

  private final Path folder;
  private final Instant now;
  private final Map<String, Application> services = new TreeMap<>();

  private KnownEvents(Path folder, Instant now) {
    this.folder = folder;
    this.now = now;
  }

  /** Where the audit file of a service is. */
  private Path file(String service) {
    return folder.resolve(service).resolve("security_audit.log");
  }

  /**
   * Starts the services and has them log.
   *
   * @param now what the youngest events are a few seconds older than
   * @param bridge of each of them
   * @param keep has something stopped at the end
   * @return how many events are in their audit files
   */
  static long log(
      Path folder, Instant now, String bridge, String rules, UnaryOperator<Application> keep)
      throws IOException {
    KnownEvents events = new KnownEvents(folder, now);
    for (String service : SERVICES) {
      Application started = Application.start(folder.resolve(service), service, bridge, rules);
      events.services.put(service, keep.apply(started));
    }
    events.everyday();
    events.guessing();
    events.injection();
    long written = 0;
    for (String service : SERVICES) {
      written += events.recorded(service).stream().filter(KnownEvents::isEvent).count();
    }
    return written;
  }

  private static boolean isEvent(String line) {
    return line.contains("\"event_type\"");
  }

  private List<String> recorded(String service) {
    try {
      return Files.readAllLines(file(service), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AuditEvent event(String service, EventType type, Duration before) {
    Application application = services.get(service);
    if (application == null) {
      throw new AssertionError("no such service: " + service);
    }
    return application.security().event(type).timestamp(now.minus(before));
  }

  /** Users at their work; each has an address, and alice a second one. */
  private void everyday() {
    for (int minute = MINUTES; minute > 1; minute--) {
      Duration before = Duration.ofMinutes(minute);
      int busy = 1 + minute * 7 % 4;
      for (int i = 0; i < busy; i++) {
        String user = USERS.get((minute + i) % USERS.size());
        String address = "198.51.100." + (7 + USERS.indexOf(user));
        Duration at = before.minusSeconds(11L * i);
        event("accounts", EventType.AUTH_SUCCESS, at)
            .user(user)
            .ip(address)
            .message("sign-in of " + user)
            .log();
        event("shop", EventType.API_ACCESS, at.minusSeconds(3))
            .user(user)
            .ip(user.equals(USER) && minute % 2 == 0 ? "198.51.100.20" : address)
            .message("GET /orders")
            .log();
      }
      if (minute % 6 == 2) {
        event("accounts", EventType.AUTH_FAILURE, before)
            .user("dave")
            .ip("198.51.100.9")
            .message("sign-in of dave failed")
            .log();
      }
      if (minute % 9 == 4) {
        event("reports", EventType.DATA_EXPORT, before)
            .user(USER)
            .ip("198.51.100.7")
            .message("export of the customers of a week")
            .log();
      }
      if (minute % 13 == 7) {
        event("reports", EventType.ADMIN_ACTION, before)
            .user("erin")
            .ip("198.51.100.10")
            .message("a role was given to frank")
            .log();
      }
    }
    event("accounts", EventType.AUTH_FAILURE, Duration.ofMinutes(15))
        .user(USER)
        .ip("198.51.100.20")
        .message("sign-in of alice failed")
        .log();
  }

  /**
   * The fifth is one too many, and the sixth is of somebody who is shut out. None may be recorded a
   * minute after it happened, as rules leave out what is late.
   */
  private void guessing() {
    for (int minute = 12; minute > 8; minute -= 2) {
      event("shop", EventType.API_ACCESS_DENIED, Duration.ofMinutes(minute))
          .ip(ATTACKER)
          .message("GET /admin")
          .log();
    }
    for (int i = 0; i < 6; i++) {
      String user = i < 4 ? "bob" : "carol";
      event("accounts", EventType.AUTH_FAILURE, Duration.ofSeconds(20 - 2L * i))
          .user(user)
          .ip(ATTACKER)
          .message("sign-in of " + user + " failed")
          .log();
    }
    // Somebody else's mistake, so that the rules have two groups.
    event("accounts", EventType.AUTH_FAILURE, Duration.ofSeconds(8))
        .user("dave")
        .ip("198.51.100.9")
        .message("sign-in of dave failed")
        .log();
    awaitBlock("accounts");
  }

  /** One request over three services. */
  private void injection() {
    event("shop", EventType.API_ACCESS, Duration.ofSeconds(5))
        .user("frank")
        .ip(INJECTOR)
        .correlation(CORRELATION)
        .message("POST /reports")
        .log();
    event("accounts", EventType.AUTHORIZATION_FAILURE, Duration.ofSeconds(4))
        .user("frank")
        .ip(INJECTOR)
        .correlation(CORRELATION)
        .message("frank may not read all customers")
        .log();
    event("reports", EventType.DATA_ACCESS, Duration.ofSeconds(3))
        .user("frank")
        .ip(INJECTOR)
        .correlation(CORRELATION)
        .message("customers of frank's own region")
        .log();
    event("reports", EventType.SQL_INJECTION_ATTEMPT, Duration.ofSeconds(2))
        .user("frank")
        .ip(INJECTOR)
        .correlation(CORRELATION)
        .message("a quote in the region's name")
        .detail("input", "north' OR '1'='1")
        .log();
    awaitBlock("reports");
  }

  /** So that alerts stand in Loki in the order of what they are about. */
  private void awaitBlock(String service) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                recorded(service).stream()
                    .anyMatch(line -> line.contains("\"event_type\":\"client_blocked\"")));
  }
}

package dev.tocsin.sample.login.trail;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.BlockList;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalException;
import dev.tocsin.respond.Block;
import dev.tocsin.trail.AlertRecord;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.CaseJournal;
import dev.tocsin.trail.EventQuery;
import dev.tocsin.trail.KnownAlerts;
import dev.tocsin.trail.KnownBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.logging.log4j.ThreadContext;

/**
 * The newest of the journals that this process writes. Whoever reads is recorded as {@code
 * audit_accessed} in {@code security_cases.log} beside each journal, under the service's own user;
 * what can't be recorded is not shown. Thread-safe.
 */
public final class RecentTrail {
  /** How many events are shown. */
  public static final int EVENTS = 50;

  /** How many days are looked through for alerts and blocks; an alert rarely lasts an hour. */
  public static final int DAYS = 7;

  /** Events of alerts and blocks that are kept in memory; more of them in a week is a flood. */
  private static final int MOST_RESPONSES = 5_000;

  private static final int MOST_LEFT_OUT = 5;

  private final Clock clock;

  /** By the time of this machine, which the journals go by, too. */
  public RecentTrail() {
    this(Clock.systemUTC());
  }

  RecentTrail(Clock clock) {
    this.clock = clock;
  }

  /** The folders of the journals, none where nobody records anything. */
  public List<Path> folders() {
    return AuditRegistry.health().stream()
        .map(AuditHealth::getJournal)
        .map(file -> Objects.requireNonNull(Path.of(file).getParent()))
        .distinct()
        .toList();
  }

  /**
   * Reads them, for an administrator.
   *
   * @param folders as {@link #folders}, at least one
   * @param admin who reads
   * @throws IOException one line, if they can't be read, or the read can't be recorded
   */
  public TrailView read(List<Path> folders, String admin) throws IOException {
    Instant now = clock.instant();
    List<String> leftOut = new ArrayList<>();
    AuditTrail trail = AuditTrail.of(folders, EventTypes.builtIn());
    List<SecurityEvent> events = newest(trail, eventsToShow(), EVENTS, leftOut);
    List<SecurityEvent> responses =
        newest(trail, responses(now.minus(Duration.ofDays(DAYS))), MOST_RESPONSES, leftOut);
    if (responses.size() == MOST_RESPONSES) {
      leftOut.add(
          "alerts and blocks before the newest " + MOST_RESPONSES + " events that tell of them");
    }
    Collections.reverse(responses);
    KnownAlerts alerts = new KnownAlerts();
    KnownBlocks known = new KnownBlocks();
    for (SecurityEvent event : responses) {
      alerts.take(event);
      known.take(event);
    }
    List<Block> blocks = inForce(known, now);
    record(folders, admin, events.size());
    return new TrailView(
        now,
        events,
        alerts.all().stream()
            .filter(alert -> !alert.isResolved())
            .sorted(Comparator.comparing(AlertRecord::firedAt).reversed())
            .toList(),
        blocks,
        Math.max(0, blockedClients() - blocks.size()),
        leftOut);
  }

  /** All but the ordinary life of the audit system, which is no news here. */
  private static EventQuery eventsToShow() {
    return EventQuery.builder()
        .without(EventType.AUDIT_STARTED)
        .without(EventType.AUDIT_STOPPED)
        .without(EventType.AUDIT_CONFIGURED)
        .without(EventType.AUDIT_ACCESSED)
        .build();
  }

  private static EventQuery responses(Instant from) {
    return EventQuery.builder()
        .type(EventType.ALERT)
        .type(EventType.ALERT_ACKNOWLEDGED)
        .type(EventType.ALERT_ESCALATED)
        .type(EventType.ALERT_RESOLVED)
        .type(EventType.CLIENT_BLOCKED)
        .type(EventType.CLIENT_UNBLOCKED)
        .from(from)
        .build();
  }

  private static List<SecurityEvent> newest(
      AuditTrail trail, EventQuery query, int limit, List<String> leftOut) throws IOException {
    List<SecurityEvent> events = new ArrayList<>();
    for (AuditTrail.Recorded recorded : trail.newest(query, limit, what -> tell(what, leftOut))) {
      events.add(recorded.event());
    }
    return events;
  }

  private static void tell(String what, List<String> leftOut) {
    if (leftOut.size() < MOST_LEFT_OUT && !leftOut.contains(what)) {
      leftOut.add(what);
    }
  }

  /** The journals tell who was blocked; whether that stands is the live list's to say. */
  private static List<Block> inForce(KnownBlocks known, Instant now) {
    return known.clients().stream()
        .flatMap(client -> known.live(client, now).stream())
        .filter(block -> BlockList.isBlocked(block.client()))
        .sorted(Comparator.comparing(Block::since).reversed().thenComparing(Block::client))
        .toList();
  }

  private static long blockedClients() {
    return AuditRegistry.health().stream().mapToLong(AuditHealth::getBlockedClients).sum();
  }

  /** One at a time, as the file has one writer. */
  private synchronized void record(List<Path> folders, String admin, int events)
      throws IOException {
    for (Path folder : folders) {
      try (CaseJournal journal = CaseJournal.open(folder, clock)) {
        journal.record(EventType.AUDIT_ACCESSED, admin, draft -> describe(draft, folder, events));
      } catch (JournalException e) {
        throw new IOException("this read can't be recorded: " + CaseJournal.what(e), e);
      }
    }
  }

  /** With what the filters know of the request, so that the read is found with its events. */
  private static void describe(EventDraft draft, Path folder, int events) {
    draft.set(EventField.TARGET_TYPE, "audit_trail");
    draft.set(EventField.TARGET_ID, folder.toString());
    draft.putDetail("page", "admin").putDetail("events", events);
    String address = ThreadContext.get("ip_address");
    ClientAddress client = address == null ? null : ClientAddress.parse(address);
    if (client != null) {
      draft.setAddress(client);
    }
    String correlation = ThreadContext.get("correlation_id");
    if (correlation != null) {
      draft.set(EventField.CORRELATION_ID, correlation);
    }
  }
}

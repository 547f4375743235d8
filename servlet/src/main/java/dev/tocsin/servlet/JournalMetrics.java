package dev.tocsin.servlet;

import static dev.tocsin.servlet.Exposition.labels;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.AuditSink;
import dev.tocsin.audit.EventCounts;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import dev.tocsin.servlet.Exposition.Family;
import dev.tocsin.servlet.Exposition.Kind;
import dev.tocsin.servlet.Exposition.Points;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures of all open journals for scrapers, called as Prometheus calls those that the bridge
 * to OpenTelemetry sends ({@code docs/metrics.md}). Every label is one of a bounded set: no
 * address, user, session, path or text of an event stands in any. Reading waits for no write and no
 * file system. Thread-safe.
 */
final class JournalMetrics {
  private static final String JOURNAL = "tocsin_journal_id";
  private static final String SEVERITY = "tocsin_severity";

  private static final Family JOURNALS =
      new Family("tocsin_journals", Kind.GAUGE, "", "Journals that are open.");
  private static final Family UNSERVED =
      new Family(
          "tocsin_audit_unserved", Kind.COUNTER, "", "Events for which there was no journal.");

  /** Of each journal, in the order in which they are written. */
  private static final List<Metric> METRICS =
      List.of(
          new Metric(
              new Family("tocsin_events", Kind.COUNTER, "", "Events recorded in the journal."),
              View::readEvents),
          new Metric(
              new Family("tocsin_alerts", Kind.COUNTER, "", "Alerts that began."),
              View::readAlerts),
          new Metric(
              new Family(
                  "tocsin_blocks",
                  Kind.COUNTER,
                  "",
                  "Times that a client was shut out, by a rule of this process."),
              View::readBlocks),
          gauge(
              "tocsin_blocked_clients",
              "Clients that are shut out now.",
              AuditHealth::getBlockedClients),
          gauge(
              "tocsin_suspicious_addresses",
              "Clients in the table of suspicious addresses.",
              AuditHealth::getSuspiciousAddresses),
          gauge("tocsin_open_alerts", "Alerts that are not over.", AuditHealth::getOpenAlerts),
          counter(
              "tocsin_audit_dropped",
              "Events that are not in the journal.",
              AuditHealth::getNotRecorded),
          counter(
              "tocsin_audit_redacted", "Values that gave way to a mark.", AuditHealth::getRedacted),
          counter(
              "tocsin_audit_truncated",
              "Events of which something was cut.",
              AuditHealth::getTruncated),
          counter(
              "tocsin_audit_late",
              "Events that came too late for the rules.",
              AuditHealth::getLateEvents),
          counter(
              "tocsin_audit_evicted",
              "Suspicious addresses, groups of rules, alerts and blocks that had to go for others.",
              JournalMetrics::evicted),
          ofHealth(
              new Family(
                  "tocsin_audit_writable_ratio",
                  Kind.GAUGE,
                  "ratio",
                  "1 while the journal can be written, else 0."),
              health -> health.isWritable() ? 1 : 0),
          ofDisk(
              new Family(
                  "tocsin_journal_bytes", Kind.GAUGE, "bytes", "Size of all files of the journal."),
              DiskLook.Seen::bytes),
          ofDisk(
              new Family("tocsin_journal_segments", Kind.GAUGE, "", "Files of the journal."),
              DiskLook.Seen::segments),
          ofDisk(
              new Family(
                  "tocsin_journal_free_bytes",
                  Kind.GAUGE,
                  "bytes",
                  "Room left where the journal is."),
              DiskLook.Seen::freeBytes),
          gauge(
              "tocsin_qr_sessions_last_hour",
              "QR codes generated in the last hour.",
              AuditHealth::getQrSessionsLastHour),
          gauge(
              "tocsin_successful_logins_24h",
              "Distinct sign-ins in the last 24 hours.",
              AuditHealth::getSuccessfulLogins24h),
          gauge(
              "tocsin_failed_attempts_last_hour",
              "Distinct sessions with a failed PIN or sign-in in the last hour.",
              AuditHealth::getFailedAttemptsLastHour),
          gauge(
              "tocsin_locked_sessions", "Lockouts that stand now.", AuditHealth::getLockedSessions),
          gauge(
              "tocsin_outbox_lag",
              "Events on the disk that the receiver has not confirmed.",
              AuditHealth::getUnsentEvents),
          counter(
              "tocsin_outbox_undelivered",
              "Events that the receiver will not get.",
              AuditHealth::getUndeliveredEvents));

  private final Map<AuditHealth, DiskLook> disks = new ConcurrentHashMap<>();

  private interface Reading {
    void read(View journal, Points points);
  }

  private record Metric(Family family, Reading reading) {}

  /** A journal at the moment of a scrape. */
  private record View(
      AuditHealth health, EventCounts counts, DiskLook.@Nullable Seen disk, String id) {

    void add(Points points, long value) {
      points.add(value, labels(JOURNAL, id));
    }

    /** A type that nobody registered got its name from a marker, which anything may stand in. */
    void readEvents(Points points) {
      counts.visit(
          (type, severity, success, events) ->
              points.add(
                  events,
                  labels(
                      JOURNAL,
                      id,
                      "tocsin_outcome",
                      success ? "success" : "failure",
                      SEVERITY,
                      lowerCase(severity),
                      "tocsin_type",
                      isRegistered(type) ? type : EventCounts.OTHER)));
    }

    void readAlerts(Points points) {
      counts.visitAlerts(
          (rule, severity, success, events) ->
              points.add(
                  events, labels(JOURNAL, id, "tocsin_rule", rule, SEVERITY, lowerCase(severity))));
    }

    void readBlocks(Points points) {
      add(points, 0);
      counts.visit(
          (type, severity, success, events) -> {
            if (type.equals(EventType.CLIENT_BLOCKED.name())) {
              add(points, events);
            }
          });
    }
  }

  private static Metric gauge(String name, String help, ToLongFunction<AuditHealth> figure) {
    return ofHealth(new Family(name, Kind.GAUGE, "", help), figure);
  }

  private static Metric counter(String name, String help, ToLongFunction<AuditHealth> figure) {
    return ofHealth(new Family(name, Kind.COUNTER, "", help), figure);
  }

  private static Metric ofHealth(Family family, ToLongFunction<AuditHealth> figure) {
    return new Metric(
        family, (journal, points) -> journal.add(points, figure.applyAsLong(journal.health())));
  }

  /** Left out until the disk was looked at. */
  private static Metric ofDisk(Family family, ToLongFunction<DiskLook.Seen> figure) {
    return new Metric(
        family,
        (journal, points) -> {
          DiskLook.Seen disk = journal.disk();
          if (disk != null) {
            journal.add(points, figure.applyAsLong(disk));
          }
        });
  }

  private static long evicted(AuditHealth health) {
    return health.getEvictedAddresses()
        + health.getEvictedGroups()
        + health.getEvictedAlerts()
        + health.getEvictedBlocks();
  }

  private static boolean isRegistered(String type) {
    if (EventTypes.builtIn().find(type) != null) {
      return true;
    }
    for (AuditSink sink : AuditRegistry.sinks()) {
      if (sink.types().find(type) != null) {
        return true;
      }
    }
    return false;
  }

  private static String lowerCase(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /** All figures as they are now, in a format for scrapers. */
  byte[] write(MetricsFormat format) {
    Exposition out = new Exposition(format);
    List<AuditHealth> open = AuditRegistry.health();
    writeOne(out, JOURNALS, open.size());
    writeOne(out, UNSERVED, AuditRegistry.unserved());
    Collection<View> views = views(open);
    for (Metric metric : METRICS) {
      Points points = new Points();
      views.forEach(journal -> metric.reading().read(journal, points));
      out.write(metric.family(), points);
    }
    return out.end();
  }

  private static void writeOne(Exposition out, Family family, long value) {
    Points points = new Points();
    points.add(value, "");
    out.write(family, points);
  }

  /** By id: of a journal and its copy, open in one process, the first one. */
  private Collection<View> views(List<AuditHealth> open) {
    disks.keySet().retainAll(open);
    Map<String, View> views = new LinkedHashMap<>();
    for (AuditHealth health : open) {
      String id = health.getJournalId();
      EventCounts counts = AuditRegistry.tally(Path.of(health.getJournal())).events();
      DiskLook.Seen disk = disks.computeIfAbsent(health, DiskLook::new).last();
      views.putIfAbsent(id, new View(health, counts, disk, id));
    }
    return views.values();
  }
}

package dev.tocsin.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.notify.Notification;
import dev.tocsin.notify.Notifier;
import dev.tocsin.notify.NotifierHealth;
import dev.tocsin.notify.NotifyListener;
import dev.tocsin.notify.Receiver;
import dev.tocsin.respond.AlertState;
import dev.tocsin.rules.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Tells receivers of the alerts of one journal. Its queue is a folder beside the journal, which is
 * made when the first receiver is configured. Thread-safe.
 */
final class AlertNotices {
  private static final NotifierHealth NONE =
      new NotifierHealth(new NotifierHealth.Counts(0, 0, 0, 0, 0, 0, 0), Map.of());

  private final Path folder;
  private final String source;
  private volatile @Nullable Notifier notifier;

  /**
   * @param journal its active file
   * @param source how receivers call the application
   */
  AlertNotices(Path journal, String source) {
    this.folder = journal.resolveSibling(journal.getFileName() + ".notify");
    this.source = source;
  }

  /** Tells these receivers from now on. What goes wrong is told in the status log. */
  synchronized void receivers(List<Receiver> receivers) {
    Notifier open = notifier;
    try {
      if (open != null) {
        open.setReceivers(receivers);
      } else if (!receivers.isEmpty()) {
        notifier = Notifier.open(folder, receivers, AlertNotices::told);
      }
    } catch (IOException | IllegalArgumentException e) {
      StatusLogger.getLogger().error("tocsin: nobody is notified of alerts: {}", e.getMessage());
    }
  }

  private static void told(NotifyListener.Trouble trouble, String receiver, String message) {
    if (trouble == NotifyListener.Trouble.RECOVERED) {
      StatusLogger.getLogger().warn("tocsin: {}", message);
    } else {
      StatusLogger.getLogger().error("tocsin: {}", message);
    }
  }

  /** An alert began, or its condition turned true again. */
  void firing(Rule rule, AlertState alert) {
    send(rule.response().receivers(), rule, alert, Notification.Status.FIRING, null);
  }

  /** Nobody acknowledged an alert in time. */
  void escalated(Rule rule, AlertState alert) {
    send(rule.receivers(), rule, alert, Notification.Status.ESCALATED, null);
  }

  /** An alert is over. Whoever was told of it is told of that. */
  void resolved(Rule rule, AlertState alert, Instant at) {
    send(
        alert.escalated() ? rule.receivers() : rule.response().receivers(),
        rule,
        alert,
        Notification.Status.RESOLVED,
        at);
  }

  private void send(
      Collection<String> receivers,
      Rule rule,
      AlertState alert,
      Notification.Status status,
      @Nullable Instant resolvedAt) {
    Notifier open = notifier;
    if (open == null || receivers.isEmpty() || rule.simulate()) {
      return;
    }
    open.send(
        receivers,
        new Notification(
            // The same when it is told again after a restart.
            UUID.nameUUIDFromBytes(
                (alert.id() + " " + status + " " + alert.bursts() + " " + alert.escalated())
                    .getBytes(UTF_8)),
            alert.id(),
            status,
            alert.rule(),
            alert.title(),
            rule.description(),
            alert.severity(),
            source,
            alert.key(),
            alert.count(),
            alert.bursts(),
            alert.firstEvent(),
            alert.lastEvent(),
            alert.eventIds(),
            alert.firedAt(),
            Optional.ofNullable(resolvedAt),
            Optional.empty()));
  }

  /** Says which alerts go on, so that receivers end the others. */
  void keepActive(Set<UUID> alerts) {
    Notifier open = notifier;
    if (open != null) {
      open.keepActive(alerts);
    }
  }

  /** What was counted. */
  NotifierHealth.Counts counts() {
    Notifier open = notifier;
    return (open == null ? NONE : open.health()).total();
  }

  /** Ends within two seconds; what was not delivered waits for the next start. */
  synchronized void close() {
    Notifier open = notifier;
    if (open != null) {
      open.close();
    }
  }
}

package dev.tocsin.notify;

import java.io.IOException;
import java.time.Instant;

/** Each notification is sent as it stands, those of one alert in their order, until it is taken. */
final class WebhookOutbox extends Outbox {
  WebhookOutbox(Spool spool, Pace pace, Tally tally) {
    super(spool, pace, tally);
  }

  @Override
  void add(Notification notification, long now, long wallMillis) {
    Notification.Status status = notification.status();
    Slip slip =
        slip(
            notification,
            wallMillis,
            notification.severity(),
            status == Notification.Status.ESCALATED,
            status == Notification.Status.RESOLVED);
    var unused = store(slip, NotificationJson.write(notification), now);
  }

  @Override
  byte[] body(Entry entry, Instant time) throws IOException {
    return content(entry);
  }

  @Override
  void delivered(Entry entry, long now) {
    if (has(entry)) {
      countDelivered(entry);
      remove(entry);
    }
  }

  @Override
  boolean keepsOrder() {
    return true;
  }
}

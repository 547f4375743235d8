package dev.tocsin.notify;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * A process with notifications for a receiver that is down: {@code FOLDER URL COUNT}. It says
 * {@code waiting} once all are on the disk, and goes on until it is killed.
 */
final class WaitingNotifier {
  private WaitingNotifier() {}

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[2]);
    Notifier notifier =
        Notifier.open(
            Path.of(arguments[0]),
            List.of(Alerts.webhook("soc", URI.create(arguments[1]))),
            (trouble, receiver, message) -> {},
            Alerts.FAST,
            Clock.systemUTC());
    for (int i = 0; i < count; i++) {
      notifier.send(List.of("soc"), Alerts.firing(new UUID(7, i)));
    }
    while (notifier.health().of("soc").waiting() < count) {
      Thread.onSpinWait();
    }
    System.out.println("waiting");
    Thread.currentThread().join();
  }
}

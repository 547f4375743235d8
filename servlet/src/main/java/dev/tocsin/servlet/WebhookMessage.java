package dev.tocsin.servlet;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a message of Alertmanager's webhook says, as far as blocks need it. Immutable.
 *
 * @param externalUrl Alertmanager's own address as it gives it; empty if it gives none
 * @param truncatedAlerts how many alerts the message should have had beside these
 * @param alerts in their order
 */
record WebhookMessage(String externalUrl, long truncatedAlerts, List<Alert> alerts) {

  /** The list is copied. */
  WebhookMessage {
    alerts = List.copyOf(alerts);
  }

  /**
   * One alert. Immutable.
   *
   * @param firing whether it is not over
   * @param labels by their names
   * @param startsAt when it began
   * @param fingerprint of its labels, 16 hexadecimal digits
   */
  record Alert(boolean firing, Map<String, String> labels, Instant startsAt, String fingerprint) {

    /** The map is copied. */
    Alert {
      labels = Map.copyOf(labels);
    }
  }
}

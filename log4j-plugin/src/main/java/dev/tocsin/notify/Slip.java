package dev.tocsin.notify;

import dev.tocsin.event.Severity;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has to be known of a waiting notification without reading it: its file's name. Immutable.
 *
 * @param number in the order of arrival, of one receiver
 * @param queuedMillis when it came, in milliseconds since 1970
 * @param alertId of its alert
 * @param severity that the receiver knows the alert by
 * @param escalated whether the receiver knows it as escalated
 * @param resolved whether it tells that the alert is over
 * @param heard whether the receiver has heard that the alert began
 */
record Slip(
    long number,
    long queuedMillis,
    UUID alertId,
    Severity severity,
    boolean escalated,
    boolean resolved,
    boolean heard) {
  private static final Pattern NAME =
      Pattern.compile(
          "([0-9]{12})-([0-9]{13})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([a-z]+)"
              + "(-escalated)?(-resolved)?(-heard)?\\.json");

  String fileName() {
    return String.format("%012d-%013d-%s-%s", number, queuedMillis, alertId, severity.text())
        + (escalated ? "-escalated" : "")
        + (resolved ? "-resolved" : "")
        + (heard ? "-heard" : "")
        + ".json";
  }

  /** What a file's name says; nothing if it is another file. */
  static Optional<Slip> parse(String fileName) {
    Matcher name = NAME.matcher(fileName);
    Severity severity = name.matches() ? Severity.find(name.group(4)) : null;
    if (severity == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Slip(
            Long.parseLong(name.group(1)),
            Long.parseLong(name.group(2)),
            UUID.fromString(name.group(3)),
            severity,
            name.group(5) != null,
            name.group(6) != null,
            name.group(7) != null));
  }

  Slip asHeard() {
    return new Slip(number, queuedMillis, alertId, severity, escalated, resolved, true);
  }

  Slip asResolved() {
    return new Slip(number, queuedMillis, alertId, severity, escalated, true, heard);
  }

  /** Whether both are of the same alert under the same severity, which is one to the receiver. */
  boolean isSameAs(Slip other) {
    return alertId.equals(other.alertId)
        && severity == other.severity
        && escalated == other.escalated;
  }
}

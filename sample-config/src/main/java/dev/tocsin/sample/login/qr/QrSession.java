package dev.tocsin.sample.login.qr;

import dev.tocsin.sample.login.account.SignedIn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One QR code on its way. The token is what the code shows, and whoever photographs the screen has
 * it; so it does not open the session. The browser key does, and only the browser that asked for
 * the code has that, in a cookie.
 *
 * @param id names it in the audit log; opens nothing
 * @param token what the QR code carries
 * @param browserKey what the browser proves itself with
 * @param serviceId the service to sign in to
 * @param user who confirmed it with a PIN, null until then
 * @param confirmedBy the id of the event that recorded this, null until then
 * @param refusals how often that was refused of late, null if it was not
 */
public record QrSession(
    String id,
    String token,
    String browserKey,
    String serviceId,
    Instant expires,
    State state,
    @Nullable SignedIn user,
    @Nullable String confirmedBy,
    @Nullable Refusals refusals) {

  /** How far it has come. */
  public enum State {
    WAITING,
    SCANNED,
    CONFIRMED
  }

  QrSession scanned() {
    return new QrSession(
        id, token, browserKey, serviceId, expires, State.SCANNED, user, confirmedBy, refusals);
  }

  QrSession confirmed(SignedIn by, String eventId) {
    return new QrSession(
        id, token, browserKey, serviceId, expires, State.CONFIRMED, by, eventId, refusals);
  }

  QrSession refused(Refusals with) {
    return new QrSession(id, token, browserKey, serviceId, expires, state, user, confirmedBy, with);
  }
}

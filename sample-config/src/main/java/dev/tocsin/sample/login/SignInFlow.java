package dev.tocsin.sample.login;

import dev.tocsin.sample.login.account.LockoutPolicy;
import dev.tocsin.sample.login.account.Lockouts;
import dev.tocsin.sample.login.account.SignedIn;
import dev.tocsin.sample.login.account.User;
import dev.tocsin.sample.login.account.UserDirectory;
import dev.tocsin.sample.login.qr.QrSession;
import dev.tocsin.sample.login.qr.QrSessions;
import dev.tocsin.sample.login.qr.Refusals;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The way of a sign-in: a browser shows a code, a telephone scans it, a PIN confirms it, the
 * browser fetches its session. Pages and JSON interface both go through here. Thread-safe.
 */
public final class SignInFlow {
  private final QrSessions codes;
  private final UserDirectory users;
  private final Lockouts lockouts;
  private final LockoutPolicy policy;
  private final LoginAudit audit;

  SignInFlow(
      QrSessions codes,
      UserDirectory users,
      Lockouts lockouts,
      LockoutPolicy policy,
      LoginAudit audit) {
    this.codes = codes;
    this.users = users;
    this.lockouts = lockouts;
    this.policy = policy;
    this.audit = audit;
  }

  /** A new code for a browser. */
  public QrSession generate(String serviceId) {
    QrSession qr = codes.generate(serviceId);
    audit.qrGenerated(qr);
    return qr;
  }

  /** The code that this browser asked for, or null when there is none any more. */
  public @Nullable QrSession ofBrowser(String browserKey) {
    return codes.ofBrowser(browserKey);
  }

  /** A telephone read a code; null when no such code is on its way. */
  public @Nullable QrSession scan(String token) {
    QrSession qr = codes.scan(token);
    if (qr == null) {
      audit.unknownQrScanned();
    } else {
      audit.qrScanned(qr);
    }
    return qr;
  }

  /**
   * Confirms a code with a user's PIN. Refusals all look alike, as the answer must not tell which
   * users there are or whose account is locked.
   */
  public Confirmation confirm(String token, String userId, String pin) {
    QrSession qr = codes.find(token);
    if (qr == null || qr.state() == QrSession.State.CONFIRMED) {
      audit.unknownQrScanned();
      return Confirmation.UNKNOWN_CODE;
    }
    User user = users.find(userId);
    if (user == null) {
      users.verify(null, pin);
      audit.unknownUser(userId);
      return refused(token, userId);
    }
    boolean attemptLeft = lockouts.begin(userId);
    boolean right = users.verify(user, pin);
    if (!attemptLeft) {
      audit.pinFailed(qr, user, "account_locked");
      return refused(token, userId);
    }
    if (!right) {
      audit.pinFailed(qr, user, "wrong_pin");
      Instant until = lockouts.failed(userId);
      if (until != null) {
        audit.lockedOut(qr, user, policy.failures(), until);
      }
      return refused(token, userId);
    }
    lockouts.succeeded(userId);
    return codes.confirm(token, SignedIn.of(user), audit.pinVerified(qr, user))
        ? Confirmation.CONFIRMED
        : Confirmation.UNKNOWN_CODE;
  }

  private Confirmation refused(String token, String userId) {
    Refusals refusals = codes.refused(token, userId, policy.failures());
    if (refusals == null) {
      return Confirmation.UNKNOWN_CODE;
    }
    int left = policy.failures() - refusals.count();
    return Confirmation.refused(
        left, left == 0 ? refusals.counted().plus(policy.duration()) : null);
  }

  /** How long a new code is good. */
  public Duration codeLifetime() {
    return codes.lifetime();
  }

  /** How long a code is good from now on; zero when it is over. */
  public Duration timeLeft(QrSession qr) {
    return codes.timeLeft(qr);
  }

  /** Hands a confirmed code to its browser, once; null when it is not confirmed. */
  public @Nullable QrSession claim(String browserKey) {
    return codes.claim(browserKey);
  }
}

package dev.tocsin.figures;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the monitoring figures of PLAN-06 by the events of a journal, to the microsecond. Events
 * are told by their types alone, whatever {@code success} says.
 *
 * <ul>
 *   <li>Codes: each {@code qr_generated} of the last hour.
 *   <li>Sign-ins: {@code auth_success} and {@code pin_verified} of the last 24 hours, once per
 *       {@code session_id}, else {@code correlation_id}; one with neither counts by itself.
 *   <li>Failed attempts: {@code auth_failure} and {@code pin_failed} of the last hour, in the same
 *       way.
 *   <li>Locks: {@code lockout} or {@code auth_account_locked}, which are one, whose {@code
 *       lockout_until} in the details lies ahead. Taken are times of ISO 8601, in UTC where they
 *       tell no offset, and numbers: seconds since 1970, or milliseconds from 100,000,000,000 on.
 *       Where there is none, as for a lock that only a person ends, or it can't be read, the lock
 *       holds for 24 hours: one too many is looked at, one too few is not. It counts once per
 *       account and session together, else once per address; told again, the later event holds.
 *       {@code auth_account_unlocked} ends what began before: the locks of the account that it
 *       names; if it names none, of its session; if it has none, those from its address that have
 *       neither account nor session. The account is {@code target_id} where {@code target_type} has
 *       {@code user} or {@code account} in it, as when an administrator unlocks somebody, else
 *       {@code user_id}. Where it is called differently then, as under the pseudonyms of another
 *       period, the lock holds until its end.
 * </ul>
 *
 * <p>What happened when, the event's own time decides, and events may come in any order. An event
 * that is older than the window when it is recorded is passed over, a lock that is older than 24
 * hours too; one dated more than a minute after it was recorded counts as of then. An event that is
 * observed twice counts once, if it has an id.
 *
 * <p>Bounded: 250,000 codes and as many failed attempts an hour, 1,000,000 sign-ins, 100,000 locks
 * and 100,000 unlocks, about 45 MB if there were so many; it takes what it needs. Nothing that
 * still counts makes room for more: {@link Figures#leftOut()} tells what was left out. Thread-safe;
 * events that don't count cost a look at their type, and only a lock makes garbage.
 */
public final class MonitoringFigures {
  /** The longest window, and how far {@link FiguresHistory} reads back. */
  static final Duration REACH = Duration.ofHours(24);

  /** How far ahead of the clock that recorded it an event may be dated. */
  static final long AHEAD_MICROS = 60_000_000L;

  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final long DAY_MICROS = 24 * HOUR_MICROS;
  private static final String LOCKOUT_UNTIL = "lockout_until";

  private final KeyHash hash;
  private final RecentKeys codes;
  private final RecentKeys signIns;
  private final RecentKeys failedAttempts;
  private final Lockouts lockouts;

  /** Stands for the id of events that have none. */
  private final AtomicLong unnamed = new AtomicLong();

  /** How much is kept at most. */
  record Bounds(int codes, int signIns, int failedAttempts, int lockouts) {
    static final Bounds DEFAULT = new Bounds(250_000, 1_000_000, 250_000, 100_000);
  }

  /** Figures that begin at 0. */
  public MonitoringFigures() {
    this(new SecureRandom().nextLong(), Bounds.DEFAULT);
  }

  MonitoringFigures(long seed, Bounds bounds) {
    hash = new KeyHash(seed);
    codes = new RecentKeys(bounds.codes(), HOUR_MICROS);
    signIns = new RecentKeys(bounds.signIns(), DAY_MICROS);
    failedAttempts = new RecentKeys(bounds.failedAttempts(), HOUR_MICROS);
    lockouts = new Lockouts(bounds.lockouts(), DAY_MICROS);
  }

  /**
   * Takes note of an event that was recorded.
   *
   * @param event as it is stored, so that sessions and persons are called what the journal calls
   *     them; not kept
   */
  public void observe(EventView event) {
    Part part = Part.of(event.type());
    if (part != null) {
      take(part, event, event.recordedMicros());
    }
  }

  /**
   * The same for an event that was recorded some time ago.
   *
   * @param nowMicros by which it is judged what is too old
   */
  void observePast(EventView event, long nowMicros) {
    Part part = Part.of(event.type());
    if (part != null) {
      take(part, event, nowMicros);
    }
  }

  private void take(Part part, EventView event, long now) {
    long recorded = Math.min(event.recordedMicros(), now);
    long told = event.timestampMicros();
    long at = told > recorded + AHEAD_MICROS ? recorded : told;
    switch (part) {
      case CODE -> codes.see(alone(event), at, now);
      case SIGN_IN -> signIns.see(visit(event), at, now);
      case FAILED_ATTEMPT -> failedAttempts.see(visit(event), at, now);
      case LOCK -> lock(event, at, now);
      case UNLOCK -> unlock(event, at, now);
    }
  }

  /** The session that an event belongs to, else its request; failing both the event alone. */
  private long visit(EventView event) {
    long session = key(KeyHash.SESSION, event, EventField.SESSION_ID);
    if (session != 0) {
      return session;
    }
    long request = key(KeyHash.CORRELATION, event, EventField.CORRELATION_ID);
    return request != 0 ? request : alone(event);
  }

  private long alone(EventView event) {
    boolean named = (event.idMsb() | event.idLsb()) != 0;
    return hash.ofEvent(event.idMsb(), named ? event.idLsb() : unnamed.incrementAndGet());
  }

  /** The key of a field's text, or 0 if it is absent or empty. */
  private long key(int kind, EventView event, EventField field) {
    CharSequence text = event.text(field);
    return text == null || text.length() == 0 ? 0 : hash.of(kind, text);
  }

  private void lock(EventView event, long at, long now) {
    if (at < now - DAY_MICROS) {
      return;
    }
    Object told =
        event.get(EventField.DETAILS) instanceof Map<?, ?> map ? map.get(LOCKOUT_UNTIL) : null;
    long readable = LockoutEnd.micros(told);
    long until = readable == LockoutEnd.UNKNOWN ? at + DAY_MICROS : readable;
    long account = account(event);
    long origin = isAboutAnother(event) ? 0 : session(event);
    long key;
    if (account != 0 || origin != 0) {
      key = hash.ofPair(account, origin);
    } else {
      origin = address(event);
      key = origin != 0 ? origin : alone(event);
    }
    lockouts.lock(key, account, origin, at, until, now);
  }

  private void unlock(EventView event, long at, long now) {
    long key = account(event);
    if (key == 0) {
      key = session(event);
    }
    if (key == 0) {
      key = address(event);
    }
    if (key != 0) {
      lockouts.unlock(key, at, now);
    }
  }

  private long account(EventView event) {
    EventField field = isTargetAccount(event) ? EventField.TARGET_ID : EventField.USER_ID;
    return key(KeyHash.ACCOUNT, event, field);
  }

  private long session(EventView event) {
    return key(KeyHash.SESSION, event, EventField.SESSION_ID);
  }

  /** By its text: under pseudonyms that is what a restart finds, too. */
  private long address(EventView event) {
    return key(KeyHash.ADDRESS, event, EventField.IP_ADDRESS);
  }

  /** Whether somebody locks another one's account: then the session is not the locked one's. */
  private static boolean isAboutAnother(EventView event) {
    CharSequence user = event.text(EventField.USER_ID);
    CharSequence target = event.text(EventField.TARGET_ID);
    return isTargetAccount(event)
        && user != null
        && target != null
        && CharSequence.compare(user, target) != 0;
  }

  private static boolean isTargetAccount(EventView event) {
    CharSequence type = event.text(EventField.TARGET_TYPE);
    CharSequence id = event.text(EventField.TARGET_ID);
    return type != null
        && id != null
        && id.length() > 0
        && (has(type.toString(), "user") || has(type.toString(), "account"));
  }

  private static boolean has(String text, String word) {
    for (int i = 0; i + word.length() <= text.length(); i++) {
      if (text.regionMatches(true, i, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The figures at a time. Costs about a millisecond per million of what is kept.
   *
   * @param now by the clock that events are recorded by
   */
  public Figures now(Instant now) {
    long micros = Timestamps.micros(now);
    return new Figures(
        codes.count(micros),
        signIns.count(micros),
        failedAttempts.count(micros),
        lockouts.count(micros),
        codes.leftOut() + signIns.leftOut() + failedAttempts.leftOut() + lockouts.leftOut());
  }
}

package dev.tocsin.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.Pseudonym;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.keys.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Gives values their pseudonyms, under the key of the period that it is now. Where that key can't
 * be had, a value gives way to a mark that nobody can restore; equal values have equal marks in
 * this process. A key that is destroyed is out of use within a second. Thread-safe, and never
 * throws but from {@link #prepare}.
 */
public final class Pseudonyms {
  private static final long RECHECK_MILLIS = 1_000;
  private static final int MARK_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final PeriodKeys keys;
  private final KeyPeriod period;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final SecretKeySpec markKey;
  private final ReentrantLock turning = new ReentrantLock();
  private volatile @Nullable State state;

  /**
   * What holds for a while.
   *
   * @param cipher null if there is no key
   * @param reason why there is none
   * @param destroyed whether that is because it was destroyed
   */
  private record State(
      String period,
      long from,
      long recheckAt,
      long end,
      @Nullable PeriodCipher cipher,
      String reason,
      boolean destroyed) {

    boolean holdsAt(long now) {
      return now >= from && now < recheckAt && now < end;
    }

    boolean isOfNow(long now) {
      return now >= from && now < end;
    }
  }

  /**
   * Pseudonyms under keys from a folder, which is made when the first key is.
   *
   * @param warnings takes one line when there is no key for a period any more, and when there is
   *     one again
   */
  public Pseudonyms(
      PeriodKeys keys,
      KeyPeriod period,
      Clock clock,
      SecureRandom random,
      Consumer<String> warnings) {
    this.keys = keys;
    this.period = period;
    this.clock = clock;
    this.warnings = warnings;
    byte[] forMarks = new byte[32];
    random.nextBytes(forMarks);
    this.markKey = new SecretKeySpec(forMarks, ALGORITHM);
  }

  /**
   * Looks for the key of now, and makes it if it never was.
   *
   * @throws IOException one line, if that can't be done; a key that was destroyed is no reason
   */
  public void prepare() throws IOException {
    Instant now = clock.instant();
    String name = period.nameAt(now);
    Secret key = keys.findOrMake(name);
    String warning = key == null ? null : keys.warning(name);
    if (warning != null) {
      warnings.accept(warning);
    }
  }

  /** The keys that the pseudonyms are under. */
  public PeriodKeys keys() {
    return keys;
  }

  /** What is to stand for a value; a pseudonym of ours, given once more, stays as it is. */
  public String of(String value) {
    try {
      State now = state();
      if (value.startsWith(Pseudonym.RESTORABLE) || value.startsWith(Pseudonym.ONE_WAY)) {
        Pseudonym given = Pseudonym.parse(value);
        if (given != null && (!given.restorable() || isOurs(given, now))) {
          return value;
        }
      }
      String pseudonym = now.cipher() == null ? null : now.cipher().pseudonym(value);
      return pseudonym == null ? mark(value, now.period()) : pseudonym;
    } catch (RuntimeException e) {
      // Nothing is known to throw here. If something does, the value must not be written plainly.
      return mark(value, period.nameAt(clock.instant()));
    }
  }

  private boolean isOurs(Pseudonym pseudonym, State now) {
    PeriodCipher cipher = now.cipher();
    if (cipher != null && cipher.period().equals(pseudonym.period())) {
      return cipher.value(pseudonym.body()) != null;
    }
    try {
      return new PseudonymReader(keys).value(pseudonym) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private String mark(String value, String periodName) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(markKey);
      mac.update(periodName.getBytes(UTF_8));
      mac.update((byte) 0);
      byte[] hash = Arrays.copyOf(mac.doFinal(value.getBytes(UTF_8)), MARK_BYTES);
      return new Pseudonym(false, periodName, Base32.encode(hash)).toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
    }
  }

  private State state() {
    long now = clock.millis();
    State last = state;
    if (last != null && last.holdsAt(now)) {
      return last;
    }
    if (last != null && last.isOfNow(now) && !turning.tryLock()) {
      // Somebody else is looking; what held a moment ago is good enough.
      return last;
    }
    if (!turning.isHeldByCurrentThread()) {
      turning.lock();
    }
    try {
      State other = state;
      if (other != null && other.holdsAt(now)) {
        return other;
      }
      State next = look(now, other);
      // Before it is told: who hears of it may log something, too.
      state = next;
      tell(other, next);
      return next;
    } finally {
      turning.unlock();
    }
  }

  private State look(long now, @Nullable State last) {
    Instant instant = Instant.ofEpochMilli(now);
    String name = period.nameAt(instant);
    // What was in use here is not made anew, even if the whole folder was emptied.
    boolean had =
        last != null
            && last.period().equals(name)
            && (last.cipher() != null || last.destroyed())
            && Files.notExists(keys.file(name));
    PeriodCipher cipher = null;
    String reason = "";
    boolean destroyed = had;
    if (!had && last != null && last.period().equals(name) && last.cipher() != null) {
      cipher = last.cipher();
    } else if (!had) {
      try {
        Secret key = keys.findOrMake(name);
        cipher = key == null ? null : new PeriodCipher(name, key);
        destroyed = key == null;
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    return new State(
        name,
        period.startAt(instant).toEpochMilli(),
        now + RECHECK_MILLIS,
        period.endAt(instant).toEpochMilli(),
        cipher,
        reason,
        destroyed);
  }

  private void tell(@Nullable State last, State next) {
    boolean before = last == null || last.cipher() != null;
    boolean samePeriod = last != null && last.period().equals(next.period());
    if (next.cipher() == null && (before || !samePeriod)) {
      warnings.accept(
          "pseudonyms of "
              + next.period()
              + ": "
              + (next.destroyed()
                  ? "the key " + keys.file(next.period()) + " was destroyed"
                  : next.reason())
              + "; values give way to marks that nobody can restore, until there is a key");
    } else if (next.cipher() != null && !before) {
      warnings.accept("pseudonyms of " + next.period() + ": there is a key again");
    }
  }
}

package dev.tocsin.log4j;

import dev.tocsin.event.EventField;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.privacy.KeyPeriod;
import dev.tocsin.privacy.Pseudonyms;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * What a {@code Pseudonymize} says, checked.
 *
 * @param keys the folder of the periods' keys, absolute
 * @param fields those that get pseudonyms
 * @param period how long one key is in use
 */
record PseudonymSettings(Path keys, List<EventField> fields, KeyPeriod period) {
  PseudonymSettings {
    fields = List.copyOf(fields);
  }

  /** Pseudonyms under these keys, whatever the fields. */
  Pseudonyms open() {
    SecureRandom random = new SecureRandom();
    return new Pseudonyms(
        new PeriodKeys(keys, random),
        period,
        Clock.systemUTC(),
        random,
        warning -> StatusLogger.getLogger().warn("tocsin: {}", warning));
  }

  /** Whether both have their keys in one folder, for the same periods. */
  boolean sharesKeysWith(PseudonymSettings other) {
    return keys.equals(other.keys) && period == other.period;
  }
}

package dev.tocsin.privacy;

import dev.tocsin.event.Pseudonym;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.keys.Secret;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Restores values from their pseudonyms, for who has the keys. To be used for one piece of work and
 * then dropped, as it holds the keys that it has met. Not thread-safe.
 */
public final class PseudonymReader {
  private final PeriodKeys keys;
  private final Map<String, Optional<PeriodCipher>> ciphers = new HashMap<>();
  private long restored;
  private long notRestored;

  public PseudonymReader(PeriodKeys keys) {
    this.keys = keys;
  }

  /**
   * The value that a pseudonym stands for.
   *
   * @return null if its period has no key here, if it was not made under that key, or if it is of
   *     those that nobody can restore
   * @throws IOException one line, if the period's key can't be read
   */
  public @Nullable String value(Pseudonym pseudonym) throws IOException {
    String value = null;
    if (pseudonym.restorable()) {
      PeriodCipher cipher = cipher(pseudonym.period());
      value = cipher == null ? null : cipher.value(pseudonym.body());
    }
    if (value == null) {
      notRestored++;
    } else {
      restored++;
    }
    return value;
  }

  /**
   * The pseudonym that a value has in a period, to search for it.
   *
   * @return null if the period has no key here, or the value is too long for one
   * @throws IOException one line, if the period's key can't be read
   */
  public @Nullable String pseudonym(String value, String period) throws IOException {
    PeriodCipher cipher = cipher(period);
    return cipher == null ? null : cipher.pseudonym(value);
  }

  /**
   * A text with the values in the place of the pseudonyms that can be restored.
   *
   * @param escape makes a value fit to stand in the text
   * @throws IOException one line, if a period's key can't be read
   */
  public String restoreIn(String text, UnaryOperator<String> escape) throws IOException {
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    int at = nextStart(text, 0);
    while (at >= 0) {
      int end = Pseudonym.endAt(text, at);
      Pseudonym found = end < 0 ? null : Pseudonym.parse(text.substring(at, end));
      String value = found == null ? null : value(found);
      if (value != null) {
        out.append(text, from, at).append(escape.apply(value));
        from = end;
      }
      at = nextStart(text, end < 0 ? at + 1 : end);
    }
    return out.append(text, from, text.length()).toString();
  }

  private static int nextStart(String text, int from) {
    int at = text.indexOf('p', from);
    while (at >= 0 && !text.startsWith(":", at + 2)) {
      at = text.indexOf('p', at + 1);
    }
    return at;
  }

  /** Pseudonyms that were restored so far. */
  public long restored() {
    return restored;
  }

  /** Pseudonyms that could not be restored so far. */
  public long notRestored() {
    return notRestored;
  }

  private @Nullable PeriodCipher cipher(String period) throws IOException {
    Optional<PeriodCipher> known = ciphers.get(period);
    if (known == null) {
      Secret key = keys.find(period);
      known = key == null ? Optional.empty() : Optional.of(new PeriodCipher(period, key));
      ciphers.put(period, known);
    }
    return known.orElse(null);
  }
}

package dev.tocsin.trail;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Ids of cases, as {@code C-20261129-k3w9f7}: the day, then the second of the day with 13 random
 * bits in six characters, which sort as the times do. So hosts that don't know of one another
 * hardly ever choose the same.
 */
final class CaseIds {
  static final int LONGEST = 64;

  private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);

  /** In the order of ASCII, without letters that look like digits. */
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final int CHARS = 6;
  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;
  private static final int RANDOM_BITS = 13;

  private CaseIds() {}

  /** A new one; another call gives another, very likely. */
  static String next(Instant now, RandomGenerator random) {
    LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    int second = time.toLocalTime().toSecondOfDay();
    int number = (second << RANDOM_BITS) | random.nextInt(1 << RANDOM_BITS);
    StringBuilder id = new StringBuilder("C-").append(DAY.format(time)).append('-');
    for (int i = CHARS - 1; i >= 0; i--) {
      id.append(DIGITS.charAt((number >>> (i * BITS)) & MASK));
    }
    return id.toString();
  }

  /** Whether somebody may give a case this id. */
  static boolean isGood(String id) {
    return id.length() <= LONGEST && GIVEN.matcher(id).matches();
  }
}

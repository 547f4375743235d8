package dev.tocsin.privacy;

/**
 * Whether a text can hold a secret at all: whatever {@link SecretFinder} finds has one of a few
 * forms in it, which most texts do not have. The answer may be yes for a text without a secret, and
 * is never no for one with a secret.
 *
 * <p>All forms are looked for at once, in a loop that has no branch for a character. A form is a
 * row of sets of characters. The state has a bit for each place of each form, 0 while what was read
 * last fits the form up to there. Each character moves all bits on by one place, where one comes in
 * as 0, and sets those whose set it is not in. A form that is shorter than the others begins with
 * places that everything fits.
 *
 * @see <a href="https://doi.org/10.1145/135239.135243">Baeza-Yates and Gonnet, A New Approach to
 *     Text Searching</a>, there called Shift-Or
 */
final class FirstLook {
  /** One form each; as many as go into 64 bits at that length. */
  private static final int LANES = 7;

  private static final int PLACES = 9;

  /** The last place of each form. */
  private static final long ENDS = ((1L << LANES) - 1) << ((PLACES - 1) * LANES);

  /** Characters beyond these are looked at closer. */
  private static final int LATIN_1 = 256;

  private static final String DIGIT = "0123456789";
  private static final String LETTER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** By character, a 1 for each place that it does not fit. */
  private static final long[] MISFITS = new long[LATIN_1];

  /** As if a character had stood before the text that fits no set but that of no letters. */
  private static final long START;

  static {
    int lane = 0;
    // Two groups of a card number, or its first digits where it has no groups.
    String grouped = DIGIT + " -.+_%\u00a0";
    form(lane++, DIGIT, DIGIT, DIGIT, DIGIT, grouped, DIGIT, grouped, DIGIT, grouped);
    // A value after its name, an element, credentials in a URL.
    form(lane++, "=:>");
    // An encoded separator, %3D or %3A; the option -u.
    form(lane++, "%-", "3u", "dDaA ");
    // Basic and Bearer.
    form(lane++, "bB", "eEaA", "aAsS", "rRiI");
    // A token from eyJ on, a secret with Q~ in it, an option or a private key after dashes.
    form(lane++, "e" + DIGIT + noAlphanumerics(), "yQ-", "J~-");
    // The keys of services: their characters up to the trigger, and some of those behind it.
    String part = LETTER + DIGIT + "_-.~/";
    String secondBefore = ServiceKeys.besideTrigger("_-.", -2);
    String before = ServiceKeys.besideTrigger("_-.", -1);
    form(lane++, secondBefore, before, "_-.", part, part, part, part, part, part);
    String after = ServiceKeys.besideTrigger("A", 1);
    form(lane++, "A", after, part, part, part, part, part, part, part);
    long start = -1L;
    for (int i = 0; i < PLACES; i++) {
      start = (start << LANES) | MISFITS[0];
    }
    START = start;
  }

  private FirstLook() {}

  private static void form(int lane, String... sets) {
    for (int place = 0; place < sets.length; place++) {
      long bit = 1L << ((PLACES - sets.length + place) * LANES + lane);
      for (char c = 0; c < LATIN_1; c++) {
        if (sets[place].indexOf(c) < 0) {
          MISFITS[c] |= bit;
        }
      }
    }
  }

  private static String noAlphanumerics() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < LATIN_1; c++) {
      if (!Ascii.isAlphanumeric(c)) {
        all.append(c);
      }
    }
    return all.toString();
  }

  /** False if there is no secret in a text, whatever names are secret. */
  static boolean mayHold(String text) {
    if (text.length() < SecretFinder.SHORTEST) {
      return false;
    }
    long[] misfits = MISFITS;
    long state = START;
    long fitted = -1L;
    int characters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      characters |= c;
      state = (state << LANES) | misfits[c & (LATIN_1 - 1)];
      fitted &= state;
    }
    return characters >= LATIN_1 || (fitted & ENDS) != ENDS;
  }
}

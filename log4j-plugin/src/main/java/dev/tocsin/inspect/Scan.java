package dev.tocsin.inspect;

import org.jspecify.annotations.Nullable;

/**
 * Reads a text once and sums up what its features say. Features are runs of 3 and of 5 characters,
 * and of 1 to 4 tokens; a token is a word or a sign. Of a word only its kind counts, unless attacks
 * are made of it. Comments of SQL stand between two tokens as if they were not there; as what looks
 * like one may be none, a text that has any is read once more with all of it.
 *
 * <p>What counts is the stretch of the text that says most, so honest text around an attack does
 * not hide it. The sums of all kinds are kept in local variables, so that nothing is allocated.
 */
final class Scan {
  /** Before the text. */
  private static final int START = 1;

  private static final int COMMENT = 2;
  private static final int WORD = 0x100;
  private static final int FOREIGN_WORD = 0x101;
  private static final int HEX_NUMBER = 0x102;
  private static final int KNOWN_WORD = 1 << Model.WORD_BITS;

  private static final int TOKEN_BITS = 16;
  private static final int TOKEN_FEATURES = 4;
  private static final long FIRST_TOKENS = START * 0x0001_0001_0001_0001L;
  private static final long ONE = 0xffffL;
  private static final long TWO = 0xffff_ffffL;
  private static final long THREE = 0xffff_ffff_ffffL;

  private static final long GRAM_3 = 0xff_ffffL;
  private static final long GRAM_5 = 0xff_ffff_ffffL;
  private static final long SALT_3 = 0x3L << 60;
  private static final long SALT_5 = 0x5L << 60;
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private static final int MOST_IN_A_ROW = 3;
  private static final int MOST = Short.MAX_VALUE;

  /** A bit that no sum needs. */
  private static final long HAD_COMMENT = Long.MIN_VALUE;

  private Scan() {}

  /** Sees what a scan sees. */
  interface Watcher {
    /** A feature that ends at the next place. */
    void feature(int feature);

    /** A word of the text, whether known or not. */
    void word(int word);

    /**
     * A place with all its features.
     *
     * @param at of the character that it ends with
     * @param weights the sum of their weights, and of the place's own
     * @param count how many weights that are
     */
    void place(int at, long weights, int count);
  }

  /**
   * What a text says.
   *
   * @return by kind, 16 bits each, the most that a stretch of it says; 0 to {@value #MOST}
   */
  static long scan(CharSequence text, Model model) {
    long first = scan(text, model, true, null);
    return hadComment(first) ? more(first, scan(text, model, false, null)) : first;
  }

  /** Whether something in a text was passed over as a comment, by what a scan of it returned. */
  static boolean hadComment(long packed) {
    return packed < 0;
  }

  private static long more(long sums, long others) {
    long more = 0;
    for (int kind = 0; kind < Model.KINDS; kind++) {
      more |= packed(Math.max(most(sums, kind), most(others, kind)), kind);
    }
    return more;
  }

  /**
   * The same of one reading.
   *
   * @param comments whether what looks like a comment is passed over
   */
  static long scan(CharSequence text, Model model, boolean comments, @Nullable Watcher watcher) {
    int sum0 = 0;
    int sum1 = 0;
    int sum2 = 0;
    int sum3 = 0;
    int most0 = 0;
    int most1 = 0;
    int most2 = 0;
    int most3 = 0;
    long grams = 0;
    long tokens = FIRST_TOKENS;
    long tokensBefore = FIRST_TOKENS;
    int word = 0;
    int letters = 0;
    int wordKind = 0;
    boolean comment = false;
    boolean commented = false;
    char before = Alphabet.NOTHING;
    int run = 0;
    int length = text.length();
    for (int i = 0; i <= length; i++) {
      // One place more, behind the text, ends its last word.
      char c = i < length ? Alphabet.fold(text.charAt(i)) : ' ';
      run = c == before ? run + 1 : 1;
      long longer = (grams << 8) | c;
      if (c == Alphabet.NOTHING || run > mostInARow(c) || isThirdPair(longer)) {
        continue;
      }
      grams = longer;
      long sums = model.weights(Model.FEATURES);
      sums += weights((grams & GRAM_3) | SALT_3, model, watcher);
      sums += weights((grams & GRAM_5) | SALT_5, model, watcher);
      int count = 3;
      if (Alphabet.isWord(c)) {
        wordKind = wordKind(wordKind, letters, c);
        word = word * 31 + c;
        letters++;
      } else {
        if (letters > 0) {
          int known = (word ^ (word >>> Model.WORD_BITS)) & (KNOWN_WORD - 1);
          if (watcher != null) {
            watcher.word(known);
          }
          if (!comment) {
            boolean plain = wordKind == WORD || wordKind == FOREIGN_WORD;
            int token = plain && model.isKnown(known) ? KNOWN_WORD | known : wordKind;
            tokens = (tokens << TOKEN_BITS) | token;
            sums += tokenWeights(tokens, model, watcher);
            count += TOKEN_FEATURES;
          }
          word = 0;
          letters = 0;
        }
        if (comments && c == '*' && before == '/' && !comment) {
          comment = true;
          commented = true;
          tokens = tokensBefore;
          sums += weights(COMMENT, model, watcher);
          count++;
        } else if (before == '*' && (c == '/' || c == '!')) {
          comment = false;
        } else if (c != ' ' && !comment) {
          tokensBefore = tokens;
          tokens = (tokens << TOKEN_BITS) | c;
          sums += tokenWeights(tokens, model, watcher);
          count += TOKEN_FEATURES;
        }
      }
      before = c;
      sum0 = Math.max(0, sum0 + Model.sum(sums, count, 0));
      sum1 = Math.max(0, sum1 + Model.sum(sums, count, 1));
      sum2 = Math.max(0, sum2 + Model.sum(sums, count, 2));
      sum3 = Math.max(0, sum3 + Model.sum(sums, count, 3));
      most0 = Math.max(most0, sum0);
      most1 = Math.max(most1, sum1);
      most2 = Math.max(most2, sum2);
      most3 = Math.max(most3, sum3);
      if (watcher != null) {
        watcher.place(i, sums, count);
      }
    }
    long most = packed(most0, 0) | packed(most1, 1) | packed(most2, 2) | packed(most3, 3);
    return commented ? most | HAD_COMMENT : most;
  }

  /** Whether the last six characters are one pair three times, as in a list of digits. */
  private static boolean isThirdPair(long grams) {
    return ((grams ^ (grams >>> 16)) & 0xffff_ffffL) == 0;
  }

  /** A line of stars says no more than three, and a long number no more than a digit. */
  private static int mostInARow(char c) {
    return c == ' ' || c == Alphabet.DIGIT || c == Alphabet.FOREIGN ? 1 : MOST_IN_A_ROW;
  }

  private static long packed(int most, int kind) {
    return (long) Math.min(most, MOST) << (kind * Short.SIZE);
  }

  /** What a scan returned for a kind. */
  static int most(long packed, int kind) {
    return (int) (packed >>> (kind * Short.SIZE)) & MOST;
  }

  /** What kind of word it is with one character more. */
  private static int wordKind(int kind, int letters, char c) {
    if (letters == 0) {
      return c == Alphabet.DIGIT ? Alphabet.DIGIT : c == Alphabet.FOREIGN ? FOREIGN_WORD : WORD;
    }
    if (c == Alphabet.FOREIGN) {
      return FOREIGN_WORD;
    }
    if (kind == Alphabet.DIGIT && c != Alphabet.DIGIT) {
      return letters == 1 && c == 'x' ? HEX_NUMBER : WORD;
    }
    return kind;
  }

  private static long tokenWeights(long tokens, Model model, @Nullable Watcher watcher) {
    return weights(tokens & ONE, model, watcher)
        + weights(tokens & TWO, model, watcher)
        + weights(tokens & THREE, model, watcher)
        + weights(tokens, model, watcher);
  }

  private static long weights(long key, Model model, @Nullable Watcher watcher) {
    int feature = (int) ((key * SPREAD) >>> (Long.SIZE - Model.FEATURE_BITS));
    if (watcher != null) {
      watcher.feature(feature);
    }
    return model.weights(feature);
  }
}

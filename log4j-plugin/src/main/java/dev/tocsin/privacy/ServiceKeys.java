package dev.tocsin.privacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys that services give out with a prefix of their own. Each form is found by one character of
 * its prefix that is rare in ordinary text and by the character before that one.
 */
final class ServiceKeys {
  /** What the characters after a prefix may be. */
  private enum Alphabet {
    UPPER_AND_DIGITS,
    ALPHANUMERIC,
    HEX,
    TOKEN,
    TOKEN_AND_DOTS,
    PATH;

    boolean has(char c) {
      return switch (this) {
        case UPPER_AND_DIGITS -> Ascii.isUpper(c) || Ascii.isDigit(c);
        case ALPHANUMERIC -> Ascii.isAlphanumeric(c);
        case HEX -> Ascii.isHex(c);
        case TOKEN -> Ascii.isTokenPart(c);
        case TOKEN_AND_DOTS -> Ascii.isTokenPart(c) || c == '.' || c == '~';
        case PATH -> Ascii.isTokenPart(c) || c == '/';
      };
    }
  }

  /**
   * A form of keys.
   *
   * @param prefix what they begin with
   * @param trigger position in the prefix of the character by which it is found
   * @param min characters after the prefix, at least
   * @param exact whether there are no more of them
   */
  private record Form(String prefix, int trigger, Alphabet alphabet, int min, boolean exact) {}

  private static final List<Form> FORMS = new ArrayList<>();

  static {
    for (String id : new String[] {"AKIA", "ASIA", "ABIA", "ACCA"}) {
      FORMS.add(new Form(id, 0, Alphabet.UPPER_AND_DIGITS, 16, true));
    }
    FORMS.add(new Form("AIza", 0, Alphabet.TOKEN, 35, false));
    FORMS.add(new Form("ATATT3", 0, Alphabet.TOKEN, 50, false));
    FORMS.add(new Form("AGE-SECRET-KEY-1", 0, Alphabet.UPPER_AND_DIGITS, 40, false));
    for (String github : new String[] {"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}) {
      add(github, '_', Alphabet.ALPHANUMERIC, 30);
    }
    add("github_pat_", '_', Alphabet.TOKEN, 22);
    for (String stripe : new String[] {"sk_live_", "sk_test_", "rk_live_", "rk_test_"}) {
      add(stripe, '_', Alphabet.ALPHANUMERIC, 16);
    }
    add("whsec_", '_', Alphabet.PATH, 24);
    add("npm_", '_', Alphabet.ALPHANUMERIC, 36);
    add("hf_", '_', Alphabet.ALPHANUMERIC, 30);
    add("shpat_", '_', Alphabet.HEX, 32);
    add("shpss_", '_', Alphabet.HEX, 32);
    add("shpca_", '_', Alphabet.HEX, 32);
    add("dop_v1_", '_', Alphabet.HEX, 64);
    add("glsa_", '_', Alphabet.TOKEN, 32);
    add("dckr_pat_", '_', Alphabet.TOKEN, 24);
    add("sbp_", '_', Alphabet.HEX, 40);
    add("figd_", '_', Alphabet.TOKEN, 32);
    add("lin_api_", '_', Alphabet.ALPHANUMERIC, 32);
    for (String slack : new String[] {"xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-"}) {
      add(slack, '-', Alphabet.TOKEN, 10);
    }
    add("xoxe.", '.', Alphabet.TOKEN_AND_DOTS, 20);
    add("glpat-", '-', Alphabet.TOKEN_AND_DOTS, 20);
    add("sk-ant-", '-', Alphabet.TOKEN, 20);
    add("sk-proj-", '-', Alphabet.TOKEN, 20);
    add("sk-", '-', Alphabet.ALPHANUMERIC, 32);
    add("pypi-", '-', Alphabet.TOKEN, 50);
    add("GOCSPX-", '-', Alphabet.TOKEN, 24);
    add("key-", '-', Alphabet.HEX, 32);
    add("SG.", '.', Alphabet.TOKEN_AND_DOTS, 40);
    add("hvs.", '.', Alphabet.TOKEN, 24);
    add("hvb.", '.', Alphabet.TOKEN, 24);
    add("ya29.", '.', Alphabet.TOKEN_AND_DOTS, 20);
    add("hooks.slack.com/services/", '.', Alphabet.PATH, 20);
  }

  private static final int ASCII = 128;

  /** By the trigger and the character before it, 0 where a prefix begins with the trigger. */
  private static final Form[][][] BY_TRIGGER = new Form[ASCII][][];

  static {
    for (Form form : FORMS) {
      int at = form.trigger();
      char before = at == 0 ? 0 : form.prefix().charAt(at - 1);
      char trigger = form.prefix().charAt(at);
      if (BY_TRIGGER[trigger] == null) {
        BY_TRIGGER[trigger] = new Form[ASCII][0];
      }
      Form[][] byBefore = BY_TRIGGER[trigger];
      Form[] known = byBefore[before];
      byBefore[before] = Arrays.copyOf(known, known.length + 1);
      byBefore[before][known.length] = form;
    }
  }

  private ServiceKeys() {}

  private static void add(String prefix, char trigger, Alphabet alphabet, int min) {
    FORMS.add(new Form(prefix, prefix.indexOf(trigger), alphabet, min, false));
  }

  /** Whether any form has that trigger after that character. */
  static boolean mayBegin(char trigger, char before) {
    return before < ASCII && BY_TRIGGER[trigger][before].length > 0;
  }

  /** The key whose trigger stands at a position, or {@link Span#NONE}. */
  static long at(String text, int trigger) {
    char c = text.charAt(trigger);
    char before = c == 'A' || trigger == 0 ? 0 : text.charAt(trigger - 1);
    if (before >= ASCII) {
      return Span.NONE;
    }
    for (Form form : BY_TRIGGER[c][before]) {
      long span = match(form, text, trigger - form.trigger());
      if (span != Span.NONE) {
        return span;
      }
    }
    return Span.NONE;
  }

  private static long match(Form form, String text, int start) {
    if (start < 0
        || !text.startsWith(form.prefix(), start)
        || (start > 0 && Ascii.isAlphanumeric(text.charAt(start - 1)))) {
      return Span.NONE;
    }
    int from = start + form.prefix().length();
    int end = from;
    while (end < text.length() && form.alphabet().has(text.charAt(end))) {
      end++;
    }
    int length = end - from;
    if (length < form.min() || (form.exact() && length != form.min())) {
      return Span.NONE;
    }
    return Span.of(SecretKind.SERVICE_KEY, start, end);
  }
}

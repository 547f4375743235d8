package dev.tocsin.privacy;

import java.util.Base64;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the places in texts with made-up secrets, and with what only looks like some. Seeded. */
final class SecretMaker {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9_]*)}");
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String ALPHANUMERIC = LOWER + UPPER + DIGITS;
  private static final String TOKEN = ALPHANUMERIC + "-_";
  private static final String BASE64 = ALPHANUMERIC + "+/";
  private static final String HEX = DIGITS + "abcdef";
  private static final String[] WORDS = {
    "tiger", "Sommer", "winter", "Passw0rd", "letmein", "Drache"
  };
  private static final String[] ENDINGS = {
    "", "!", "#1", "$$", "%", "!?", "+x", "~", "^2", "@home"
  };
  private static final String[][] ISSUERS = {
    {"4", "16"},
    {"4", "13"},
    {"51", "16"},
    {"55", "16"},
    {"2221", "16"},
    {"2720", "16"},
    {"34", "15"},
    {"37", "15"},
    {"6011", "16"},
    {"65", "16"},
    {"3530", "16"},
    {"36", "14"}
  };

  private final Random random;

  SecretMaker(long seed) {
    this.random = new Random(seed);
  }

  /** The text with every place filled, what was filled in between « and ». */
  String fill(String template) {
    return fill(template, true);
  }

  /** The text with every place filled and nothing marked. */
  String fillPlainly(String template) {
    return fill(template, false);
  }

  private String fill(String template, boolean marked) {
    Matcher places = PLACE.matcher(template);
    return places.replaceAll(
        (MatchResult place) -> {
          String made = make(place.group(1));
          return Matcher.quoteReplacement(
              made.isEmpty() ? place.group() : marked ? "«" + made + "»" : made);
        });
  }

  private String some(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private String pick(String[] words) {
    return words[random.nextInt(words.length)];
  }

  private String make(String what) {
    return switch (what) {
      case "password" -> pick(WORDS) + some(LOWER + DIGITS, 3 + random.nextInt(6)) + pick(ENDINGS);
      case "word" -> pick(WORDS) + some(DIGITS, 4);
      case "token" -> some(ALPHANUMERIC, 19 + random.nextInt(20)) + some(DIGITS, 1);
      case "token40" -> some(BASE64, 40);
      case "basic" -> base64("user:" + some(ALPHANUMERIC, 12));
      case "pin" -> some("123456789", 1) + some(DIGITS, 3);
      case "otp" -> some(DIGITS, 6);
      case "cvv" -> some(DIGITS, 3);
      case "card" -> card(pickIssuer());
      case "card_spaced" -> grouped(" ");
      case "card_dashed" -> grouped("-");
      case "card_url" -> grouped("%20");
      case "jwt" ->
          base64("{\"alg\":\"HS256\"}")
              + "."
              + base64("{\"sub\":\"u" + some(DIGITS, 6) + "\"}")
              + "."
              + some(TOKEN, 43);
      case "pem" -> pem();
      default -> makeKey(what);
    };
  }

  private String makeKey(String what) {
    return switch (what) {
      case "aws" -> "AK" + "IA" + some(UPPER + "234567", 16);
      case "google" -> "AI" + "za" + some(TOKEN, 35);
      case "github" -> "gh" + "p_" + some(ALPHANUMERIC, 36);
      case "slack" -> "xo" + "xb-" + some(DIGITS, 12) + "-" + some(ALPHANUMERIC, 24);
      case "slack_hook" ->
          "T" + some(UPPER, 8) + "/B" + some(UPPER, 8) + "/" + some(ALPHANUMERIC, 24);
      case "stripe" -> "sk_" + "live_" + some(ALPHANUMERIC, 24);
      case "gitlab" -> "gl" + "pat-" + some(TOKEN, 20);
      case "sendgrid" -> "S" + "G." + some(TOKEN, 22) + "." + some(TOKEN, 43);
      case "npm" -> "np" + "m_" + some(ALPHANUMERIC, 36);
      case "vault" -> "hv" + "s." + some(TOKEN, 30);
      case "telegram" -> "1" + some(DIGITS, 9) + ":AA" + some(TOKEN, 33);
      case "azure" -> some(BASE64, 86) + "==";
      case "azure_url" -> some(ALPHANUMERIC, 42) + "%3D";
      default -> lookAlike(what);
    };
  }

  private String lookAlike(String what) {
    return switch (what) {
      case "number" -> Integer.toString(random.nextInt(1_000_000));
      case "order" -> "ORD-" + some(DIGITS, 6) + "-" + some(DIGITS, 4);
      case "uuid" ->
          some(HEX, 8)
              + "-"
              + some(HEX, 4)
              + "-4"
              + some(HEX, 3)
              + "-8"
              + some(HEX, 3)
              + "-"
              + some(HEX, 12);
      case "sha256" -> some(HEX, 64);
      case "sha1" -> some(HEX, 40);
      case "md5" -> some(HEX, 32);
      case "hex16" -> some(HEX, 16);
      case "time" ->
          "2026-0"
              + (1 + random.nextInt(9))
              + "-1"
              + some(DIGITS, 1)
              + "T1"
              + some(DIGITS, 1)
              + ":30:45."
              + some(DIGITS, 6)
              + "Z";
      case "epoch" -> "17" + some(DIGITS, 11);
      case "epoch_micros" -> "17" + some(DIGITS, 14);
      case "epoch_nanos" -> "17" + some(DIGITS, 17);
      case "phone" -> "+49 30 " + some(DIGITS, 4) + " " + some(DIGITS, 4);
      case "ip" ->
          random.nextInt(256)
              + "."
              + random.nextInt(256)
              + "."
              + random.nextInt(256)
              + "."
              + random.nextInt(256);
      case "ip6" -> "2001:db8::" + some(HEX, 4) + ":" + some(HEX, 4);
      case "port" -> Integer.toString(1024 + random.nextInt(60_000));
      case "version" ->
          random.nextInt(200) + "." + random.nextInt(20) + "." + random.nextInt(9_999);
      case "base64" -> some(BASE64, 40 + random.nextInt(60)) + "=";
      case "digits15" -> some(DIGITS, 15);
      case "digits16" -> some(DIGITS, 16);
      case "digits20" -> some(DIGITS, 20);
      case "imei" -> withCheckDigit("35" + some(DIGITS, 12), 0);
      case "id16" -> withCheckDigit(some("123456789", 1) + some(DIGITS, 14), 1 + random.nextInt(9));
      case "luhn_no_issuer" -> withCheckDigit(some("1789", 1) + some(DIGITS, 14), 0);
      default -> "";
    };
  }

  private String[] pickIssuer() {
    return ISSUERS[random.nextInt(ISSUERS.length)];
  }

  private String card(String[] issuer) {
    int length = Integer.parseInt(issuer[1]);
    return withCheckDigit(issuer[0] + some(DIGITS, length - 1 - issuer[0].length()), 0);
  }

  private String grouped(String separator) {
    String card = card(ISSUERS[0]);
    return String.join(
        separator,
        card.substring(0, 4),
        card.substring(4, 8),
        card.substring(8, 12),
        card.substring(12));
  }

  /** Adds the digit that Luhn's sum asks for, or one that is wrong by so much. */
  private static String withCheckDigit(String digits, int wrongBy) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? 2 * digit : digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return digits + ((10 - sum % 10) % 10 + wrongBy) % 10;
  }

  private String pem() {
    StringBuilder key = new StringBuilder("-----BEGIN " + "PRIVATE KEY-----\n");
    for (int i = 0; i < 5; i++) {
      key.append(some(BASE64, 64)).append('\n');
    }
    return key.append("-----END PRIVATE" + " KEY-----").toString();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}

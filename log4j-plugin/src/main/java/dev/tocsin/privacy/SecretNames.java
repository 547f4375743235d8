package dev.tocsin.privacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells by a name whether its value is secret. What counts is how the name ends, whatever its case
 * and whatever parts its words: {@code password}, {@code dbPassword}, {@code X-Auth-Token} and
 * {@code user[password]} are secret; {@code token_count} and {@code password_changed_at} are not.
 * Digits at the end and words such as {@code old} or {@code hash} there do not matter.
 *
 * <p>The terms are a tree of letters read from the end of the name, so that an ordinary name is
 * done with after a letter or two. Immutable and thread-safe.
 */
final class SecretNames {
  /** How a term must begin inside a name. */
  private enum Begin {
    ANYWHERE,
    WORD,
    NAME
  }

  /**
   * A term that names end with.
   *
   * @param kind null if the value is no secret
   * @param qualifier whether it only says more of what stands before it
   */
  private record Term(@Nullable SecretKind kind, Begin begin, boolean qualifier) {}

  private static final int LETTERS = 26;
  private static final int FIRST_NODES = 256;
  private static final int MOST_SEPARATORS = 2;
  private static final int MOST_DIGITS = 4;
  private static final int MOST_QUALIFIERS = 2;

  /** Those without rules of a user's own. */
  static final SecretNames BUILT_IN = new SecretNames(Set.of(), Set.of());

  /** Children by letter, 26 places a node; node 0 is the root, and 0 stands for no child. */
  private int[] children = new int[0];

  private final List<@Nullable Term> terms = new ArrayList<>();

  /**
   * Adds names of a user's own, which come before the built-in ones.
   *
   * @param redact names whose values are secret
   * @param keep names whose values are not
   */
  SecretNames(Collection<String> redact, Collection<String> keep) {
    this();
    addBuiltIn();
    redact.forEach(name -> add(name, new Term(SecretKind.FIELD, Begin.NAME, false)));
    keep.forEach(name -> add(name, new Term(null, Begin.NAME, false)));
  }

  private SecretNames() {
    addNode();
  }

  /** Knows these names and no others, and them as a whole. */
  static SecretNames only(SecretKind kind, String names) {
    return only(kind, List.of(names.split(" ", -1)));
  }

  static SecretNames only(SecretKind kind, Collection<String> names) {
    SecretNames few = new SecretNames();
    names.forEach(name -> few.add(name, new Term(kind, Begin.NAME, false)));
    return few;
  }

  private void addBuiltIn() {
    add(
        SecretKind.PASSWORD,
        Begin.ANYWHERE,
        "password passwords passwd passphrase passcode pwd pswd passwort kennwort motdepasse"
            + " contrasena wachtwoord keystorepass truststorepass");
    add(SecretKind.PASSWORD, Begin.WORD, "pass pw psw passw senha");
    add(SecretKind.PIN, Begin.ANYWHERE, "pincode pinnumber pinblock");
    add(SecretKind.PIN, Begin.WORD, "pin");
    add(
        SecretKind.CODE,
        Begin.ANYWHERE,
        "otpcode onetimecode mfacode twofactorcode verificationcode authcode authorizationcode"
            + " recoverycode recoverycodes backupcode backupcodes smscode accesscode totpseed"
            + " seedphrase");
    add(SecretKind.CODE, Begin.WORD, "otp totp hotp mnemonic");
    add(SecretKind.SECRET, Begin.ANYWHERE, "secret secrets");
    add(SecretKind.TOKEN, Begin.ANYWHERE, "token samlresponse samlassertion idtokenhint");
    add(SecretKind.TOKEN, Begin.WORD, "tokens jwt csrf xsrf bearer");
    add(SecretKind.SESSION, Begin.ANYWHERE, "sessionid sessid sessionkey connectsid");
    add(SecretKind.SESSION, Begin.NAME, "session sid");
    add(SecretKind.COOKIE, Begin.ANYWHERE, "setcookie");
    add(SecretKind.COOKIE, Begin.WORD, "cookie cookies");
    add(SecretKind.AUTHORIZATION, Begin.ANYWHERE, "proxyauthorization");
    add(SecretKind.AUTHORIZATION, Begin.WORD, "authorization");
    add(SecretKind.CREDENTIALS, Begin.WORD, "credential credentials");
    add(
        SecretKind.KEY,
        Begin.ANYWHERE,
        "apikey apikeys secretkey accesskey encryptionkey decryptionkey signingkey accountkey"
            + " sharedkey storagekey masterkey subscriptionkey functionskey hmackey aeskey sshkey"
            + " deploykey authkey appkey sharedaccesssignature");
    add(SecretKind.PRIVATE_KEY, Begin.ANYWHERE, "privatekey");
    add(
        SecretKind.CARD,
        Begin.ANYWHERE,
        "cardnumber cardno cardnum ccnumber ccnum creditcard debitcard primaryaccountnumber"
            + " cardpan");
    add(SecretKind.CARD, Begin.NAME, "pan");
    add(SecretKind.CVV, Begin.ANYWHERE, "cardsecuritycode cardverificationvalue trackdata");
    add(SecretKind.CVV, Begin.WORD, "cvv cvc cvn csc cvvcode cvccode securitycode");
    add(SecretKind.IBAN, Begin.WORD, "iban");
    add(SecretKind.SSN, Begin.WORD, "ssn socialsecuritynumber socialsecurityno");
    add(SecretKind.CONNECTION_STRING, Begin.ANYWHERE, "connectionstring connstring connstr");
    add(
        null,
        Begin.WORD,
        "pagetoken nexttoken continuationtoken synctoken stoptoken canceltoken cancellationtoken"
            + " maxtokens prompttokens completiontokens totaltokens inputtokens outputtokens");
    for (String qualifier :
        ("value text plain plaintext cleartext raw new old current previous confirm confirmation"
                + " confirmed repeat repeated again hash hashed digest salt encoded base string str"
                + " input header param parameter hex bytes")
            .split(" ", -1)) {
      add(qualifier, new Term(null, Begin.WORD, true));
    }
  }

  private void add(@Nullable SecretKind kind, Begin begin, String names) {
    for (String name : names.split(" ", -1)) {
      add(name, new Term(kind, begin, false));
    }
  }

  private void add(String name, Term term) {
    int node = 0;
    boolean any = false;
    for (int i = endOf(name, name.length()) - 1; i >= 0; i--) {
      char c = name.charAt(i);
      if (Ascii.isLetter(c)) {
        int letter = (c | 0x20) - 'a';
        int child = children[node * LETTERS + letter];
        if (child == 0) {
          child = addNode();
          children[node * LETTERS + letter] = child;
        }
        node = child;
        any = true;
      }
    }
    if (any) {
      terms.set(node, term);
    }
  }

  private int addNode() {
    terms.add(null);
    if (children.length < terms.size() * LETTERS) {
      children = Arrays.copyOf(children, children.length + FIRST_NODES * LETTERS);
    }
    return terms.size() - 1;
  }

  /** Whether a name has what it takes to be known here: a letter. */
  static boolean isUsable(String name) {
    return name.toLowerCase(Locale.ROOT).chars().anyMatch(c -> Ascii.isLetter((char) c));
  }

  /** Whether two names are one when they are looked for: only their letters count, in any case. */
  static boolean areOne(String a, String b) {
    return letters(a).equals(letters(b));
  }

  private static String letters(String name) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Ascii.isLetter(c)) {
        letters.append((char) (c | 0x20));
      }
    }
    return letters.toString();
  }

  /** What a value of this name is; null if it is no secret. */
  @Nullable SecretKind of(String name) {
    int end = endOf(name, name.length());
    boolean marked = end < name.length() && SecretKind.endsWithMark(name, end + 1);
    return marked ? null : find(name, 0, name.length(), true);
  }

  /** What a value is whose name ends at a position of a text; null if it is no secret. */
  @Nullable SecretKind before(String text, int end) {
    return find(text, 0, end, false);
  }

  /** The same where a name is known not to begin before a position. */
  @Nullable SecretKind before(String text, int start, int end) {
    return find(text, start, end, false);
  }

  private @Nullable SecretKind find(String text, int start, int end, boolean whole) {
    int from = whole ? endOf(text, end) : withoutDigits(text, end);
    for (int i = 0; i <= MOST_QUALIFIERS; i++) {
      long found = longest(text, start, from, whole);
      if (found < 0) {
        return null;
      }
      Term term = terms.get((int) (found >>> 32));
      if (term == null) {
        return null;
      }
      if (!term.qualifier()) {
        return term.kind();
      }
      from = (int) found;
      int separators = 0;
      while (from > 0 && isSeparator(text, from - 1, whole) && separators++ < MOST_SEPARATORS) {
        from--;
      }
      from = withoutDigits(text, from);
    }
    return null;
  }

  /** The longest term that ends there: its node in the upper half, its start in the lower. */
  private long longest(String text, int start, int end, boolean whole) {
    long found = -1;
    int node = 0;
    int separators = 0;
    for (int i = end - 1; i >= start; i--) {
      char c = text.charAt(i);
      if (Ascii.isLetter(c)) {
        node = children[node * LETTERS + (c | 0x20) - 'a'];
        if (node == 0) {
          break;
        }
        separators = 0;
        Term term = terms.get(node);
        if (term != null && (i == start || begins(term.begin(), text, i, whole))) {
          found = ((long) node << 32) | i;
        }
      } else if (node == 0 || !isSeparator(text, i, whole) || ++separators > MOST_SEPARATORS) {
        break;
      }
    }
    return found;
  }

  private static boolean begins(Begin begin, String text, int at, boolean whole) {
    if (begin == Begin.ANYWHERE) {
      return true;
    }
    char before = text.charAt(at - 1);
    if (begin == Begin.NAME) {
      return whole ? !Ascii.isAlphanumeric(before) && at == 1 : !Ascii.isNamePart(before);
    }
    return !Ascii.isLetter(before) || (Ascii.isUpper(text.charAt(at)) && Ascii.isLower(before));
  }

  /** Whether it may part the words of a name; in a text a space may too, as in "api key". */
  private static boolean isSeparator(String text, int at, boolean whole) {
    char c = text.charAt(at);
    if (!whole) {
      return c == '_' || c == '-' || c == '.' || c == ' ';
    }
    // The words of a mark are no part of a name, whatever was left beside it.
    return !Ascii.isAlphanumeric(c) && !SecretKind.endsWithMark(text, at + 1);
  }

  /** The end of a name without what is no letter there. */
  private static int endOf(String name, int end) {
    int at = end;
    while (at > 0 && !Ascii.isLetter(name.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static int withoutDigits(String text, int end) {
    int at = end;
    while (at > 0 && end - at < MOST_DIGITS && Ascii.isDigit(text.charAt(at - 1))) {
      at--;
    }
    while (at > 0 && at < end && text.charAt(at - 1) == '_') {
      at--;
    }
    return at;
  }
}

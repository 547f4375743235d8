package dev.tocsin.bench;

/**
 * The failed sign-in that every call logs, in 14 fields: type, severity, success, these texts, and
 * the client's address, which is another one in each call. Tocsin takes the first three from the
 * type; the peers are given them.
 */
final class SignIn {
  static final String TYPE = "auth_failure";
  static final String SEVERITY = "low";
  static final boolean SUCCESS = false;
  static final String USER = "grace";
  static final String SESSION = "c2Vzc2lvbi1vZi1ncmFjZS0wMDAwMDE";
  static final String TARGET_TYPE = "endpoint";
  static final String TARGET = "/login";
  static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/130.0.0.0 Safari/537.36";
  static final String METHOD = "POST";
  static final String URL = "/login?next=%2Faccount";
  static final String REASON = "wrong_password";
  static final int ATTEMPT = 3;
  static final String MESSAGE = "sign-in of grace failed";

  private SignIn() {}
}

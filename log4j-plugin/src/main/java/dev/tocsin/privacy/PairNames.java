package dev.tocsin.privacy;

/** Names of entries that say what other entries of the same map are. */
final class PairNames {
  private static final String[] NAMES = {"name", "key", "field", "header", "parameter"};
  private static final String[] VALUES = {
    "value", "values", "val", "old", "new", "old_value", "new_value", "oldValue", "newValue"
  };
  private static final String[] IDENTITIES = {"id", "key", "value", "number"};

  private PairNames() {}

  /** {@code name} in {@code {"name": "password", "value": "…"}}. */
  static boolean isName(String name) {
    return isOneOf(NAMES, name);
  }

  static boolean isValue(String name) {
    return isOneOf(VALUES, name);
  }

  /** {@code id} in {@code "session": {"id": "…"}}. */
  static boolean isIdentity(String name) {
    return isOneOf(IDENTITIES, name);
  }

  /** Whether it is any of these. */
  static boolean isOne(String name) {
    return isName(name) || isValue(name) || isIdentity(name);
  }

  private static boolean isOneOf(String[] names, String name) {
    for (String each : names) {
      if (each.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}

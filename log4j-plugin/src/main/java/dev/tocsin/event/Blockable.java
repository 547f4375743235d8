package dev.tocsin.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events may lead to a block. Guesses and what a stranger can make up must not shut the
 * innocent out: an address that came from a header of an untrusted proxy, an event that the product
 * detected by itself and is not sure of ({@code details.confidence} below {@code high}), a request
 * that the browser marked as coming from another site, or that may come from one ({@code
 * details.cross_site}, {@code true} or {@code possible}).
 */
public final class Blockable {
  private Blockable() {}

  /** Whether the event may; one without an address, or with a pseudonym of one, may not. */
  public static boolean is(EventView event) {
    if (event.addressFamily() == 0 || event.get(EventField.IP_PROVENANCE) == Provenance.HEADER) {
      return false;
    }
    if (!(event.get(EventField.DETAILS) instanceof Map<?, ?> details)) {
      return true;
    }
    return isOrAbsent(details.get("confidence"), "high")
        && isOrAbsent(details.get("cross_site"), "false");
  }

  private static boolean isOrAbsent(@Nullable Object value, String wanted) {
    if (value == null) {
      return true;
    }
    return wanted.contentEquals(value instanceof CharSequence text ? text : Values.text(value));
  }
}

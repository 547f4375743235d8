package dev.tocsin.rules;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Provenance;

/**
 * Which events may lead to a block. Guesses and what a stranger can make up must not shut the
 * innocent out: an address that came from a header of an untrusted proxy, an event that the product
 * detected by itself and is not sure of ({@code details.confidence} below {@code high}), a request
 * that the browser marked as coming from another site ({@code details.cross_site}).
 */
final class Blockable {
  private static final FieldPath CONFIDENCE = FieldPath.parse("details.confidence");
  private static final FieldPath CROSS_SITE = FieldPath.parse("details.cross_site");

  private Blockable() {}

  static boolean is(EventView event) {
    if (event.addressFamily() == 0 || event.get(EventField.IP_PROVENANCE) == Provenance.HEADER) {
      return false;
    }
    Object confidence = CONFIDENCE.value(event);
    if (confidence != null && !"high".contentEquals(ValueTest.text(confidence))) {
      return false;
    }
    Object crossSite = CROSS_SITE.value(event);
    return crossSite == null || "false".contentEquals(ValueTest.text(crossSite));
  }
}

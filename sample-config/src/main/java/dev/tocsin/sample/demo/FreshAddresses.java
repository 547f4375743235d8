package dev.tocsin.sample.demo;

import dev.tocsin.event.ClientAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Addresses for a play in a journal that knows some already: who was blocked in an earlier play
 * would not get in, and its failures would still count.
 */
final class FreshAddresses {
  private static final int LAST = 254;

  private final Set<String> known;

  /**
   * @param known networks that a journal has events of, as {@link ClientAddress#network()} writes
   *     them
   */
  FreshAddresses(Set<String> known) {
    this.known = new HashSet<>(known);
  }

  /**
   * This address, or one near by whose network is not known.
   *
   * @param preferred an IPv4 address, or an IPv6 address with {@code ::} before its last part
   */
  String like(String preferred) {
    String address = preferred;
    for (int step = 1; step <= LAST && isKnown(address); step++) {
      address = near(preferred, step);
    }
    known.add(network(address));
    return address;
  }

  private boolean isKnown(String address) {
    return known.contains(network(address));
  }

  private static String network(String address) {
    ClientAddress client = ClientAddress.parse(address);
    if (client == null) {
      throw new IllegalArgumentException(address + ": is no address");
    }
    return client.network();
  }

  private static String near(String preferred, int step) {
    int gap = preferred.indexOf("::");
    if (gap >= 0) {
      return preferred.substring(0, gap)
          + ":"
          + Integer.toHexString(step)
          + preferred.substring(gap);
    }
    int dot = preferred.lastIndexOf('.');
    int last = Integer.parseInt(preferred.substring(dot + 1));
    return preferred.substring(0, dot + 1) + ((last + step - 1) % LAST + 1);
  }
}

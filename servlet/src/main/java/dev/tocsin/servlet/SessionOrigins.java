package dev.tocsin.servlet;

import dev.tocsin.event.ClientAddress;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From where, and with what, the user of a session came: the network of the address (IPv4 /24, IPv6
 * /48) and the user agent. Where both are new at once, somebody else has the session, or the user
 * took it along to another browser in another place; where only one changes, it is a phone that
 * moves or a browser that was updated. Kept with the session. Immutable and thread-safe.
 *
 * @param user whose session it is
 * @param seen the newest, at most {@value #MOST}
 */
record SessionOrigins(String user, List<Origin> seen) implements Serializable {
  private static final int MOST = 8;
  private static final int MOST_AGENT_CHARS = 256;

  /**
   * One of them.
   *
   * @param userAgent cut to {@value #MOST_AGENT_CHARS} characters, "" for none
   */
  record Origin(String network, String userAgent) implements Serializable {
    static Origin of(ClientAddress address, @Nullable String userAgent) {
      String agent = userAgent == null ? "" : userAgent;
      return new Origin(
          network(address), agent.substring(0, Math.min(agent.length(), MOST_AGENT_CHARS)));
    }

    private static String network(ClientAddress address) {
      return address.family() == 4
          ? ClientAddress.ofIpv4((int) address.low() & ~0xff).text() + "/24"
          : ClientAddress.ofIpv6(address.high() & ~0xffffL, 0).text() + "/48";
    }
  }

  static SessionOrigins of(String user, Origin first) {
    return new SessionOrigins(user, List.of(first));
  }

  /** Whether neither the network nor the user agent has been seen. */
  boolean isForeign(Origin origin) {
    return seen.stream()
        .noneMatch(
            each ->
                each.network().equals(origin.network())
                    || each.userAgent().equals(origin.userAgent()));
  }

  Origin newest() {
    return seen.get(seen.size() - 1);
  }

  boolean has(Origin origin) {
    return seen.contains(origin);
  }

  SessionOrigins with(Origin origin) {
    List<Origin> more = new ArrayList<>(seen.subList(seen.size() == MOST ? 1 : 0, seen.size()));
    more.add(origin);
    return new SessionOrigins(user, List.copyOf(more));
  }
}

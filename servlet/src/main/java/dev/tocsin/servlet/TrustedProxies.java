package dev.tocsin.servlet;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Provenance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client of a request that may have come through proxies, believing only what proxies in
 * given address ranges say.
 *
 * <p>It walks from the connection's peer outwards: while the address reached is a trusted proxy's,
 * the next hop is the one that this proxy told. The first address that is not a trusted proxy's is
 * the client. A hop that is {@code unknown}, hidden, malformed, or missing ends the walk: the
 * client is then the last hop that could be trusted. A peer that is not trusted is the client
 * itself, whatever its headers say. So nobody can make an event bear an address they don't have,
 * unless a trusted proxy lets them.
 *
 * <p>The work is bounded whatever the headers hold: {@value ElementsFromRight#MAX_ELEMENTS}
 * elements of {@value ElementsFromRight#MAX_ELEMENT_CHARS} characters per header. No name is looked
 * up. Immutable and thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7239">RFC 7239, Forwarded HTTP Extension</a>
 */
public final class TrustedProxies {
  private static final TrustedProxies NONE = new TrustedProxies(List.of(), ForwardingHeader.EITHER);

  private final List<AddressRange> ranges;
  private final ForwardingHeader header;

  private TrustedProxies(List<AddressRange> ranges, ForwardingHeader header) {
    this.ranges = ranges;
    this.header = header;
  }

  /** Trusts no proxy: the client is always the peer. */
  public static TrustedProxies none() {
    return NONE;
  }

  /** Trusts the proxies in these ranges, and takes {@link ForwardingHeader#EITHER} header. */
  public static TrustedProxies of(Collection<AddressRange> ranges) {
    return of(ranges, ForwardingHeader.EITHER);
  }

  /** Trusts the proxies in these ranges to tell the client in this header. */
  public static TrustedProxies of(Collection<AddressRange> ranges, ForwardingHeader header) {
    return new TrustedProxies(List.copyOf(ranges), header);
  }

  /**
   * Reads ranges with commas between them, as configuration has them: {@code 10.0.0.0/8, ::1}.
   *
   * @throws IllegalArgumentException when one is no address range; the message names it
   */
  public static TrustedProxies parse(String ranges, ForwardingHeader header) {
    List<AddressRange> parsed = new ArrayList<>();
    for (String range : ranges.split(",", -1)) {
      if (!range.isBlank()) {
        parsed.add(AddressRange.parse(range.strip()));
      }
    }
    return of(parsed, header);
  }

  /** Whether this is the address of a trusted proxy. */
  public boolean contains(ClientAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Finds the client.
   *
   * @param peer the other end of the connection, as {@code ServletRequest.getRemoteAddr()} tells it
   * @param forwarded the field lines of {@code Forwarded}, in the order received
   * @param xForwardedFor the field lines of {@code X-Forwarded-For}, in the order received
   * @return the client; null only when the peer is no IP address, as with a Unix domain socket
   */
  public @Nullable ResolvedClient resolve(
      @Nullable String peer, List<String> forwarded, List<String> xForwardedFor) {
    ClientAddress address = NodeName.parsePeer(peer);
    if (address == null) {
      return null;
    }
    ResolvedClient itself = new ResolvedClient(address, Provenance.PEER);
    boolean byForwarded = header != ForwardingHeader.X_FORWARDED_FOR && !forwarded.isEmpty();
    boolean byXForwardedFor = header != ForwardingHeader.FORWARDED && !xForwardedFor.isEmpty();
    if (byForwarded && byXForwardedFor) {
      ResolvedClient one = walk(itself, new ForwardedHops(forwarded));
      ResolvedClient other = walk(itself, new XForwardedForHops(xForwardedFor));
      return one.equals(other) ? one : itself;
    }
    if (byForwarded) {
      return walk(itself, new ForwardedHops(forwarded));
    }
    if (byXForwardedFor) {
      return walk(itself, new XForwardedForHops(xForwardedFor));
    }
    return itself;
  }

  /** The trusted ranges. */
  List<AddressRange> ranges() {
    return ranges;
  }

  /**
   * The clients that the headers of a trusted peer name, each header read by itself. A client can
   * add a header that its proxy does not write, and so hide behind the proxy's address; it can't
   * take away the one that the proxy writes.
   */
  List<ClientAddress> told(
      @Nullable String peer, List<String> forwarded, List<String> xForwardedFor) {
    ClientAddress address = NodeName.parsePeer(peer);
    if (address == null) {
      return List.of();
    }
    ResolvedClient itself = new ResolvedClient(address, Provenance.PEER);
    return List.of(
        walk(itself, new ForwardedHops(forwarded)).address(),
        walk(itself, new XForwardedForHops(xForwardedFor)).address());
  }

  private ResolvedClient walk(ResolvedClient peer, Hops hops) {
    ResolvedClient client = peer;
    while (contains(client.address())) {
      Hops.Hop hop = hops.next();
      if (hop == null || hop.address() == null) {
        break;
      }
      client = new ResolvedClient(hop.address(), Provenance.TRUSTED_PROXY);
    }
    return client;
  }
}

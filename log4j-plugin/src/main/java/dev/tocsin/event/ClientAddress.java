package dev.tocsin.event;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. Two of them are equal if they mean the same host; an IPv4-mapped IPv6
 * address is the IPv4 address. Nothing here asks DNS.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a>
 */
public final class ClientAddress implements Comparable<ClientAddress> {
  private static final long LOOPBACK_IPV4 = 127;
  private static final String NETWORK_BITS = "/64";
  private static final Comparator<ClientAddress> COMPARATOR =
      Comparator.comparingInt(ClientAddress::family)
          .thenComparing(ClientAddress::high, Long::compareUnsigned)
          .thenComparing(ClientAddress::low, Long::compareUnsigned);

  private final int family;
  private final long high;
  private final long low;

  private ClientAddress(int family, long high, long low) {
    this.family = family;
    this.high = high;
    this.low = low;
  }

  /**
   * Reads an address, or answers null if the text is none. Strict: no leading zeros, octal or short
   * IPv4 forms, no zone, no brackets, no port, no blanks.
   */
  public static @Nullable ClientAddress parse(CharSequence text) {
    AddressParser parser = new AddressParser();
    return parser.parse(text)
        ? new ClientAddress(parser.family(), parser.high(), parser.low())
        : null;
  }

  /** The IPv4 address of 32 bits. */
  public static ClientAddress ofIpv4(int bits) {
    return new ClientAddress(4, 0, bits & 0xffff_ffffL);
  }

  /** The address of 128 bits; an IPv4-mapped one is the IPv4 address. */
  public static ClientAddress ofIpv6(long high, long low) {
    return high == 0 && low >>> 32 == 0xffff ? ofIpv4((int) low) : new ClientAddress(6, high, low);
  }

  /** The address of an event, or null if it has none. */
  public static @Nullable ClientAddress of(EventView event) {
    int family = event.addressFamily();
    return family == 0 ? null : new ClientAddress(family, event.addressHigh(), event.addressLow());
  }

  /** 4 or 6. */
  public int family() {
    return family;
  }

  /** The upper 64 bits of an IPv6 address, 0 for IPv4. */
  public long high() {
    return high;
  }

  /** The lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address. */
  public long low() {
    return low;
  }

  /** The canonical text. */
  public String text() {
    return AddressText.of(family, high, low);
  }

  /**
   * What one client is counted by: the IPv4 address, or the IPv6 network of 64 bits, as in {@code
   * 2001:db8:1:2::/64}, since a client may use any address of its own network.
   */
  public String network() {
    return family == 4 ? text() : AddressText.of(family, high, 0) + NETWORK_BITS;
  }

  /**
   * Reads what {@link #network()} writes: the IPv4 address, or the first address of the IPv6
   * network of 64 bits. Null if the text is neither.
   */
  public static @Nullable ClientAddress parseNetwork(String text) {
    boolean ipv6 = text.endsWith(NETWORK_BITS);
    ClientAddress address =
        parse(ipv6 ? text.substring(0, text.length() - NETWORK_BITS.length()) : text);
    return address != null && (address.family() == 6) == ipv6 && (!ipv6 || address.low() == 0)
        ? address
        : null;
  }

  /** The first address of the {@link #network()}: itself for IPv4. */
  public ClientAddress networkAddress() {
    return family == 4 ? this : new ClientAddress(6, high, 0);
  }

  public boolean isLoopback() {
    return family == 4 ? low >>> 24 == LOOPBACK_IPV4 : high == 0 && low == 1;
  }

  /** The address with only those bits that the masks keep. */
  ClientAddress masked(long highMask, long lowMask) {
    return new ClientAddress(family, high & highMask, low & lowMask);
  }

  /** IPv4 before IPv6, then by their bits. */
  @Override
  public int compareTo(ClientAddress other) {
    return COMPARATOR.compare(this, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientAddress that
        && family == that.family
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high * 31 + low) + family;
  }

  @Override
  public String toString() {
    return text();
  }
}

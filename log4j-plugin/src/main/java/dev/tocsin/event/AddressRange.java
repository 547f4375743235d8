package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** All addresses that begin with the same bits, written as CIDR, for example {@code 10.0.0.0/8}. */
public final class AddressRange {
  private static final int MAPPED_BITS = 96;

  private final ClientAddress first;
  private final int prefix;

  private AddressRange(ClientAddress first, int prefix) {
    this.first = first;
    this.prefix = prefix;
  }

  /**
   * Reads {@code address/bits}, or an address alone, which is a range of one.
   *
   * @throws IllegalArgumentException if it is neither, or if bits after the prefix are set; one
   *     line
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String addressText = slash < 0 ? text : text.substring(0, slash);
    ClientAddress address = ClientAddress.parse(addressText);
    if (address == null) {
      throw bad(text, "use an address and bits, as in 10.0.0.0/8 or 2001:db8::/32");
    }
    int bits = address.family() == 4 ? 32 : 128;
    int prefix = bits;
    if (slash >= 0) {
      boolean mapped = address.family() == 4 && addressText.indexOf(':') >= 0;
      int lowest = mapped ? MAPPED_BITS : 0;
      prefix = bits(text, text.substring(slash + 1), lowest, lowest + bits) - lowest;
    }
    AddressRange range = new AddressRange(address, prefix);
    ClientAddress start = range.startOf(address);
    if (!start.equals(address)) {
      throw bad(text, "bits after the first " + prefix + " are set: use " + start + "/" + prefix);
    }
    return range;
  }

  private static int bits(String text, String number, int min, int max) {
    int bits = -1;
    if (!number.isEmpty()
        && number.length() <= 3
        && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      bits = Integer.parseInt(number);
    }
    if (bits < min || bits > max || (number.length() > 1 && number.charAt(0) == '0')) {
      throw bad(text, "after the slash use " + min + " to " + max);
    }
    return bits;
  }

  private static IllegalArgumentException bad(String text, String wayOut) {
    return new IllegalArgumentException("address range " + Quote.of(text) + ": " + wayOut);
  }

  /** Whether an address lies in the range; one of the other family never does. */
  public boolean contains(ClientAddress address) {
    return address.family() == first.family() && startOf(address).equals(first);
  }

  private ClientAddress startOf(ClientAddress address) {
    if (address.family() == 4) {
      return address.masked(0, (int) upperBits(prefix + 32) & 0xffff_ffffL);
    }
    return address.masked(upperBits(prefix), upperBits(prefix - 64));
  }

  /** A word whose upper bits are set: none for 0 or less, all for 64 or more. */
  private static long upperBits(int count) {
    if (count <= 0) {
      return 0;
    }
    return count >= 64 ? -1L : -1L << (64 - count);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressRange that && prefix == that.prefix && first.equals(that.first);
  }

  @Override
  public int hashCode() {
    return first.hashCode() * 31 + prefix;
  }

  /** The canonical text, always with the bits. */
  @Override
  public String toString() {
    return first + "/" + prefix;
  }
}

package dev.tocsin.trail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.LineFilter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules out lines that a query can't want, by bytes. The encoder writes members without blanks, the
 * time before anything of the user's, and quotes inside values with a backslash before them, so
 * that a name in quotes with a colon behind it is a member. Immutable.
 */
final class QueryFilter implements LineFilter {
  private static final BytePattern TIMESTAMP =
      new BytePattern("\"timestamp\":\"".getBytes(US_ASCII));
  private static final BytePattern ADDRESS =
      new BytePattern("\"ip_address\":\"".getBytes(US_ASCII));
  private static final int HEAD = 512;
  private static final int TIME_LENGTH = "2026-01-01T00:00:00.000000Z".length();
  private static final int MAX_ADDRESS = 64;

  private final List<List<BytePattern>> parts;
  private final byte @Nullable [] from;
  private final byte @Nullable [] to;
  private final @Nullable AddressRange addresses;
  private final @Nullable TextSearch text;

  /**
   * @param parts of each list a line has to have one
   * @param addresses null for any
   * @param text null for any
   */
  QueryFilter(
      List<List<BytePattern>> parts,
      long fromMicros,
      long toMicros,
      @Nullable AddressRange addresses,
      @Nullable TextSearch text) {
    this.parts = parts.stream().map(List::copyOf).toList();
    this.from = fromMicros == Long.MIN_VALUE ? null : time(fromMicros);
    this.to = toMicros == Long.MAX_VALUE ? null : time(toMicros);
    this.addresses = addresses;
    this.text = text;
  }

  /** Null for a year that has no four digits. */
  private static byte @Nullable [] time(long micros) {
    byte[] text = Timestamps.text(micros).getBytes(US_ASCII);
    return text.length == TIME_LENGTH ? text : null;
  }

  @Override
  public boolean mayMatch(byte[] bytes, int offset, int length) {
    int end = offset + length;
    if ((from != null || to != null) && !mayBeThen(bytes, offset, end)) {
      return false;
    }
    for (List<BytePattern> oneOf : parts) {
      boolean found = false;
      for (int i = 0; i < oneOf.size() && !found; i++) {
        found = oneOf.get(i).find(bytes, offset, end) >= 0;
      }
      if (!found) {
        return false;
      }
    }
    return (addresses == null || mayBeFromThere(bytes, offset, end, addresses))
        && (text == null || text.mayBeIn(bytes, offset, end));
  }

  private boolean mayBeThen(byte[] bytes, int offset, int end) {
    int at = TIMESTAMP.find(bytes, offset, Math.min(end, offset + HEAD));
    int begin = at + TIMESTAMP.length();
    int behind = begin + TIME_LENGTH;
    if (at < 0 || behind >= end || bytes[behind] != '"' || bytes[behind - 1] != 'Z') {
      return true;
    }
    return (from == null || Arrays.compare(bytes, begin, behind, from, 0, TIME_LENGTH) >= 0)
        && (to == null || Arrays.compare(bytes, begin, behind, to, 0, TIME_LENGTH) < 0);
  }

  /** Any of the addresses in the line will do. */
  private static boolean mayBeFromThere(byte[] bytes, int offset, int end, AddressRange addresses) {
    int at = ADDRESS.find(bytes, offset, end);
    while (at >= 0) {
      int begin = at + ADDRESS.length();
      int quote = begin;
      while (quote < end && quote - begin < MAX_ADDRESS && bytes[quote] != '"') {
        quote++;
      }
      String text = new String(bytes, begin, quote - begin, US_ASCII);
      if (quote - begin == MAX_ADDRESS || text.indexOf('\\') >= 0) {
        return true;
      }
      ClientAddress address = ClientAddress.parse(text);
      if (address != null && addresses.contains(address)) {
        return true;
      }
      at = ADDRESS.find(bytes, quote, end);
    }
    return false;
  }
}

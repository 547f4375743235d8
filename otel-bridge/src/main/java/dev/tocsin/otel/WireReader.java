package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/**
 * Reads a message in protobuf's wire format, which others wrote: any byte may be wrong. Groups,
 * which OTLP has not, are errors.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf, Encoding</a>
 */
final class WireReader {
  static final int VARINT = 0;
  static final int BYTES = 2;

  private static final int FIXED_64 = 1;
  private static final int FIXED_32 = 5;
  private static final int MAX_VARINT_BITS = 63;

  private final byte[] bytes;
  private final int end;
  private int at;

  WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private WireReader(byte[] bytes, int begin, int end) {
    this.bytes = bytes;
    this.at = begin;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  /** The next field's number and wire type: {@code number << 3 | type}. */
  int tag() throws IOException {
    long tag = varint();
    if (tag < 1 << 3 || tag > 0xffff_ffffL) {
      throw new IOException("no field");
    }
    return (int) tag;
  }

  long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift <= MAX_VARINT_BITS; shift += 7) {
      if (at >= end) {
        throw new IOException("a number breaks off");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number without an end");
  }

  WireReader message() throws IOException {
    int length = length();
    at += length;
    return new WireReader(bytes, at - length, at);
  }

  String text() throws IOException {
    int length = length();
    at += length;
    return new String(bytes, at - length, length, UTF_8);
  }

  /** Goes over the value of a field that is not known. */
  void skip(int tag) throws IOException {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED_64 -> forward(Long.BYTES);
      case BYTES -> forward(length());
      case FIXED_32 -> forward(Integer.BYTES);
      default -> throw new IOException("a field of no known type");
    }
  }

  private int length() throws IOException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new IOException("a field breaks off");
    }
    return (int) length;
  }

  private void forward(int count) throws IOException {
    if (count > end - at) {
      throw new IOException("a field breaks off");
    }
    at += count;
  }
}

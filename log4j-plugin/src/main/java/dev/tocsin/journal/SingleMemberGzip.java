package dev.tocsin.journal;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses one gzip member as the writer makes it, and knows what follows it. Java's own stream
 * reads any number of members as if they were one, so whoever appends a second one would append to
 * the journal. RFC 1952.
 */
final class SingleMemberGzip extends InputStream {
  private static final int HEADER_BYTES = 10;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] input = new byte[1 << 16];
  private final byte[] single = new byte[1];
  private int inputEnd;
  private boolean ended;
  private boolean bytesAfterEnd;

  SingleMemberGzip(InputStream compressed) throws IOException {
    this.in = new BufferedInputStream(compressed, 1 << 16);
    byte[] header = in.readNBytes(HEADER_BYTES);
    if (header.length < HEADER_BYTES) {
      throw new EOFException("the gzip header is cut off");
    }
    if (header[0] != 0x1f || header[1] != (byte) 0x8b || header[2] != 8 || header[3] != 0) {
      throw new ZipException("not a gzip file as the writer makes it");
    }
  }

  /** Whether anything stands behind the member, once it was read to its end. */
  boolean hasBytesAfterEnd() {
    return bytesAfterEnd;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (ended) {
      return -1;
    }
    try {
      while (true) {
        int count = inflater.inflate(out, offset, length);
        if (count > 0) {
          crc.update(out, offset, count);
          return count;
        }
        if (inflater.finished()) {
          end();
          return -1;
        }
        inputEnd = in.read(input);
        if (inputEnd < 0) {
          throw new EOFException("the compressed file is cut off");
        }
        inflater.setInput(input, 0, inputEnd);
      }
    } catch (DataFormatException e) {
      throw new ZipException("damaged compressed data: " + e.getMessage());
    }
  }

  private void end() throws IOException {
    ended = true;
    int left = inflater.getRemaining();
    byte[] trailer = new byte[8];
    int fromBuffer = Math.min(left, 8);
    System.arraycopy(input, inputEnd - left, trailer, 0, fromBuffer);
    if (in.readNBytes(trailer, fromBuffer, 8 - fromBuffer) < 8 - fromBuffer) {
      throw new EOFException("the compressed file is cut off");
    }
    if (number(trailer, 0) != crc.getValue()
        || number(trailer, 4) != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("the compressed data does not have the sum it should have");
    }
    bytesAfterEnd = left > 8 || in.read() >= 0;
  }

  private static long number(byte[] bytes, int at) {
    return (bytes[at] & 0xffL)
        | (bytes[at + 1] & 0xffL) << 8
        | (bytes[at + 2] & 0xffL) << 16
        | (bytes[at + 3] & 0xffL) << 24;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}

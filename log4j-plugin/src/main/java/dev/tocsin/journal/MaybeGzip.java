package dev.tocsin.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** What was kept elsewhere, decompressed if it begins as gzip does. */
final class MaybeGzip {
  private static final int BUFFER_BYTES = 1 << 16;

  private MaybeGzip() {}

  /**
   * Its bytes.
   *
   * @param in a file or a pipe; closed with what is returned
   */
  static InputStream open(InputStream in) throws IOException {
    Unread unread = new Unread(in);
    byte[] magic = unread.readNBytes(2);
    unread.unread(magic);
    boolean compressed =
        magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    return compressed ? new WholeGzip(unread) : unread;
  }

  /** All members of a gzip file; Java's own stream passes over what is damaged behind one. */
  private static final class WholeGzip extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    private final Unread compressed;

    /** What had been taken from the file when the inflater was given bytes last. */
    private long filled;

    WholeGzip(Unread in) throws IOException {
      super(in, BUFFER_BYTES);
      compressed = in;
    }

    @Override
    protected void fill() throws IOException {
      super.fill();
      filled = compressed.taken;
    }

    /**
     * What is behind the last member lies behind its trailer in the buffer, was seen by {@code
     * available}, or, in newer JDKs, was read as if it were another header.
     */
    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
      int count = super.read(out, offset, length);
      int left = inf.getRemaining();
      long ofTrailer = Math.max(0, TRAILER_BYTES - left);
      boolean more =
          compressed.hadMore || left > TRAILER_BYTES || compressed.taken - filled > ofTrailer;
      if (count < 0 && more) {
        throw new ZipException("damaged compressed data behind a whole member");
      }
      return count;
    }
  }

  /** Knows whether there is more, by which another member is looked for; pipes do not tell. */
  private static final class Unread extends PushbackInputStream {
    /** Whether there was more when that was asked last, which is behind each member. */
    private boolean hadMore;

    /** Bytes that were read and not given back. */
    private long taken;

    Unread(InputStream in) {
      super(in, 2);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      taken += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
      int count = super.read(out, offset, length);
      taken += Math.max(0, count);
      return count;
    }

    @Override
    public void unread(int next) throws IOException {
      super.unread(next);
      taken--;
    }

    @Override
    public void unread(byte[] bytes, int offset, int length) throws IOException {
      super.unread(bytes, offset, length);
      taken -= length;
    }

    @Override
    public int available() throws IOException {
      int next = read();
      hadMore = next >= 0;
      if (hadMore) {
        unread(next);
      }
      return hadMore ? 1 : 0;
    }
  }
}

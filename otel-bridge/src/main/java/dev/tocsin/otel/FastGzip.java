package dev.tocsin.otel;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses a batch at the speed that keeps a core free for what it is for. Records of one batch
 * are alike, so that the fastest level takes most of them away already; at the default one,
 * compressing took a quarter of all that is done for a batch.
 */
final class FastGzip extends GZIPOutputStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  FastGzip(OutputStream out) throws IOException {
    super(out, BUFFER_BYTES);
    def.setLevel(Deflater.BEST_SPEED);
  }
}

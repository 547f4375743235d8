package dev.tocsin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * The floor of {@code fsync="everysec"}: a plain file that lines are appended to and that another
 * thread flushes every second. How long a write waits for a flush is up to the file system.
 */
final class FlushedFile implements AutoCloseable {
  private static final long FLUSH_NANOS = 1_000_000_000;

  private final FileChannel channel;
  private final Thread flusher = new Thread(this::flush, "flusher");
  private volatile boolean ended;

  FlushedFile(Path folder) throws IOException {
    channel =
        FileChannel.open(
            folder.resolve("plain.log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
    flusher.setDaemon(true);
    flusher.start();
  }

  /** What a thread calls: one line of the same length as an event's. */
  Runnable writer() {
    ByteBuffer line = Sample.directLine();
    return () -> {
      try {
        channel.write(line.rewind());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private void flush() {
    while (!ended) {
      LockSupport.parkNanos(this, FLUSH_NANOS);
      try {
        channel.force(false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    ended = true;
    LockSupport.unpark(flusher);
    Threads.join(flusher);
    channel.close();
  }
}

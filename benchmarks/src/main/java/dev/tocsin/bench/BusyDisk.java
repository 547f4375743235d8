package dev.tocsin.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the disk busy as a backup or a database beside the application does: it writes and flushes
 * a file of {@value #FILE_BYTES} bytes in the same folder again and again.
 */
final class BusyDisk implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int FILE_BYTES = 64 << 20;

  private final Path file;
  private final Thread thread = new Thread(this::run, "busy-disk");
  private volatile boolean ended;
  private volatile @Nullable IOException failure;

  BusyDisk(Path folder) {
    file = folder.resolve("busy-disk");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (!ended) {
        for (long at = 0; at < FILE_BYTES && !ended; at += BLOCK_BYTES) {
          channel.write(block.rewind(), at);
        }
        channel.force(true);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Fails if it could not keep the disk busy until now. */
  void requireBusy() throws IOException {
    if (failure != null) {
      throw new IOException(file + ": can't keep the disk busy", failure);
    }
  }

  @Override
  public void close() throws IOException {
    ended = true;
    Threads.join(thread);
    Files.deleteIfExists(file);
  }
}

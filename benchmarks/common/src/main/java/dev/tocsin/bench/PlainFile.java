package dev.tocsin.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A file that the sample's line is appended to, with nothing around it. */
@State(Scope.Benchmark)
public class PlainFile {
  private final Folder folder = new Folder();
  private final ByteBuffer line = Sample.directLine();
  private FileChannel channel;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    channel =
        FileChannel.open(
            folder.make().resolve("events.log"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.APPEND);
  }

  /**
   * Peers swallow their errors: a call that wrote nothing would look like a fast one.
   *
   * @throws IOException if nothing was written
   */
  static void requireLines(Path file) throws IOException {
    if (Files.size(file) == 0) {
      throw new IOException(file + ": nothing was written, so nothing was measured");
    }
  }

  /** One write. For one thread. */
  int write() throws IOException {
    line.rewind();
    return channel.write(line);
  }

  /** One write and one flush, in turn. */
  synchronized long writeAndForce() throws IOException {
    int written = write();
    channel.force(false);
    return written;
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    channel.close();
    folder.delete();
  }
}

package dev.tocsin.journal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A file to append to that an interrupted thread does not close. Java closes a {@link FileChannel}
 * when a thread that uses it is interrupted; applications interrupt their threads as a matter of
 * course, and the audit file must not close for that. So a call here sets the interrupt aside,
 * reopens the file when one struck in the middle, does its work, and gives the interrupt back.
 *
 * <p>One thread writes at a time; {@link #force()} may run beside a write.
 */
final class AppendFile {
  private final @Nullable Object identity;

  /** A way to what was written that stays when no name leads to it any more. */
  private final FileChannel source;

  /** What is read around the place where the file should end. */
  private final ByteBuffer ending = ByteBuffer.allocateDirect(2);

  private volatile Path path;
  private volatile FileChannel channel;

  /** Only to look whether the file ends where it should; once closed, for good. */
  private final FileChannel probe;

  private volatile boolean closed;
  private volatile boolean givenUp;

  private AppendFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    List<FileChannel> opened = new ArrayList<>(List.of(channel));
    try {
      this.identity = identityOf(path);
      this.source = SecureFiles.openForRead(path);
      opened.add(source);
      this.probe = SecureFiles.openForRead(path);
    } catch (IOException e) {
      for (FileChannel each : opened) {
        each.close();
      }
      throw e;
    }
  }

  static AppendFile create(Path path) throws IOException {
    return new AppendFile(path, SecureFiles.createNew(path, StandardOpenOption.APPEND));
  }

  static AppendFile open(Path path) throws IOException {
    return new AppendFile(path, SecureFiles.openForAppend(path));
  }

  static AppendFile openOrCreate(Path path) throws IOException {
    return new AppendFile(path, SecureFiles.openOrCreate(path, StandardOpenOption.APPEND));
  }

  /** Where the file is now. */
  Path path() {
    return path;
  }

  /** Tells where the file was moved to, for the case that it must be opened again. */
  void moved(Path newPath) {
    path = newPath;
  }

  /** Whether the name still leads to this very file. */
  boolean isInPlace() {
    try {
      return isAt(path);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether a name leads to this very file.
   *
   * @throws IOException if nobody can tell, as without rights on the folder
   */
  boolean isAt(Path name) throws IOException {
    try {
      return Objects.equals(identity, identityOf(name));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Writes all that the file holds into a new one, which is on the disk then; also where no name
   * leads to this file any more. An interrupt in the middle would close the only way to it, so a
   * thread that nobody knows does it.
   */
  void copyTo(Path copy) throws IOException {
    FutureTask<Void> copying =
        new FutureTask<>(
            () -> {
              try (FileChannel out = SecureFiles.createNew(copy)) {
                long size = source.size();
                for (long at = 0; at < size; ) {
                  at += source.transferTo(at, size - at, out);
                }
                out.force(true);
              }
              return null;
            });
    Thread thread = new Thread(copying, "tocsin-rescue-" + path.getFileName());
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (!copying.isDone()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      copying.get();
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Appends all that remains in the buffer. When it fails, some of it may be in the file: the
   * caller knows the size from before and truncates.
   *
   * @param sizeBefore the size of the file before the call
   * @return the size of the file after it
   */
  @CanIgnoreReturnValue
  long append(ByteBuffer buffer, long sizeBefore) throws IOException {
    int start = buffer.position();
    boolean interrupted = Thread.interrupted();
    boolean again = false;
    try {
      while (true) {
        FileChannel used = channel;
        try {
          if (again) {
            // After an interrupt nobody knows how much was written: begin again at a known size.
            if (used.size() > sizeBefore) {
              used.truncate(sizeBefore);
            }
            buffer.position(start);
          }
          while (buffer.hasRemaining()) {
            used.write(buffer);
          }
          long end = sizeBefore + buffer.position() - start;
          return endsAt(end) ? end : used.size();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
          reopen(used);
        } catch (ClosedChannelException e) {
          // Another thread was interrupted in its call, or is reopening at this moment.
          reopen(used);
        }
        again = true;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Whether the file has that size, which is not 0; false if nobody can tell. After each write
   * somebody asks, and a kernel that was asked for a file's size notes the exact time of its next
   * write, which takes longer than the question. So what is asked is whether there is a byte before
   * that place, and none behind it.
   */
  private boolean endsAt(long size) throws IOException {
    if (!probe.isOpen()) {
      return false;
    }
    ending.clear();
    try {
      return probe.read(ending, size - 1) == 1;
    } catch (ClosedChannelException e) {
      // An interrupt struck just here; it is seen to by the next call on the other channel.
      return false;
    }
  }

  long size() throws IOException {
    return uninterrupted(FileChannel::size);
  }

  void truncate(long size) throws IOException {
    uninterrupted(ch -> ch.truncate(size).size());
  }

  /** Flushes the file's content to the disk; of a file that was given up there is none. */
  void force() throws IOException {
    try {
      uninterrupted(
          ch -> {
            ch.force(false);
            return 0;
          });
    } catch (IOException e) {
      if (!givenUp) {
        throw e;
      }
    }
  }

  /** Closes it after another file took over all that it held. */
  void giveUp() {
    givenUp = true;
    close();
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    try {
      channel.close();
      source.close();
      probe.close();
    } catch (IOException e) {
      // Whatever was to be kept was flushed before; a close that fails loses nothing.
      return;
    }
  }

  private interface Operation {
    long on(FileChannel channel) throws IOException;
  }

  @CanIgnoreReturnValue
  private long uninterrupted(Operation operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        FileChannel used = channel;
        try {
          return operation.on(used);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
          reopen(used);
        } catch (ClosedChannelException e) {
          // Another thread was interrupted in its call, or is reopening at this moment.
          reopen(used);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void reopen(FileChannel broken) throws IOException {
    if (closed) {
      throw new IOException(path + ": is closed");
    }
    if (channel != broken) {
      return;
    }
    FileChannel fresh = SecureFiles.openForAppend(path);
    if (!isInPlace()) {
      fresh.close();
      throw new IOException(path + ": was replaced by another file");
    }
    channel = fresh;
  }

  private static @Nullable Object identityOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}

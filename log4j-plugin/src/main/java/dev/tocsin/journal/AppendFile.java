package dev.tocsin.journal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
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
  private volatile Path path;
  private volatile FileChannel channel;
  private volatile boolean closed;

  private AppendFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.identity = identityOf(path);
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
      return Objects.equals(identity, identityOf(path));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Appends all that remains in the buffer. When it fails, some of it may be in the file: the
   * caller knows the size from before and truncates.
   *
   * @param sizeBefore the size of the file before the call
   */
  void append(ByteBuffer buffer, long sizeBefore) throws IOException {
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
          return;
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

  long size() throws IOException {
    return uninterrupted(FileChannel::size);
  }

  void truncate(long size) throws IOException {
    uninterrupted(ch -> ch.truncate(size).size());
  }

  /** Flushes the file's content to the disk. */
  void force() throws IOException {
    uninterrupted(
        ch -> {
          ch.force(false);
          return 0;
        });
  }

  void close() {
    closed = true;
    try {
      channel.close();
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

package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.files.SecureFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock that makes one process the only writer of a journal. The kernel drops it when the
 * process ends, however it ends; the file's text names the holder for the next one who tries.
 */
final class WriterLock implements Closeable {
  private static final String CLAIM = "dev.tocsin.journal:";
  private static final long LOOK_NANOS = 200_000_000L;

  private final Path active;
  private final String claim;
  private final String holder;
  private FileChannel channel;
  private @Nullable Object identity;
  private volatile @Nullable JournalException taken;

  private WriterLock(Path active, String claim, String holder, FileChannel channel)
      throws IOException {
    this.active = active;
    this.claim = claim;
    this.holder = holder;
    this.channel = channel;
    this.identity = identityOf(beside(active));
  }

  static Path beside(Path active) {
    return active.resolveSibling(active.getFileName() + ".lock");
  }

  /**
   * @throws JournalException if another process, or another class loader of this one, holds it; the
   *     message names the holder
   */
  static WriterLock acquire(Path active, String writer, Instant now) throws JournalException {
    String holder =
        "process "
            + ProcessHandle.current().pid()
            + ", writer "
            + writer.replaceAll("\\p{Cntrl}", "?")
            + ", since "
            + JournalTime.text(now);
    // On POSIX systems closing any channel on a file drops all locks that the process has on it. So
    // a file that this process has locked must not even be opened again, also not by a second copy
    // of this class in another class loader: the claim is kept where all of them see it.
    String claim = claimOf(active);
    Object claimed = System.getProperties().putIfAbsent(claim, holder);
    if (claimed != null) {
      throw held(active, claimed.toString());
    }
    boolean locked = false;
    try {
      WriterLock lock = lock(active, claim, holder);
      locked = true;
      return lock;
    } finally {
      if (!locked) {
        System.getProperties().remove(claim);
      }
    }
  }

  /** One claim for a file, whatever links its folder is reached by. */
  private static String claimOf(Path active) throws JournalException {
    Path folder = Objects.requireNonNull(active.getParent());
    try {
      return CLAIM + folder.toRealPath().resolve(active.getFileName());
    } catch (IOException e) {
      throw new JournalException(
          folder
              + ": the folder can't be used ("
              + Reason.of(e)
              + "); make it accessible for this process's user, or name another in fileName",
          e);
    }
  }

  private static WriterLock lock(Path active, String claim, String holder) throws JournalException {
    Path path = beside(active);
    AuditPaths.refuseLink(path);
    FileChannel channel = null;
    try {
      channel = SecureFiles.openOrCreate(path, StandardOpenOption.READ);
      if (!tryFor(LOOK_NANOS, channel)) {
        throw held(active, holderIn(channel));
      }
      name(channel, holder);
      return new WriterLock(active, claim, holder, channel);
    } catch (JournalException e) {
      close(channel);
      throw e;
    } catch (IOException e) {
      close(channel);
      throw unusable(path, e);
    }
  }

  /**
   * Takes the lock again where its file was removed or replaced. Whoever has taken it meanwhile
   * keeps it, also after its end: the journal then holds lines that this writer does not know.
   *
   * @return whether it had to be taken again
   * @throws JournalException if it can't be; the message names the holder or the reason
   */
  boolean renew() throws JournalException {
    JournalException before = taken;
    if (before != null) {
      throw before;
    }
    if (!isGone()) {
      return false;
    }
    Path path = beside(active);
    AuditPaths.refuseLink(path);
    FileChannel fresh = null;
    try {
      fresh = SecureFiles.openOrCreate(path, StandardOpenOption.READ);
      if (!tryFor(LOOK_NANOS, fresh)) {
        JournalException held = held(active, holderIn(fresh));
        taken = held;
        throw held;
      }
      name(fresh, holder);
      identity = identityOf(path);
    } catch (JournalException e) {
      close(fresh);
      throw e;
    } catch (IOException e) {
      close(fresh);
      throw unusable(path, e);
    }
    close(channel);
    channel = fresh;
    return true;
  }

  /** Whether another process took the journal after the lock file had been removed. */
  boolean isTaken() {
    return taken != null;
  }

  /** Whether the lock file's name leads to another file or nowhere; not if nobody can tell. */
  private boolean isGone() {
    try {
      return !Objects.equals(identity, identityOf(beside(active)));
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Object identityOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static void name(FileChannel channel, String holder) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((holder + "\n").getBytes(UTF_8)), 0);
  }

  private static JournalException unusable(Path path, IOException e) {
    return new JournalException(
        path
            + ": the lock file can't be opened ("
            + Reason.of(e)
            + "); make the folder writable for this process's user, or name another in fileName",
        e);
  }

  /** Takes the lock; a verification that is just trying it is waited for. */
  private static boolean tryFor(long nanos, FileChannel channel) throws IOException {
    long end = System.nanoTime() + nanos;
    while (channel.tryLock() == null) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(10_000_000L);
    }
    return true;
  }

  /**
   * Whether anybody has the journal open, this process included. Asks by trying the lock, so a
   * writer that starts at this very moment may find it taken and tries again.
   */
  static boolean isHeld(Path active) throws IOException {
    Path absolute = active.toAbsolutePath().normalize();
    if (System.getProperties().containsKey(claimOf(absolute))) {
      return true;
    }
    Path path = beside(absolute);
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (FileChannel channel = SecureFiles.openForAppend(path);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    }
  }

  private static String holderIn(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(256);
    if (channel.read(text, 0) <= 0) {
      return "another process";
    }
    return new String(text.array(), 0, text.position(), UTF_8)
        .lines()
        .findFirst()
        .orElse("another process");
  }

  private static JournalException held(Path active, String holder) {
    return JournalException.held(
        active
            + ": is being written by "
            + holder
            + "; a journal has one writer: give each process a file of its own, for example with"
            + " ${tocsin:pid} in fileName");
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the channel; a close that fails leaves nothing to be done.
      return;
    }
  }

  @Override
  public void close() {
    close(channel);
    System.getProperties().remove(claim);
  }
}

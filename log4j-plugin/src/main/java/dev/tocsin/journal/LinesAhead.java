package dev.tocsin.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a {@link LineSource}, read and decompressed by a thread of their own while those
 * before them are verified. That thread is the faster one, so it does a part of the other's work:
 * where lines are waiting already, it looks at the form of those it brings. Where none are, they
 * are passed on as they are, and both have work all the time.
 *
 * <p>A few blocks are under way at most. The order, and where a file can't be read any further, are
 * those of the source. Used by one thread.
 */
final class LinesAhead implements Closeable {
  private static final int MOST_WAITING = 3;

  private final LineSource source;
  private final LineCheck check = new LineCheck();
  private final LineBlock end = new LineBlock();
  private final BlockingQueue<LineBlock> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final BlockingQueue<LineBlock> used = new ArrayBlockingQueue<>(MOST_WAITING);
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;
  private LineBlock block = end;
  private int index;
  private boolean ended;

  /**
   * Begins to read.
   *
   * @param source closed with this, and used by nobody else
   */
  LinesAhead(LineSource source) {
    this.source = source;
    Thread reader = new Thread(this::read, "tocsin-read-ahead");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      readBlocks();
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    } finally {
      put(end);
    }
  }

  private void readBlocks() throws IOException {
    LineBlock filling = new LineBlock();
    try {
      while (!closed && source.next()) {
        if (!filling.add(source)) {
          pass(filling);
          LineBlock again = used.poll();
          filling = again == null ? new LineBlock() : again;
          filling.add(source);
        }
      }
    } finally {
      // What came before a place that can't be read counts, too.
      if (filling.count() > 0) {
        pass(filling);
      }
    }
  }

  private void pass(LineBlock full) {
    if (!waiting.isEmpty()) {
      full.check(check);
    }
    put(full);
  }

  private void put(LineBlock full) {
    boolean interrupted = false;
    while (true) {
      try {
        waiting.put(full);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private LineBlock take() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return waiting.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Moves to the next line.
   *
   * @return false when there is none
   * @throws IOException after the last line that could be read
   */
  boolean next() throws IOException {
    if (++index < block.count()) {
      return true;
    }
    if (ended) {
      return false;
    }
    if (block != end) {
      block.clear();
      var unused = used.offer(block);
    }
    block = take();
    index = 0;
    ended = block == end;
    if (ended && failure != null) {
      throwFailure(failure);
    }
    return !ended;
  }

  private static void throwFailure(Throwable failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  /** The array the line is in, valid until the next call of {@link #next()}. */
  byte[] buffer() {
    return block.bytes();
  }

  int start() {
    return block.start(index);
  }

  /** Bytes of the line, LF excluded. */
  int length() {
    return block.length(index);
  }

  /** Whether the line ended with LF. */
  boolean isComplete() {
    return block.isComplete();
  }

  /** Whether it is known that the line has no fault of its own. */
  boolean isFaultless() {
    return block.isFaultless();
  }

  /** How many bytes follow the last complete line, once {@link #next()} has returned false. */
  int restBytes() {
    return source.restBytes();
  }

  /** Ends the reading, at once if it is not through. */
  @Override
  public void close() throws IOException {
    closed = true;
    while (!ended) {
      ended = take() == end;
    }
    source.close();
  }
}

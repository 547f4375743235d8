package dev.tocsin.trail.sql;

import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.AuditTrail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * SQL over the journals of some folders, see {@link TrailTable}. Whatever the question says, it can
 * read the trail and nothing else: it is the parameter of one SELECT, and DuckDB was told before
 * that the trail's files are all there is, for reading. It leaves no trace by itself: record it
 * with {@link dev.tocsin.trail.CaseJournal}, as the command line does. Not thread-safe.
 */
public final class TrailSql implements Closeable {
  /** Memory for DuckDB, beside Java's heap, where nothing else is said: 512 MB. */
  public static final long DEFAULT_MEMORY_BYTES = 512L << 20;

  /** How long a question may take where nothing else is said: 10 minutes. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  private static final int ATTEMPTS = 10;

  private final List<Path> folders;
  private final EventTypes types;
  private final long memoryBytes;
  private final Duration timeout;
  private final AuditTrail.Damage damage;
  private final Set<String> told = new HashSet<>();

  /** Files that DuckDB can't read. */
  private final Set<String> unreadable = new HashSet<>();

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, TrailSql::daemon);
  private long recentBytes = JournalSnapshot.RECENT_BYTES;
  private @Nullable Session session;

  private TrailSql(
      List<Path> folders,
      EventTypes types,
      long memoryBytes,
      Duration timeout,
      AuditTrail.Damage damage) {
    this.folders = List.copyOf(folders);
    this.types = types;
    this.memoryBytes = memoryBytes;
    this.timeout = timeout;
    this.damage =
        what -> {
          if (told.add(what)) {
            damage.leftOut(what);
          }
        };
    this.timer.setRemoveOnCancelPolicy(true);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "tocsin-sql-timeout");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * For some folders, with the default memory and time.
   *
   * @param types the built-in ones and your own
   * @param damage what can't be read, and is left out; of files that DuckDB reads it is told once
   *     the answer was read to its end
   */
  public static TrailSql open(List<Path> folders, EventTypes types, AuditTrail.Damage damage) {
    return open(folders, types, DEFAULT_MEMORY_BYTES, DEFAULT_TIMEOUT, damage);
  }

  /**
   * The same with bounds of your own.
   *
   * @param memoryBytes for DuckDB, at least 64 MB
   * @param timeout for each question, until its last row
   * @throws IllegalArgumentException if it is less
   */
  public static TrailSql open(
      List<Path> folders,
      EventTypes types,
      long memoryBytes,
      Duration timeout,
      AuditTrail.Damage damage) {
    if (memoryBytes < 64L << 20 || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(memoryBytes + " bytes, " + timeout + ": use more");
    }
    return new TrailSql(folders, types, memoryBytes, timeout, damage);
  }

  /** Leaves plain files beyond so many bytes to DuckDB. */
  void setRecentBytes(long bytes) {
    recentBytes = bytes;
  }

  /**
   * Asks. The first rows are computed before this returns, so that most failures are told here.
   *
   * @param question one SELECT
   * @return to be closed before the next question
   * @throws TrailSqlException one line that says why there is no answer
   * @throws IOException if the journals can't be read
   */
  public TrailRows query(String question) throws IOException {
    Set<TrailTable> tables = named(question);
    for (int attempt = 1; ; attempt++) {
      Session current = session(tables);
      TrailRows rows = new TrailRows(current, question, timeout, timer);
      try {
        rows.readAhead();
        if (!rows.isWhole() || current.changed() == null || attempt == ATTEMPTS) {
          return rows;
        }
        // A file got another name while it was read, and nothing of it was shown yet.
        rows.close();
      } catch (SQLException e) {
        rows.close();
        SQLException found = rows.found(e);
        String file = current.fileIn(found);
        if (file == null || attempt == ATTEMPTS) {
          throw rows.failure(found);
        }
        if (current.isThere(file)) {
          unreadable.add(file);
        }
      } catch (IOException | RuntimeException e) {
        rows.close();
        throw e;
      }
      close(current);
    }
  }

  /** The tables beside the events that a question names; filling them takes time. */
  private static Set<TrailTable> named(String question) {
    Set<TrailTable> named = EnumSet.noneOf(TrailTable.class);
    String lower = question.toLowerCase(Locale.ROOT);
    for (TrailTable table : TrailTable.values()) {
      if (lower.contains(table.sqlName())) {
        named.add(table);
      }
    }
    named.remove(TrailTable.SECURITY_EVENTS);
    return named;
  }

  private Session session(Set<TrailTable> tables) throws IOException {
    Session open = session;
    if (open != null && open.has(tables)) {
      return open;
    }
    if (open != null) {
      close(open);
    }
    Session fresh =
        Session.open(folders, types, tables, unreadable, memoryBytes, recentBytes, damage);
    session = fresh;
    return fresh;
  }

  private void close(Session open) {
    session = null;
    open.close();
  }

  /** Closes it, and what it answered last. */
  @Override
  public void close() {
    timer.shutdownNow();
    if (session != null) {
      close(session);
    }
  }
}

package dev.tocsin.test;

import dev.tocsin.audit.Recording;
import dev.tocsin.event.SecurityEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * The security events of one test, as the audit file has or would have them: with the fields of
 * context and call, secrets taken out, what is too long cut, the risk scored. {@link
 * AuditExtension} makes one for each test and hands it to parameters of this type.
 *
 * <p>An event belongs to the test that runs on the thread that logged it. Events of other threads
 * belong to the test that runs, if it is the only one; while several run they are nobody's, and
 * {@link #unclaimed()} by all of them, unless the thread's task went through {@link
 * #bind(Runnable)}. Tocsin's own events, such as alerts, are not captured. Thread-safe.
 */
public final class AuditCapture {
  /** Of each kind of event so many are kept; further ones are counted. */
  public static final int MOST_EVENTS = 100_000;

  private final String name;
  private final String id;
  private final Attribution attribution;
  private final FakeDisk disk = new FakeDisk();
  private final Kept recorded = new Kept();
  private final Kept notRecorded = new Kept();
  private final Kept unclaimed = new Kept();

  /** The first of the events that came. Thread-safe. */
  private static final class Kept {
    private final List<SecurityEvent> events = new ArrayList<>();
    private long beyond;

    synchronized void add(SecurityEvent event) {
      if (events.size() < MOST_EVENTS) {
        events.add(event);
      } else {
        beyond++;
      }
    }

    synchronized List<SecurityEvent> events() {
      return List.copyOf(events);
    }

    synchronized long beyond() {
      return beyond;
    }

    synchronized void clear() {
      events.clear();
      beyond = 0;
    }
  }

  AuditCapture(String name, String id, Attribution attribution) {
    this.name = name;
    this.id = id;
    this.attribution = attribution;
  }

  /** The events that were recorded, in that order. */
  public List<SecurityEvent> events() {
    return recorded.events();
  }

  /** The events that could not be recorded, as under {@link #failRecording()}. */
  public List<SecurityEvent> notRecorded() {
    return notRecorded.events();
  }

  /** Events that came while this test ran, of which nobody can tell whose they are. */
  public List<SecurityEvent> unclaimed() {
    return unclaimed.events();
  }

  /** How many events came after {@link #MOST_EVENTS}, and are in none of the lists. */
  public long notKept() {
    return recorded.beyond() + notRecorded.beyond() + unclaimed.beyond();
  }

  /** Forgets what came so far. */
  public void clear() {
    recorded.clear();
    notRecorded.clear();
    unclaimed.clear();
  }

  /** From now on this test's events can't be recorded, as on a full disk. */
  public void failRecording() {
    failRecording("No space left on device");
  }

  /**
   * From now on this test's events can't be recorded. What their callers hear is what they would
   * hear of a disk: under fail-closed an {@code AuditNotRecordedException}, under fail-open
   * nothing.
   *
   * @param systemsWords what the system says, for example {@code Input/output error}
   */
  public void failRecording(String systemsWords) {
    disk.fail(Objects.requireNonNull(systemsWords, "systemsWords"));
  }

  /**
   * From now on writing this test's events hangs: each call waits as long as the audit appender's
   * {@code writeTimeoutMillis} says (0: until {@link #restore()}), and then fails.
   */
  public void hangRecording() {
    disk.hang();
  }

  /** Events can be recorded again, those whose calls hang at this moment first. */
  public void restore() {
    disk.restore();
  }

  /** A task whose events belong to this test, whatever thread runs it. */
  public Runnable bind(Runnable task) {
    Objects.requireNonNull(task, "task");
    return () -> {
      attribution.enter(id);
      try {
        task.run();
      } finally {
        attribution.leave(id);
      }
    };
  }

  /** The same for a task with a result. */
  public <T> Callable<T> bindCall(Callable<T> task) {
    Objects.requireNonNull(task, "task");
    return () -> {
      attribution.enter(id);
      try {
        return task.call();
      } finally {
        attribution.leave(id);
      }
    };
  }

  /** An executor that does the same with each task. */
  public Executor bind(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return task -> executor.execute(bind(task));
  }

  String id() {
    return id;
  }

  FakeDisk disk() {
    return disk;
  }

  void recorded(Recording recording) {
    recorded.add(recording.event());
  }

  void notRecorded(Recording recording) {
    notRecorded.add(recording.event());
  }

  void unclaimed(Recording recording) {
    unclaimed.add(recording.event());
  }

  /** The test's name. */
  @Override
  public String toString() {
    return name;
  }
}

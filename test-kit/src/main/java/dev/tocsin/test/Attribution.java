package dev.tocsin.test;

import dev.tocsin.audit.Recording;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows which tests and containers of tests run, on which threads, and so whose an event is.
 * Nothing is guessed: an event of a thread that is no test's belongs to a test only if no other one
 * runs. Thread-safe.
 */
final class Attribution {
  /** What a thread works for, and since when. */
  private record Work(String id, Instant since) {}

  /** What runs, each with its parent, or an empty text. */
  private final Map<String, String> running = new LinkedHashMap<>();

  /** What each thread works for, the innermost first. */
  private final Map<Long, Deque<Work>> threads = new HashMap<>();

  private final Map<String, AuditCapture> captures = new HashMap<>();

  /**
   * Whose an event is.
   *
   * @param owner null if it belongs to no capture
   * @param candidates where nobody can tell: those that may have logged it
   */
  record Owners(@Nullable AuditCapture owner, List<AuditCapture> candidates) {}

  /**
   * A test or a container begins on this thread.
   *
   * @param parent null for an engine; one that is run from inside a test is part of that test
   */
  synchronized void started(String id, @Nullable String parent) {
    String above = parent == null ? current() : parent;
    running.put(id, above == null || above.equals(id) ? "" : above);
    enter(id);
  }

  /** The contrary, on the same thread. */
  synchronized void finished(String id) {
    running.remove(id);
    leave(id);
  }

  /** This thread works for a test from now on. */
  synchronized void enter(String id) {
    threads
        .computeIfAbsent(Thread.currentThread().getId(), thread -> new ArrayDeque<>())
        .push(new Work(id, Instant.now()));
  }

  /** The contrary. */
  synchronized void leave(String id) {
    long thread = Thread.currentThread().getId();
    Deque<Work> works = threads.get(thread);
    if (works != null) {
      works.stream().filter(work -> work.id().equals(id)).findFirst().ifPresent(works::remove);
      if (works.isEmpty()) {
        threads.remove(thread);
      }
    }
  }

  synchronized @Nullable AuditCapture captureOfThisThread() {
    String id = current();
    return id == null ? null : captureOf(id);
  }

  private @Nullable String current() {
    Deque<Work> works = threads.get(Thread.currentThread().getId());
    return works == null ? null : works.element().id();
  }

  /** A capture for what runs under its id. */
  synchronized void open(AuditCapture capture) {
    captures.put(capture.id(), capture);
  }

  synchronized boolean hasCaptures() {
    return !captures.isEmpty();
  }

  /** The contrary of {@link #open}. */
  synchronized void close(AuditCapture capture) {
    captures.remove(capture.id());
  }

  synchronized Owners ownersOf(Recording recording) {
    Deque<Work> works = threads.get(recording.threadId());
    if (works != null) {
      AuditCapture owner = captureOf(works.element().id());
      return new Owners(isLate(recording, works, owner) ? null : owner, List.of());
    }
    Set<String> leaves = new HashSet<>(running.keySet());
    leaves.removeAll(running.values());
    if (leaves.size() == 1) {
      return new Owners(captureOf(leaves.iterator().next()), List.of());
    }
    return new Owners(null, candidates(leaves));
  }

  /** Whether an event was logged before its thread came to a test, and left in a queue since. */
  private boolean isLate(Recording recording, Deque<Work> works, @Nullable AuditCapture owner) {
    return recording.threadId() != Thread.currentThread().getId()
        && works.stream()
            .filter(work -> captureOf(work.id()) == owner)
            .noneMatch(work -> !recording.loggedAt().isBefore(work.since()));
  }

  private List<AuditCapture> candidates(Collection<String> leaves) {
    List<AuditCapture> candidates = new ArrayList<>();
    for (String leaf : leaves) {
      AuditCapture capture = captureOf(leaf);
      if (capture != null && !candidates.contains(capture)) {
        candidates.add(capture);
      }
    }
    return candidates;
  }

  /** The capture of the nearest that has one: a dynamic test is part of its factory's. */
  private @Nullable AuditCapture captureOf(String id) {
    String at = id;
    while (at != null && !at.isEmpty()) {
      AuditCapture capture = captures.get(at);
      if (capture != null) {
        return capture;
      }
      at = running.get(at);
    }
    return null;
  }
}

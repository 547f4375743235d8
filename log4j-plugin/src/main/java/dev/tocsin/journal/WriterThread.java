package dev.tocsin.journal;

import java.util.concurrent.locks.LockSupport;

/**
 * The thread that writes for callers who may not wait for ever. A thread inside a write that hangs
 * can't be called back, so where there is a limit no caller writes itself: this thread hangs
 * instead, and its callers leave. How long it has been at one piece of work tells whether it does.
 */
final class WriterThread {
  private final Runnable work;
  private final WorkToDo todo;
  private final Patience patience = new Patience();
  private final Thread thread;
  private volatile boolean parked;
  private volatile boolean ended;

  /** When the piece of work under way began, by {@link System#nanoTime}; 0 for none. */
  private volatile long began;

  /** Whether there is something to write. */
  interface WorkToDo {
    boolean isThere();
  }

  WriterThread(String name, WorkToDo todo, Runnable work) {
    this.todo = todo;
    this.work = work;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    // Who comes after the end sees that it is there, and who came before is served.
    while (!ended || todo.isThere()) {
      if (todo.isThere()) {
        progress();
        try {
          work.run();
        } finally {
          began = 0;
        }
      } else if (!patience.look(todo::isThere)) {
        parked = true;
        if (!todo.isThere() && !ended) {
          LockSupport.park(this);
        }
        parked = false;
      }
    }
  }

  /** Called from the work itself: a new piece of it begins. Other threads may do the work, too. */
  void progress() {
    if (Thread.currentThread() == thread) {
      began = System.nanoTime() | 1;
    }
  }

  /** Called after something was given it to do. */
  void wake() {
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether it has been at one piece of work for longer than that. */
  boolean isHanging(long nanos) {
    long since = began;
    return since != 0 && System.nanoTime() - since > nanos;
  }

  boolean isEnded() {
    return ended;
  }

  /** Ends it, once it is through with what it has begun. */
  void end() {
    ended = true;
    LockSupport.unpark(thread);
  }
}

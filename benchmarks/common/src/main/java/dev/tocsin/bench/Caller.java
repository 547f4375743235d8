package dev.tocsin.bench;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** One of the threads that log: it goes through all clients, from a place of its own. */
@State(Scope.Thread)
public class Caller {
  private static final int ALL = Clients.COUNT - 1;

  private int next;

  @Setup
  public void begin(ThreadParams threads) {
    next = (int) ((long) Clients.COUNT * threads.getThreadIndex() / threads.getThreadCount());
  }

  /** The address of the next client. */
  String address(Clients clients) {
    next = (next + 1) & ALL;
    return clients.address(next);
  }
}

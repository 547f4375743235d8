package dev.tocsin.bench;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The clients whose sign-ins fail, as many as a busy service sees. */
@State(Scope.Benchmark)
public class Clients {
  /**
   * A power of two; so many that none is back within the second that the rules of {@link
   * AuditCallBenchmark} look at as often as they want, up to 1.3 million calls a second.
   */
  static final int COUNT = 1 << 18;

  private final String[] addresses = new String[COUNT];

  public Clients() {
    for (int i = 0; i < COUNT; i++) {
      addresses[i] = "10." + (100 + (i >> 16)) + "." + (i >> 8 & 0xff) + "." + (i & 0xff);
    }
  }

  String address(int client) {
    return addresses[client];
  }
}

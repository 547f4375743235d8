package dev.tocsin.bench;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.Limits;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** An event that is complete, from its fields to the bytes of its line, and nothing else. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class EncodeFloor {

  /** The event and where its bytes go. */
  @State(Scope.Thread)
  public static class Encoding {
    final ByteSink line = new ByteSink();
    private final EventDraft event = new RedactionBenchmark.Event().ordinary();
    private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);

    int encode() {
      line.reset();
      encoder.encode(event, line);
      return line.length();
    }
  }

  @Benchmark
  public int floor_encode(Encoding state) {
    return state.encode();
  }
}

package dev.tocsin.bench;

import dev.tocsin.inspect.InputInspector;
import dev.tocsin.inspect.Suspicion;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * What a look at an input for attacks costs, for texts of 100 characters: an id, that a glance is
 * enough for, prose, JSON, a form that was sent as it is, and an attack. One thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class InspectBenchmark {
  private static final int LENGTH = 100;

  /** The texts. */
  @State(Scope.Thread)
  public static class Inputs {
    private final String id = of("019aa9d000007000-8000-0000-0000-000001");
    private final String prose = of("Miles O'Brien asked for a table, by the window if possible; ");
    private final String json = of("{\"name\":\"O'Neil\",\"tags\":[\"a\",\"b\"],\"price\":12.50},");
    private final String form = of("name%3DGr%C3%BC%C3%9Fe%26from%3DK%C3%B6ln%20");
    private final String attack = of("1' UNION ALL SELECT password, 2 FROM users -- ");

    private static String of(String part) {
      return part.repeat(LENGTH / part.length() + 1).substring(0, LENGTH);
    }
  }

  @Benchmark
  public Optional<Suspicion> inspect_id(Inputs inputs) {
    return InputInspector.inspect(inputs.id);
  }

  @Benchmark
  public Optional<Suspicion> inspect_prose(Inputs inputs) {
    return InputInspector.inspect(inputs.prose);
  }

  @Benchmark
  public Optional<Suspicion> inspect_json(Inputs inputs) {
    return InputInspector.inspect(inputs.json);
  }

  @Benchmark
  public Optional<Suspicion> inspect_encoded(Inputs inputs) {
    return InputInspector.inspect(inputs.form);
  }

  @Benchmark
  public Optional<Suspicion> inspect_attack(Inputs inputs) {
    return InputInspector.inspect(inputs.attack);
  }
}

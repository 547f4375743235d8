package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.journal.Durability;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * {@code fsync=always} with 16 threads, where concurrent calls share a flush, against a file that
 * is flushed for each event: what a logger does that promises the same and groups nothing.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(16)
public class GroupCommitBenchmark {
  /** The default of an appender. */
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

  /** A journal whose calls return when their line is on the disk. */
  @State(Scope.Benchmark)
  public static class Grouped {
    private final Folder folder = new Folder();
    private Journal journal;

    @Setup(Level.Iteration)
    public void open() throws IOException {
      journal =
          Journal.open(
              JournalConfig.builder(folder.make().resolve("security_audit.log"))
                  .durability(Durability.ALWAYS)
                  .writeTimeout(WRITE_TIMEOUT)
                  .build(),
              JournalListener.NONE);
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
      journal.close();
      folder.delete();
    }
  }

  /** A thread's own line. */
  @State(Scope.Thread)
  public static class Line {
    final JournalEntry entry = new JournalEntry();

    @Setup
    public void set() {
      byte[] line = Sample.openLine().getBytes(UTF_8);
      entry.set(line, line.length, null);
    }
  }

  @Benchmark
  public long group_commit(Grouped state, Line line) throws IOException {
    return state.journal.append(line.entry);
  }

  @Benchmark
  public long flush_each(PlainFile file) throws IOException {
    return file.writeAndForce();
  }
}

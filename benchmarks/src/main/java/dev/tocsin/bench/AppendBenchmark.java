package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.journal.Durability;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.keys.KeyFolder;
import dev.tocsin.keys.KeySet;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
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
 * An encoded event into the journal, one thread, {@code fsync=no}, so that the disk plays no part:
 * number, chain, tag and write. The difference to {@link Floors#write} is what the chain costs.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class AppendBenchmark {

  /** A journal in a folder of its own. */
  abstract static class Open {
    final JournalEntry entry = new JournalEntry();
    private final Folder folder = new Folder();
    private Journal journal;

    abstract JournalConfig.Builder settings(JournalConfig.Builder config, Path folder)
        throws IOException;

    @Setup(Level.Iteration)
    public void open() throws IOException {
      Path made = folder.make();
      JournalConfig.Builder config =
          JournalConfig.builder(made.resolve("security_audit.log")).durability(Durability.NO);
      journal = Journal.open(settings(config, made).build(), JournalListener.NONE);
      byte[] line = Sample.openLine().getBytes(UTF_8);
      entry.set(line, line.length, null);
    }

    long append() throws IOException {
      return journal.append(entry);
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
      journal.close();
      folder.delete();
    }
  }

  /** Tags are plain hashes. */
  @State(Scope.Benchmark)
  public static class Unkeyed extends Open {
    @Override
    JournalConfig.Builder settings(JournalConfig.Builder config, Path folder) {
      return config;
    }
  }

  /** Tags under a key, checkpoints signed. */
  @State(Scope.Benchmark)
  public static class Keyed extends Open {
    @Override
    JournalConfig.Builder settings(JournalConfig.Builder config, Path folder) throws IOException {
      Path keys = folder.resolve("keys");
      new KeyFolder(keys, new SecureRandom()).generate();
      return config.keys(KeySet.of(keys.toString(), name -> null)).evolve(true);
    }
  }

  @Benchmark
  public long journal_append(Unkeyed state) throws IOException {
    return state.append();
  }

  @Benchmark
  public long journal_append_keyed(Keyed state) throws IOException {
    return state.append();
  }
}

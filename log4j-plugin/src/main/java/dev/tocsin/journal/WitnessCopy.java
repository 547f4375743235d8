package dev.tocsin.journal;

import dev.tocsin.files.SecureFiles;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Set;

/**
 * Takes the checkpoints out of what witnesses have kept, in any form that {@link Verifier#witness}
 * knows, and writes them to a new file as lines that it reads again: what is large, or comes in
 * parts, is read once. Not thread-safe.
 */
public final class WitnessCopy implements Closeable {
  private final Set<String> journals;
  private final OutputStream out;
  private long checkpoints;

  /**
   * What was in one part.
   *
   * @param checkpoints how many there were, of whatever journal, repeats included
   * @param newestNanos the latest time that Loki has for one of them, in nanoseconds since 1970; 0
   *     if none is from an answer of Loki
   */
  public record Part(long checkpoints, long newestNanos) {}

  /**
   * Begins a copy.
   *
   * @param file is created, for its owner only
   * @param journals ids of those whose checkpoints are copied; empty for all
   * @throws IOException if it is there already, or can't be written
   */
  public WitnessCopy(Path file, Set<String> journals) throws IOException {
    this.journals = Set.copyOf(journals);
    this.out = new BufferedOutputStream(Channels.newOutputStream(SecureFiles.createNew(file)));
  }

  /**
   * Adds what was kept.
   *
   * @param kept read to its end and closed
   * @param name what it is, for messages
   * @throws JournalException one line that names it and the place, if it is damaged
   * @throws IOException if the copy can't be written
   */
  public Part add(InputStream kept, String name) throws IOException {
    try {
      return WitnessReader.read(kept, name, this::write);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(String journal, Witness.Seen seen) {
    if (!journals.isEmpty() && !journals.contains(journal)) {
      return;
    }
    byte[] line =
        RecordLine.of("checkpoint")
            .with("journal", journal)
            .with("line", seen.line())
            .with("last_seq", seen.lastSeq())
            .with("head", seen.head())
            .with("epoch", 0)
            .with("time", seen.time())
            .body();
    try {
      out.write(line);
      out.write('}');
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    checkpoints++;
  }

  /** How many checkpoints were copied so far. */
  public long checkpoints() {
    return checkpoints;
  }

  /** Ends the file. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}

package dev.tocsin.trail.export;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventEncoder;
import dev.tocsin.trail.AuditTrail.Recorded;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file in which each event is a line that an encoder makes. Not thread-safe. */
public final class EncodedLines implements ExportTarget {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final EventEncoder encoder;
  private final ByteSink line = new ByteSink();

  private EncodedLines(OutputStream out, EventEncoder encoder) {
    this.out = out;
    this.encoder = encoder;
  }

  /** Opens one. */
  public static EncodedLines open(Path file, EventEncoder encoder) throws IOException {
    return new EncodedLines(
        new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES), encoder);
  }

  @Override
  public void write(Recorded event) throws IOException {
    line.reset();
    encoder.encode(event.event(), line);
    out.write(line.array(), 0, line.length());
    out.write('\n');
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}

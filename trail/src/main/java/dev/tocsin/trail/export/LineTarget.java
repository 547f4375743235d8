package dev.tocsin.trail.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventEncoder;
import dev.tocsin.trail.AuditTrail.Recorded;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file in which each event is a line that an encoder makes, in UTF-8. Not thread-safe. */
public final class LineTarget implements ExportTarget {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final EventEncoder encoder;
  private final ByteSink line = new ByteSink();

  private LineTarget(OutputStream out, EventEncoder encoder) {
    this.out = out;
    this.encoder = encoder;
  }

  /** Opens one. */
  public static LineTarget open(Path file, EventEncoder encoder) throws IOException {
    return new LineTarget(
        new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES), encoder);
  }

  /** Opens one that begins with a line of its own. */
  static LineTarget open(Path file, String head, EventEncoder encoder) throws IOException {
    LineTarget target = open(file, encoder);
    target.out.write((head + '\n').getBytes(UTF_8));
    return target;
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

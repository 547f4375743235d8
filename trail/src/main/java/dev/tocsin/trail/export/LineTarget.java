package dev.tocsin.trail.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.trail.AuditTrail.Recorded;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A text file with a line for each event, in UTF-8. Not thread-safe. */
public final class LineTarget implements ExportTarget {
  private final OutputStream out;
  private final Function<Recorded, String> line;

  private LineTarget(OutputStream out, Function<Recorded, String> line) {
    this.out = out;
    this.line = line;
  }

  /**
   * Opens one.
   *
   * @param head the first line, or null for none
   * @param line of an event, without its end
   */
  public static LineTarget open(Path file, @Nullable String head, Function<Recorded, String> line)
      throws IOException {
    LineTarget target =
        new LineTarget(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), line);
    if (head != null) {
      target.write(head);
    }
    return target;
  }

  @Override
  public void write(Recorded event) throws IOException {
    write(line.apply(event));
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
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

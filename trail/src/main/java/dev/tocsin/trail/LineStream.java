package dev.tocsin.trail;

import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** All lines of some folders, one folder after the other, to the present end of each. */
final class LineStream extends Spliterators.AbstractSpliterator<JournalLine> {
  private final List<Path> folders;
  private int next;
  private @Nullable JournalReader open;

  private LineStream(List<Path> folders) throws IOException {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.folders = folders;
    openNext();
  }

  /**
   * Opens the first of them.
   *
   * @return to be closed
   * @throws IOException if it can't be read
   */
  static Stream<JournalLine> of(List<Path> folders) throws IOException {
    LineStream lines = new LineStream(folders);
    return StreamSupport.stream(lines, false).onClose(lines::close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super JournalLine> action) {
    try {
      while (open != null) {
        JournalLine line = open.next();
        if (line != null) {
          action.accept(line);
          return true;
        }
        openNext();
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openNext() throws IOException {
    close();
    if (next < folders.size()) {
      Path folder = folders.get(next++);
      AuditTrail.requireWhole(folder);
      open = JournalReader.open(folder);
    }
  }

  private void close() {
    JournalReader reader = open;
    open = null;
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

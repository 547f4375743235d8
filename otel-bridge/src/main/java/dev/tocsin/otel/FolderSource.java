package dev.tocsin.otel;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalRecord;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A journal that nobody writes any more: all that is in its files may leave the host. */
final class FolderSource implements OutboxSource {
  private final Path file;
  private final String id;
  private final EventTypes types;
  private final Consumer<Consumer<EventDraft>> undelivered;

  /**
   * @param file the active file, absolute
   * @param undelivered records that the receiver will not get some events
   */
  FolderSource(Path file, String id, EventTypes types, Consumer<Consumer<EventDraft>> undelivered) {
    this.file = file;
    this.id = id;
    this.types = types;
    this.undelivered = undelivered;
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public EventTypes types() {
    return types;
  }

  @Override
  public long sendableSeq() {
    return Long.MAX_VALUE;
  }

  /** They go out where they stand: there is no backlog that could keep them for long. */
  @Override
  public Optional<String> checkpoint() {
    return Optional.empty();
  }

  @Override
  public boolean maySend(JournalRecord checkpoint, String line) {
    return true;
  }

  @Override
  public void tellUndelivered(Consumer<EventDraft> fields) {
    undelivered.accept(fields);
  }
}

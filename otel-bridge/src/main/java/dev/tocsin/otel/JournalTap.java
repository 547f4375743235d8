package dev.tocsin.otel;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.ConsumerCursor.Position;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.journal.JournalRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a journal what is to be sent, from a position on and no further than may leave the
 * host. For one thread.
 */
final class JournalTap implements Closeable {
  /** Checkpoints that went ahead of the rest are not sent a second time when they are met. */
  private static final int REMEMBERED = 1_000;

  private final OutboxSource source;
  private final LogRecords records;
  private final Gaps gaps;
  private final JsonEventReader events = JsonEventReader.lenient();
  private final EventDraft draft = new EventDraft();
  private final Set<Long> sentCheckpoints = new LinkedHashSet<>();
  private @Nullable JournalReader reader;
  private @Nullable JournalLine waiting;
  private Position position;
  private long segment;
  private boolean passedOver;

  /** Hears of events that are no longer in the journal, or are damaged. */
  interface Gaps {
    /**
     * These are gone; both included.
     *
     * @param wereDamaged whether their file is there and can't be read
     */
    void gone(long fromSeq, long toSeq, boolean wereDamaged);

    /** This line holds no event that can be read. */
    void unreadable(JournalLine line, String why);
  }

  /** Reads on from behind a position. */
  JournalTap(OutboxSource source, LogRecords records, Position from, Gaps gaps) {
    this.source = source;
    this.records = records;
    this.position = from;
    this.segment = from.segment();
    this.gaps = gaps;
  }

  /** Where the next line to be taken is behind. */
  Position position() {
    return position;
  }

  /** Goes back to a position, to take everything behind it anew. */
  void goBack(Position to) {
    close();
    position = to;
    segment = to.segment();
    passedOver = false;
  }

  /** Goes on with the segment after the one that the position is in, which can't be read. */
  void passOverSegment() {
    close();
    segment++;
    passedOver = true;
  }

  /** A checkpoint has gone ahead of the rest. */
  void checkpointSent(JournalRecord checkpoint) {
    sentCheckpoints.add(checkpoint.line());
    if (sentCheckpoints.size() > REMEMBERED) {
      sentCheckpoints.remove(sentCheckpoints.iterator().next());
    }
  }

  /**
   * Adds what there is, as far as there is room and it can be read.
   *
   * @return whether there may be more at once
   * @throws IOException if a file can't be read, and nothing was added
   */
  boolean fill(Batch.Builder batch) throws IOException {
    try {
      return fillOn(batch);
    } catch (IOException e) {
      if (batch.isEmpty()) {
        throw e;
      }
      // What comes before it is good; the next time finds it again.
      close();
      return false;
    }
  }

  private boolean fillOn(Batch.Builder batch) throws IOException {
    long sendable = source.sendableSeq();
    while (!batch.isFull()) {
      JournalLine line = waiting == null ? read() : waiting;
      waiting = line;
      if (line == null) {
        return false;
      }
      boolean taken = line.isEvent() ? takeEvent(line, sendable, batch) : takeRecord(line, batch);
      if (!taken) {
        return false;
      }
      waiting = null;
    }
    return true;
  }

  private @Nullable JournalLine read() throws IOException {
    JournalReader open = reader;
    if (open == null) {
      Path folder = Objects.requireNonNull(source.file().toAbsolutePath().getParent());
      open = JournalReader.openAt(folder, source.id(), segment);
      reader = open;
    }
    return open.next();
  }

  /** Whether it was dealt with; else it may not leave the host yet. */
  private boolean takeEvent(JournalLine line, long sendable, Batch.Builder batch) {
    long seq = line.seq();
    if (seq > sendable) {
      return false;
    }
    if (seq <= position.seq()) {
      return true;
    }
    if (seq > position.seq() + 1) {
      gone(seq - 1);
    }
    byte[] bytes = line.bytes();
    Position after = new Position(source.id(), segment, line.offset() + bytes.length + 1, seq);
    try {
      events.read(bytes, 0, bytes.length, source.types(), draft);
      batch.add(
          new Batch.Item(
              records.of(draft, seq),
              line,
              seq,
              after,
              draft.type().equals(EventType.AUDIT_UNDELIVERED)),
          Timestamps.instant(draft.recordedMicros()));
    } catch (EventFormatException e) {
      gaps.unreadable(line, String.valueOf(e.getMessage()));
    }
    position = after;
    return true;
  }

  private void gone(long toSeq) {
    gaps.gone(position.seq() + 1, toSeq, passedOver);
    passedOver = false;
  }

  /** The same of a line of the journal's own; only checkpoints are sent. */
  private boolean takeRecord(JournalLine line, Batch.Builder batch) {
    JournalRecord record;
    try {
      record = line.record();
    } catch (JournalException e) {
      gaps.unreadable(line, String.valueOf(e.getMessage()));
      return true;
    }
    if (record.isSegment()) {
      segment = record.segment();
      if (record.firstSeq() > position.seq() + 1) {
        // What was between them has been deleted; there may be no event after it yet.
        gone(record.firstSeq() - 1);
        position = new Position(source.id(), segment, 0, record.firstSeq() - 1);
      } else if (segment > position.segment()) {
        // Nothing is left to take from the one before, and nothing of it was lost.
        passedOver = false;
        position = new Position(source.id(), segment, 0, position.seq());
      }
      return true;
    }
    boolean isNew = record.lastSeq() >= position.seq() && !sentCheckpoints.contains(record.line());
    if (!record.isCheckpoint() || !isNew) {
      return true;
    }
    if (record.lastSeq() >= source.sendableSeq() && record.line() > newestCheckpoint()) {
      // It may not be on the disk yet.
      return false;
    }
    position =
        new Position(source.id(), segment, line.offset() + line.length() + 1, position.seq());
    batch.add(new Batch.Item(records.ofCheckpoint(line.text(), record), line, 0, position, false));
    checkpointSent(record);
    return true;
  }

  /** The line that the newest checkpoint which may leave the host stands in; 0 for none. */
  private long newestCheckpoint() {
    try {
      Optional<String> newest = source.checkpoint();
      return newest.isEmpty() ? 0 : JournalRecord.parse(newest.get()).line();
    } catch (JournalException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    JournalReader open = reader;
    reader = null;
    waiting = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        StatusLogger.getLogger().debug("tocsin: {}", e.toString());
      }
    }
  }
}

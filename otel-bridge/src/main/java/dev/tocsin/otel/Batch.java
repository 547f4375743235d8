package dev.tocsin.otel;

import dev.tocsin.journal.ConsumerCursor.Position;
import dev.tocsin.journal.JournalLine;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way, with what has to be known of each should it be refused. Not thread-safe.
 */
final class Batch {
  /**
   * One record.
   *
   * @param record as it is sent
   * @param line as it stands in the journal
   * @param seq number of the event, or 0 for a line of the journal's own
   * @param after where the journal goes on behind it
   * @param tellsOfOthers whether it is an event that tells of undelivered ones
   */
  record Item(
      LogRecordData record, JournalLine line, long seq, Position after, boolean tellsOfOthers) {}

  private final List<Item> items;
  private final @Nullable Instant oldest;

  private Batch(List<Item> items, @Nullable Instant oldest) {
    this.items = items;
    this.oldest = oldest;
  }

  /** Gathers records up to a number and a size. */
  static final class Builder {
    private final int maxRecords;
    private final int maxBytes;
    private final List<Item> items = new ArrayList<>();
    private int bytes;
    private @Nullable Instant oldest;

    Builder(int maxRecords, int maxBytes) {
      this.maxRecords = maxRecords;
      this.maxBytes = maxBytes;
    }

    /** Adds an event that was recorded at a time. */
    void add(Item item, Instant recorded) {
      add(item);
      if (oldest == null || recorded.isBefore(oldest)) {
        oldest = recorded;
      }
    }

    /** Adds a line of the journal's own. */
    void add(Item item) {
      items.add(item);
      bytes += item.line().length();
    }

    boolean isFull() {
      return items.size() >= maxRecords || bytes >= maxBytes;
    }

    boolean isEmpty() {
      return items.isEmpty();
    }

    Batch build() {
      return new Batch(List.copyOf(items), oldest);
    }
  }

  List<LogRecordData> records() {
    List<LogRecordData> records = new ArrayList<>(items.size());
    items.forEach(item -> records.add(item.record()));
    return records;
  }

  int size() {
    return items.size();
  }

  /** How many of them are events. */
  int events() {
    int events = 0;
    for (Item item : items) {
      if (item.seq() > 0) {
        events++;
      }
    }
    return events;
  }

  Item first() {
    return items.get(0);
  }

  /** When the oldest of its events was recorded; null if it has none. */
  @Nullable Instant oldest() {
    return oldest;
  }

  /** Where the journal goes on behind it. */
  Position after() {
    return items.get(items.size() - 1).after();
  }

  /** Both halves, in order; of a batch of two or more. */
  List<Batch> halves() {
    int middle = items.size() / 2;
    return List.of(
        new Batch(items.subList(0, middle), oldest),
        new Batch(items.subList(middle, items.size()), oldest));
  }
}

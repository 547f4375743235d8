package dev.tocsin.watch;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.respond.AlertBook;
import dev.tocsin.respond.AlertState;
import dev.tocsin.respond.Block;
import dev.tocsin.respond.BlockTable;
import dev.tocsin.rules.Alert;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says of alerts and blocks since a snapshot of them was made. Each alert that it
 * tells is kept until the rules come to it again, so that it is not told twice. For one thread at a
 * time.
 */
final class Recall {
  private static final List<String> TYPES = List.of("alert", "client_");

  private final Map<Group, Deque<UUID>> told = new HashMap<>();
  private final long judgedUpTo;
  private @Nullable List<AlertState> openThen;

  private record Group(String rule, Map<String, String> key) {}

  /**
   * @param judgedUpTo number of the last event that the rules do not come to again
   */
  Recall(long judgedUpTo) {
    this.judgedUpTo = judgedUpTo;
  }

  /**
   * Reads the events after a number.
   *
   * @param upToSeq number of the last event to be read
   * @param before told the time of each event, in microseconds, before it counts
   * @throws IOException if the journal can't be read; what was read counts
   */
  void read(
      Journal journal,
      StoredEvents events,
      Instant since,
      long afterSeq,
      long upToSeq,
      AlertBook book,
      BlockTable blocks,
      LongConsumer before)
      throws IOException {
    Path folder = Objects.requireNonNull(journal.config().file().getParent());
    try (JournalReader reader = JournalReader.openSince(folder, journal.id(), since)) {
      for (JournalLine line = reader.next();
          line != null && line.seq() <= upToSeq;
          line = reader.next()) {
        if (line.seq() > afterSeq && StoredEvents.mayBe(line, TYPES)) {
          EventView event = events.read(line);
          if (event != null) {
            before.accept(event.timestampMicros());
            if (line.seq() > judgedUpTo && openThen == null) {
              openThen = book.all();
            }
            take(event, line.seq(), book, blocks);
          }
        }
      }
    }
  }

  private void take(EventView event, long seq, AlertBook book, BlockTable blocks) {
    EventType type = event.type();
    Instant at = Timestamps.instant(event.timestampMicros());
    UUID alert = AlertEvents.alertId(event);
    if (type.equals(EventType.ALERT)) {
      String rule = AlertEvents.rule(event);
      var state = AlertEvents.state(event);
      if (state != null && rule != null && alert != null) {
        if (seq > judgedUpTo) {
          told.computeIfAbsent(new Group(rule, state.key()), group -> new ArrayDeque<>())
              .add(alert);
        }
        book.put(state);
      }
    } else if (type.equals(EventType.ALERT_RESOLVED) && alert != null) {
      var unused = book.resolve(alert, false);
    } else if (type.equals(EventType.ALERT_ESCALATED) && alert != null) {
      var unused = book.escalate(alert, event.severity());
    } else if (type.equals(EventType.CLIENT_BLOCKED)) {
      Block block = AlertEvents.block(event);
      if (block != null && !isOverruled(block, at, blocks)) {
        var unused = blocks.put(block, at);
      }
    } else if (type.equals(EventType.CLIENT_UNBLOCKED)) {
      ClientAddress client = ClientAddress.of(event);
      if (client != null) {
        var unused = blocks.unblock(client, at);
      }
    }
  }

  /**
   * Whether somebody has blocked the client by hand for at least as long. A rule then blocks
   * nobody, so it did before the process knew of that.
   */
  private static boolean isOverruled(Block block, Instant at, BlockTable blocks) {
    return block.rule().isPresent()
        && blocks
            .find(block.client(), at)
            .filter(known -> known.rule().isEmpty())
            .filter(known -> known.duration().compareTo(block.duration()) >= 0)
            .isPresent();
  }

  /** The alerts that were there when the rules had judged so far; null for those that are now. */
  @Nullable List<AlertState> openThen() {
    return openThen;
  }

  /** The id under which an alert was told, or null if it was not; each one is given once. */
  @Nullable UUID takeTold(Alert alert) {
    Deque<UUID> ids = told.get(new Group(alert.rule().name(), alert.key()));
    return ids == null ? null : ids.poll();
  }
}

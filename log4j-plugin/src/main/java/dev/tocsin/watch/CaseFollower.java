package dev.tocsin.watch;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.respond.AlertBook;
import dev.tocsin.respond.Block;
import dev.tocsin.respond.BlockTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal of what people do by hand: acknowledges and ends alerts, blocks clients and
 * lets them in again. For one thread.
 */
final class CaseFollower implements Closeable {
  private final Path folder;
  private final Instant since;
  private final AlertBook book;
  private final BlockTable blocks;
  private final Consumer<UUID> ended;
  private final StoredEvents events = new StoredEvents(EventTypes.builtIn(), null);
  private @Nullable JournalReader reader;
  private boolean troubleTold;
  private volatile long seq;

  /**
   * @param since when what matters began
   * @param afterSeq number of the last event that was followed before
   * @param ended hears of alerts that somebody ended
   */
  CaseFollower(
      Path folder,
      Instant since,
      long afterSeq,
      AlertBook book,
      BlockTable blocks,
      Consumer<UUID> ended) {
    this.folder = folder;
    this.since = since;
    this.seq = afterSeq;
    this.book = book;
    this.blocks = blocks;
    this.ended = ended;
  }

  /** Number of the last event that was followed. */
  long seq() {
    return seq;
  }

  /** Takes what was written since the last time. */
  void follow(Instant now) {
    try {
      JournalReader open = reader == null ? open() : reader;
      reader = open;
      if (open == null) {
        return;
      }
      for (JournalLine line = open.next(); line != null; line = open.next()) {
        if (line.seq() > seq) {
          seq = line.seq();
          EventView event = events.read(line);
          if (event != null) {
            take(event, now);
          }
        }
      }
      troubleTold = false;
    } catch (IOException e) {
      if (!troubleTold) {
        troubleTold = true;
        StatusLogger.getLogger()
            .error(
                "tocsin: {}: can't be followed ({}): what is blocked or acknowledged by hand waits",
                folder.resolve(CaseFiles.FILE),
                e.toString());
      }
      close();
    }
  }

  private @Nullable JournalReader open() throws IOException {
    if (!Files.exists(folder.resolve(CaseFiles.FILE))) {
      return null;
    }
    String id = CaseFiles.idOfActive(folder);
    return id == null ? null : JournalReader.openSince(folder, id, since);
  }

  private void take(EventView event, Instant now) {
    EventType type = event.type();
    UUID alert = AlertEvents.alertId(event);
    CharSequence user = event.text(EventField.USER_ID);
    String by = user == null ? "unknown" : user.toString();
    if (type.equals(EventType.ALERT_ACKNOWLEDGED) && alert != null) {
      book.acknowledge(alert, by);
    } else if (type.equals(EventType.ALERT_RESOLVED) && alert != null) {
      ended.accept(alert);
    } else if (type.equals(EventType.CLIENT_BLOCKED)) {
      Block block = AlertEvents.block(event);
      if (block != null && block.isLive(now)) {
        Block byHand =
            new Block(
                block.client(),
                block.since(),
                block.until(),
                block.repeat(),
                Optional.empty(),
                Optional.of(by));
        if (!blocks.put(byHand, now)) {
          StatusLogger.getLogger()
              .warn("tocsin: {} is never blocked, as neverBlock says", block.client().network());
        }
      }
    } else if (type.equals(EventType.CLIENT_UNBLOCKED)) {
      ClientAddress client = ClientAddress.of(event);
      if (client != null) {
        var unused = blocks.unblock(client, Timestamps.instant(event.timestampMicros()));
      }
    }
  }

  @Override
  public void close() {
    JournalReader open = reader;
    reader = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        StatusLogger.getLogger().debug("tocsin: {}", e.toString());
      }
    }
  }
}

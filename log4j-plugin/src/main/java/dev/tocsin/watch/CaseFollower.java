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
 * lets them in again. Thread-safe.
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

  /** The event that was read and not taken yet. */
  private @Nullable EventView ahead;

  private long aheadSeq;

  /** Whether all was taken that was there. */
  private boolean atEnd;

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
  synchronized void follow(Instant now) {
    atEnd = false;
    take(Long.MAX_VALUE, now);
  }

  /**
   * Takes what happened before a time, for somebody who reads back a journal that tells of the same
   * clients: the later one of both decides. Once it has come to the end it looks no more.
   *
   * @param micros that time, in microseconds since 1970
   */
  synchronized void followBefore(long micros, Instant now) {
    if (!atEnd) {
      take(micros, now);
    }
  }

  private void take(long before, Instant now) {
    try {
      JournalReader open = reader == null ? open() : reader;
      reader = open;
      for (EventView event = look(open); event != null; event = look(open)) {
        if (event.timestampMicros() >= before) {
          return;
        }
        ahead = null;
        seq = aheadSeq;
        take(event, now);
      }
      atEnd = true;
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

  /** The next event, which stays the next one until it is taken; null at the end. */
  private @Nullable EventView look(@Nullable JournalReader open) throws IOException {
    while (ahead == null && open != null) {
      JournalLine line = open.next();
      if (line == null) {
        break;
      }
      if (line.seq() > seq) {
        ahead = events.read(line);
        aheadSeq = line.seq();
        seq = ahead == null ? aheadSeq : seq;
      }
    }
    return ahead;
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
      if (block != null) {
        Block byHand =
            new Block(
                block.client(),
                block.since(),
                block.until(),
                block.repeat(),
                Optional.empty(),
                Optional.of(by));
        // One that is over by now took the place of what was in force before it all the same.
        if (!blocks.put(byHand, now) && byHand.isLive(now)) {
          StatusLogger.getLogger()
              .warn("tocsin: {} is never blocked, as neverBlock says", block.client().network());
        }
      }
    } else if (type.equals(EventType.CLIENT_UNBLOCKED)) {
      ClientAddress client = ClientAddress.of(event);
      if (client != null) {
        unblock(client, Timestamps.instant(event.timestampMicros()), now);
      }
    }
  }

  private void unblock(ClientAddress client, Instant at, Instant now) {
    var unused = blocks.unblockAsOf(client, at);
    Block later = blocks.find(client, now).filter(block -> block.since().isAfter(at)).orElse(null);
    if (later != null) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {} was let in by hand at {}, and blocked after that, at {}: it stays blocked",
              client.network(),
              at,
              later.since());
    }
  }

  @Override
  public synchronized void close() {
    JournalReader open = reader;
    reader = null;
    ahead = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        StatusLogger.getLogger().debug("tocsin: {}", e.toString());
      }
    }
  }
}

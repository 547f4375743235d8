package dev.tocsin.watch;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Pseudonym;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.privacy.PseudonymReader;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Reads events back from a journal's lines, with the addresses that stand behind pseudonyms, as far
 * as their keys are there. For one thread.
 */
public final class StoredEvents {
  private final JsonEventReader reader = JsonEventReader.lenient();
  private final EventTypes types;
  private final @Nullable PseudonymReader pseudonyms;
  private final BiConsumer<JournalLine, String> unreadable;
  private final EventDraft draft = new EventDraft();

  /**
   * Tells lines that hold no event in the status log.
   *
   * @param types those that events may be of, beside unregistered ones
   * @param keys those of the pseudonyms; null if there are none
   */
  public StoredEvents(EventTypes types, @Nullable PeriodKeys keys) {
    this(types, keys, (line, why) -> StatusLogger.getLogger().warn("tocsin: {}: {}", line, why));
  }

  /**
   * The same for somebody else to tell.
   *
   * @param unreadable hears of each line that holds no event, and why
   */
  public StoredEvents(
      EventTypes types, @Nullable PeriodKeys keys, BiConsumer<JournalLine, String> unreadable) {
    this.unreadable = unreadable;
    this.types = types;
    this.pseudonyms = keys == null ? null : new PseudonymReader(keys);
  }

  /**
   * The event of a line, or null if the line holds none that can be read, which is told.
   *
   * @return the same object each time
   */
  public @Nullable EventDraft read(JournalLine line) {
    byte[] bytes = line.bytes();
    try {
      reader.read(bytes, 0, bytes.length, types, draft);
      restoreAddress();
      return draft;
    } catch (EventFormatException e) {
      unreadable.accept(line, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /**
   * Whether a line may be an event whose type begins in one of these ways; cheaper than reading it.
   * A line that has no type near its beginning may be one.
   */
  public static boolean mayBe(JournalLine line, List<String> typePrefixes) {
    String type = line.eventType();
    return type == null || typePrefixes.stream().anyMatch(type::startsWith);
  }

  /** An address whose period's key is gone is nobody's any more. */
  private void restoreAddress() {
    CharSequence text = draft.text(EventField.IP_ADDRESS);
    if (pseudonyms == null || text == null || draft.addressFamily() != 0) {
      return;
    }
    Pseudonym pseudonym = Pseudonym.parse(text);
    try {
      String address = pseudonym == null ? null : pseudonyms.value(pseudonym);
      if (address != null) {
        draft.set(EventField.IP_ADDRESS, address);
      }
    } catch (IOException e) {
      // The key can't be read now: what else its period's events say is told where keys are used.
      StatusLogger.getLogger().debug("tocsin: {}", e.getMessage());
    }
  }
}

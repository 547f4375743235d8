package dev.tocsin.trail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.watch.StoredEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes once over all events of some folders to find a few of them: a look at the bytes of a line
 * tells whether it is worth reading.
 */
public final class EventScan {
  private EventScan() {}

  /** Wants some events. */
  public interface Visitor {
    /** Whether to read a line. */
    boolean wants(Glance line);

    /**
     * Takes an event of a line that is wanted.
     *
     * @param event the same object each time: not to be kept
     */
    void take(EventDraft event, JournalLine line);
  }

  /**
   * Shows the events of each folder to a visitor, those of a folder in the order of its journals.
   *
   * @param types the built-in ones and your own
   * @param damage what can't be read, and is left out
   * @return how many events there are
   * @throws JournalException if there is no such folder
   * @throws IOException if a folder can't be read
   */
  public static long over(
      List<Path> folders, EventTypes types, AuditTrail.Damage damage, Visitor visitor)
      throws IOException {
    StoredEvents events =
        new StoredEvents(types, null, (line, why) -> damage.leftOut(line.place() + ": " + why));
    long count = 0;
    for (Path folder : folders) {
      AuditTrail.damagedIn(folder).forEach(damage::leftOut);
      try (JournalReader journal = JournalReader.open(folder)) {
        JournalLine line = next(journal, folder, damage);
        while (line != null) {
          if (AuditTrail.isEvent(line, damage)) {
            count++;
            EventDraft event = visitor.wants(new Glance(line)) ? events.read(line) : null;
            if (event != null) {
              visitor.take(event, line);
            }
          }
          line = next(journal, folder, damage);
        }
      }
    }
    return count;
  }

  private static @Nullable JournalLine next(
      JournalReader journal, Path folder, AuditTrail.Damage damage) {
    try {
      return journal.next();
    } catch (IOException e) {
      damage.leftOut(folder + ": can't be read to the end (" + e.getMessage() + ")");
      return null;
    }
  }

  /**
   * A line of an event, looked at quickly. The encoder writes members in their order and without
   * blanks, the id first; a member of the event itself stands behind one of the same name in its
   * details.
   */
  public static final class Glance {
    private static final byte[] ID = "{\"event_id\":\"".getBytes(US_ASCII);
    private static final byte[] ALERT = "\"alert_id\":\"".getBytes(US_ASCII);
    private static final byte[] PARENT = "\"parent_event_id\":\"".getBytes(US_ASCII);
    private static final byte[] CORRELATION = "\"correlation_id\":\"".getBytes(US_ASCII);

    private final JournalLine line;
    private byte @Nullable [] bytes;

    Glance(JournalLine line) {
      this.line = line;
    }

    private byte[] bytes() {
      if (bytes == null) {
        bytes = line.bytes();
      }
      return bytes;
    }

    /** The event's id; empty if it is not where the encoder writes it. */
    public String eventId() {
      byte[] all = bytes();
      int end = ID.length + EventIds.LENGTH;
      return all.length > end && Arrays.equals(all, 0, ID.length, ID, 0, ID.length)
          ? new String(all, ID.length, EventIds.LENGTH, US_ASCII)
          : "";
    }

    /** Whether it may name an alert. */
    public boolean mayNameAlert() {
      return line.contains(ALERT);
    }

    /** The event that led to it; empty for none. */
    public String parentId() {
      return value(PARENT);
    }

    /** As it is written in JSON, with escapes; empty for none. */
    public String correlationId() {
      return value(CORRELATION);
    }

    private String value(byte[] member) {
      byte[] all = bytes();
      for (int at = all.length - member.length; at >= 0; at--) {
        if (all[at] == '"'
            && Arrays.equals(all, at, at + member.length, member, 0, member.length)) {
          int from = at + member.length;
          int end = from;
          while (end < all.length && all[end] != '"') {
            end += all[end] == '\\' ? 2 : 1;
          }
          return new String(all, from, Math.min(end, all.length) - from, UTF_8);
        }
      }
      return "";
    }
  }
}

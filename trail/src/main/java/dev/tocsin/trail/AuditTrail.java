package dev.tocsin.trail;

import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.journal.LineFilter;
import dev.tocsin.journal.NewestFirst;
import dev.tocsin.journal.Verification;
import dev.tocsin.journal.Verifier;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.watch.StoredEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the journals of some folders hold, read where they lie, also while they are written. Reading
 * leaves no trace by itself: record it with {@link CaseJournal}, as the command line does.
 * Thread-safe.
 */
public final class AuditTrail {
  /**
   * How far ahead of its recording an event's time may lie and still be found by {@link
   * EventQuery.Builder#from}: segments that were complete so long before are not opened.
   */
  public static final Duration AHEAD = Duration.ofDays(1);

  private static final List<String> ALERT_TYPES = List.of("alert");

  private final List<Path> folders;
  private final EventTypes types;
  private final @Nullable PeriodKeys keys;

  /**
   * An event as it is recorded.
   *
   * @param event what its line says
   * @param line where it stands
   */
  public record Recorded(SecurityEvent event, JournalLine line) {}

  /** Is told, once each, of what can't be read. */
  public interface Damage {
    /**
     * Something is left out.
     *
     * @param what file, place and reason, in one line
     */
    void leftOut(String what);
  }

  private AuditTrail(List<Path> folders, EventTypes types, @Nullable PeriodKeys keys) {
    this.folders = List.copyOf(folders);
    this.types = types;
    this.keys = keys;
  }

  /**
   * The trail of some folders.
   *
   * @param types the built-in ones and your own
   */
  public static AuditTrail of(List<Path> folders, EventTypes types) {
    return new AuditTrail(folders, types, null);
  }

  /**
   * The same with the addresses that stand behind pseudonyms, as far as their keys are there, in
   * all but {@link #newest}, {@link #events} and {@link #count}.
   */
  public AuditTrail with(PeriodKeys keys) {
    return new AuditTrail(folders, types, keys);
  }

  /**
   * Whether none of the folders holds a journal.
   *
   * @throws JournalException if there is no such folder
   * @throws IOException if a folder can't be read
   */
  public boolean isEmpty() throws IOException {
    return NewestFirst.open(
            folders, Instant.MIN, 0, LineFilter.ALL, line -> false, (file, cause) -> {})
        .isEmpty();
  }

  /**
   * The newest events that are wanted, the newest first, as each journal recorded them; between
   * journals the events' times choose.
   *
   * @param limit how many at most; all of these are in memory
   * @param damage what can't be read, and is left out
   * @throws JournalException if there is no such folder
   * @throws IOException if a folder can't be read
   */
  public List<Recorded> newest(EventQuery query, int limit, Damage damage) throws IOException {
    Reading reading = new Reading(query, damage);
    for (Path folder : folders) {
      damagedIn(folder).forEach(damage::leftOut);
    }
    NewestFirst lines =
        newestFirst(
            query,
            limit,
            reading::isWanted,
            (file, cause) ->
                damage.leftOut(file + ": can't be read to its end (" + cause.getMessage() + ")"));
    List<Recorded> found = new ArrayList<>();
    for (JournalLine line = lines.next(); line != null; line = lines.next()) {
      found.add(new Recorded(reading.wanted(line), line));
    }
    return found;
  }

  /**
   * How many events are wanted.
   *
   * @param damage what can't be read, and is left out
   * @throws JournalException if there is no such folder
   * @throws IOException if a file can't be read to its end, as the number would be wrong
   */
  public long count(EventQuery query, Damage damage) throws IOException {
    Reading reading = new Reading(query, damage);
    for (Path folder : folders) {
      requireWhole(folder);
    }
    AtomicLong count = new AtomicLong();
    List<IOException> faults = new ArrayList<>();
    var unused =
        newestFirst(
                query,
                1,
                line -> {
                  if (reading.isWanted(line)) {
                    count.incrementAndGet();
                  }
                  return false;
                },
                (file, cause) ->
                    faults.add(
                        new IOException(
                            file + ": can't be read to its end (" + cause.getMessage() + ")")))
            .next();
    if (!faults.isEmpty()) {
      throw faults.get(0);
    }
    return count.get();
  }

  private NewestFirst newestFirst(
      EventQuery query, int limit, Predicate<JournalLine> wanted, NewestFirst.Unreadable unreadable)
      throws IOException {
    Instant from = query.from();
    Instant since = from == null ? Instant.MIN : from.minus(AHEAD);
    return NewestFirst.open(folders, since, limit, query.filter(), wanted, unreadable);
  }

  /**
   * The events that are wanted, one folder after the other, in the order of recording; between
   * journals of a folder the events' times choose. Read while the stream is consumed, and closed by
   * closing it: use it in a try-with-resources statement, on one thread. Ends where the journals
   * end then.
   *
   * @param damage what can't be read, and is left out
   * @return throws {@link java.io.UncheckedIOException} when a file can't be read
   * @throws JournalException if there is no such folder
   * @throws IOException if a folder can't be read
   */
  public Stream<Recorded> events(EventQuery query, Damage damage) throws IOException {
    Reading reading = new Reading(query, damage);
    return LineStream.of(folders)
        .filter(line -> !line.isEvent() || line.passes(query.filter()))
        .map(reading::recorded)
        .flatMap(Optional::stream);
  }

  /**
   * What the events of a time amount to.
   *
   * @param from the first instant, or null for the beginning
   * @param to the instant behind the last, or null for the end
   * @param now when that is
   * @param top how many addresses and users are told
   * @param damage what can't be read, and is left out
   * @throws JournalException if there is no such folder
   * @throws IOException if a file can't be read
   */
  public Statistics statistics(
      @Nullable Instant from, @Nullable Instant to, Instant now, int top, Damage damage)
      throws IOException {
    StatisticsCount count = new StatisticsCount(from, to, now, top);
    play(count::take, damage);
    return count.result();
  }

  /**
   * The alerts, by when they began, with what has become of them.
   *
   * @param damage what can't be read of what may tell of alerts, and is left out
   * @throws JournalException if there is no such folder
   * @throws IOException if a file can't be read
   */
  public List<AlertRecord> alerts(Damage damage) throws IOException {
    KnownAlerts alerts = new KnownAlerts();
    play(line -> StoredEvents.mayBe(line, ALERT_TYPES), alerts::take, damage);
    return alerts.all();
  }

  /**
   * The clients that attacked or are shut out: the blocked first, then by when they were last seen.
   *
   * @param damage what can't be read, and is left out
   * @throws JournalException if there is no such folder
   * @throws IOException if a file can't be read
   */
  public List<ClientRecord> clients(Damage damage) throws IOException {
    KnownClients clients = new KnownClients();
    play(clients::take, damage);
    return clients.all();
  }

  /**
   * Gives every event to somebody, in the order of recording within each journal.
   *
   * @param each gets the same object each time, valid until it returns
   * @param damage what can't be read, and is left out
   * @throws JournalException if there is no such folder
   * @throws IOException if a file can't be read
   */
  public void play(Consumer<EventView> each, Damage damage) throws IOException {
    play(line -> true, each, damage);
  }

  private void play(Predicate<JournalLine> filter, Consumer<EventView> each, Damage damage)
      throws IOException {
    StoredEvents events =
        new StoredEvents(types, keys, (line, why) -> damage.leftOut(line.place() + ": " + why));
    for (Path folder : folders) {
      requireWhole(folder);
      try (JournalReader journal = JournalReader.open(folder)) {
        for (JournalLine line = journal.next(); line != null; line = journal.next()) {
          boolean worth = isEvent(line, damage) && filter.test(line);
          EventView event = worth ? events.read(line) : null;
          if (event != null) {
            each.accept(event);
          }
        }
      }
    }
  }

  /** A line for each file that can't be read at all; none where there is no folder. */
  static List<String> damagedIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    return JournalFiles.damagedIn(folder).entrySet().stream()
        .map(each -> each.getKey() + ": can't be read (" + each.getValue() + ")")
        .toList();
  }

  /**
   * Fails where a file can't be read at all, as what is told of the rest would be wrong.
   *
   * @throws IOException with the file and the reason
   */
  static void requireWhole(Path folder) throws IOException {
    List<String> damaged = damagedIn(folder);
    if (!damaged.isEmpty()) {
      throw new IOException(String.join("; ", damaged));
    }
  }

  /**
   * Verifies the journals. Those that commands record in have no keys: they come last, and of keys
   * and named journals nothing is demanded of them.
   *
   * @param demands what must hold; used once
   * @throws JournalException if there is no such folder
   * @throws IOException if a folder can't be listed
   */
  public Verification verify(Verifier demands) throws IOException {
    return TrailVerification.verify(folders, demands);
  }

  /** Whether a line is an event; one that is not even a record of the journal is told. */
  static boolean isEvent(JournalLine line, Damage damage) {
    if (line.isNeither()) {
      damage.leftOut(line.place() + ": neither an event nor a record of the journal");
    }
    return line.isEvent();
  }

  /** Lines being read for a query. */
  private final class Reading {
    private final EventQuery query;
    private final Damage damage;
    private final JsonEventReader reader = JsonEventReader.lenient();

    Reading(EventQuery query, Damage damage) {
      this.query = query;
      this.damage = damage;
    }

    /** The event of a line, if it is wanted; a line that can't be read is told. */
    Optional<Recorded> recorded(JournalLine line) {
      if (!isEvent(line, damage)) {
        return Optional.empty();
      }
      try {
        SecurityEvent event = read(line);
        return query.matches(event) ? Optional.of(new Recorded(event, line)) : Optional.empty();
      } catch (EventFormatException e) {
        damage.leftOut(line.place() + ": " + e.getMessage());
        return Optional.empty();
      }
    }

    boolean isWanted(JournalLine line) {
      return recorded(line).isPresent();
    }

    /** Of a line that {@link #isWanted}. */
    SecurityEvent wanted(JournalLine line) {
      try {
        return read(line);
      } catch (EventFormatException e) {
        throw new IllegalStateException("read before", e);
      }
    }

    private SecurityEvent read(JournalLine line) throws EventFormatException {
      byte[] bytes = line.bytes();
      return reader.read(bytes, 0, bytes.length, types);
    }
  }
}

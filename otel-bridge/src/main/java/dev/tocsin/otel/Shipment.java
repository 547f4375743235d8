package dev.tocsin.otel;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Quote;
import dev.tocsin.files.SecureFiles;
import dev.tocsin.journal.ConsumerCursor;
import dev.tocsin.journal.ConsumerCursor.Position;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalFiles.Segment;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.journal.JournalRecord;
import dev.tocsin.outlet.OutletFigures;
import io.opentelemetry.sdk.resources.Resource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what processes that have ended left in their journals to a receiver, as a bridge of that
 * name would have: the same records, on from the same cursor. {@link #look} says what there is,
 * {@link #send} sends it. For one thread, but for {@link #stop}.
 */
public final class Shipment implements Closeable {
  private static final String SERVICE_NAME = "OTEL_SERVICE_NAME";
  private static final long LOOK_MILLIS = 100;

  /** For a batch that is on its way. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(2);

  private final Options options;
  private final FieldChoice fields;
  private final Transport transport;
  private volatile boolean stopped;

  /**
   * How records are made, as the bridge of the application makes them.
   *
   * @param name of the bridge whose cursor it goes on from
   * @param types of the events, beside unregistered ones
   * @param also fields that leave though they would stay; null for none
   * @param without fields that stay though they would leave; null for none
   * @param source the resource's {@code service.name}; null for that of the environment, or else
   *     the name of the journal's writer
   */
  public record Options(
      String name,
      EventTypes types,
      @Nullable String also,
      @Nullable String without,
      @Nullable String source) {}

  /**
   * What a journal was left with. All of it is on the disk.
   *
   * @param file its active file, absolute
   * @param journal its id
   * @param writer name of its writer
   * @param from how far the receiver has confirmed
   * @param to the end of what is there
   * @param events how many there are between the two
   * @param firstSeq number of the first of them; 0 for none
   * @param checkpoint the newest one, a line; empty for none
   * @param isNews whether anything of it may be new to the receiver
   * @param restart why the cursor is not gone on from, one line; empty where it is
   */
  public record Backlog(
      Path file,
      String journal,
      String writer,
      Position from,
      Position to,
      long events,
      long firstSeq,
      Optional<String> checkpoint,
      boolean isNews,
      String restart) {
    /** How many are left once everything up to a number is done with. */
    public long eventsAfter(long seq) {
      return seq < firstSeq ? events : to.seq() - seq;
    }
  }

  /**
   * What became of a backlog.
   *
   * @param sent events that the receiver has confirmed
   * @param repeated how many of them were sent again as it was open whether they had arrived
   * @param checkpoints that it has confirmed
   * @param refused events that it will never take
   * @param refusedFile where these lie, line by line
   * @param deleted events that were deleted before they were sent
   * @param damaged lines that hold no event
   * @param upTo number of the last event that is done with
   * @param complete whether all of it is done with
   * @param trouble why it is not, or why the cursor can't be kept; one line, empty for neither
   */
  public record Account(
      long sent,
      long repeated,
      long checkpoints,
      long refused,
      Path refusedFile,
      long deleted,
      long damaged,
      long upTo,
      boolean complete,
      String trouble) {}

  /** Hears how it goes. */
  public interface Listener {
    /**
     * The receiver will not get some events. Called on a thread of its own.
     *
     * @param fields sets the details of an {@code audit_undelivered}
     */
    void undelivered(Consumer<EventDraft> fields);

    /** Nothing can be sent just now, for this reason; it is tried again. */
    void waiting(String trouble);
  }

  /**
   * Makes ready to send; no connection is opened yet.
   *
   * @throws IllegalArgumentException if an option is wrong; one line, which begins with its name
   * @throws IOException one line, if the files for TLS can't be used or nothing speaks gRPC here
   */
  public Shipment(Options options, OtlpSettings otlp) throws IOException {
    this(options, fields(options), new OtlpTransport(otlp, Clock.systemUTC()));
  }

  Shipment(Options options, FieldChoice fields, Transport transport) {
    this.options = options;
    this.fields = fields;
    this.transport = transport;
  }

  private static FieldChoice fields(Options options) {
    if (!OpenTelemetryBridge.isName(options.name())) {
      throw new IllegalArgumentException(
          "name " + Quote.of(options.name()) + ": " + OpenTelemetryBridge.NAMES);
    }
    try {
      return FieldChoice.parse(options.also(), options.without());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          (options.without() == null ? "also: " : "without: ") + e.getMessage(), e);
    }
  }

  /**
   * Reads a journal from its cursor on, and has what it read put on the disk: what a crash could
   * take back must not leave the host.
   *
   * @return empty if it holds no line yet
   * @throws IOException if it can't be read
   */
  public Optional<Backlog> look(JournalFiles files) throws IOException {
    Optional<JournalLine> header = files.find(Long.MAX_VALUE, Shipment::isSegment);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    String journal = header.get().record().journal();
    String restart = "";
    Position from = Position.start(journal);
    ConsumerCursor cursor = new ConsumerCursor(files.active(), options.name());
    try {
      Position kept = cursor.read().orElse(from);
      if (kept.journal().equals(journal)) {
        from = kept;
      } else {
        restart = cursor.path() + ": is of another journal";
      }
    } catch (JournalException e) {
      restart = cursor.path() + ": " + e.getMessage();
    }
    Scan scan = new Scan(from);
    try (JournalReader reader = JournalReader.openAt(files.folder(), journal, from.segment())) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        scan.add(line);
      }
    }
    for (Segment segment : JournalFiles.of(files.active()).segments()) {
      if (segment.number() >= from.segment()) {
        force(segment.file());
      }
    }
    return Optional.of(scan.backlog(files.active(), header.get().record().writer(), restart));
  }

  private static boolean isSegment(JournalLine line) {
    try {
      return !line.isEvent() && line.record().isSegment();
    } catch (JournalException e) {
      return false;
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = SecureFiles.openForRead(file)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      // Compressed or deleted since it was read: that is done to sealed files only, which are on
      // the disk.
      return;
    }
  }

  /** What is found between a position and the end. */
  private static final class Scan {
    private final Position from;
    private Position at;
    private long segment;
    private long events;
    private long firstSeq;
    private @Nullable JournalLine checkpoint;
    private boolean isNewCheckpoint;

    Scan(Position from) {
      this.from = from;
      this.at = from;
      this.segment = from.segment();
    }

    void add(JournalLine line) {
      long end = line.offset() + line.length() + 1;
      if (line.isEvent()) {
        if (line.seq() > from.seq()) {
          events++;
          firstSeq = firstSeq == 0 ? line.seq() : firstSeq;
        }
      } else {
        addRecord(line, end);
      }
      at = new Position(from.journal(), segment, end, Math.max(at.seq(), line.seq()));
    }

    private void addRecord(JournalLine line, long end) {
      try {
        JournalRecord record = line.record();
        if (record.isSegment()) {
          segment = record.segment();
        } else if (record.isCheckpoint()) {
          checkpoint = line;
          isNewCheckpoint = segment > from.segment() || end > from.offset();
        }
      } catch (JournalException e) {
        // Told when it is to be sent.
        return;
      }
    }

    Backlog backlog(Path file, String writer, String restart) {
      return new Backlog(
          file,
          from.journal(),
          writer,
          from,
          at,
          events,
          firstSeq,
          Optional.ofNullable(checkpoint).map(JournalLine::text),
          events > 0 || isNewCheckpoint,
          restart);
    }
  }

  /**
   * Sends a backlog, and moves the cursor as the receiver confirms. A process that begins to write
   * the journal meanwhile is not disturbed: what it adds is not sent.
   *
   * @param patience how long nothing may get through before it is given up
   */
  public Account send(Backlog backlog, Duration patience, Listener listener)
      throws InterruptedException {
    BacklogSource source = new BacklogSource(backlog, options.types(), listener);
    ConsumerCursor cursor = new ConsumerCursor(backlog.file(), options.name());
    Outbox outbox =
        new Outbox(
            source,
            cursor,
            transport,
            records(backlog),
            Outbox.Options.of(options.name(), 0),
            Clock.systemUTC());
    outbox.drain();
    Thread thread = new Thread(outbox, "tocsin-" + options.name());
    thread.setDaemon(true);
    thread.start();
    boolean ended = false;
    try {
      ended = awaitEnd(thread, outbox, patience, listener);
    } finally {
      if (!ended) {
        end(thread, outbox);
      }
    }
    OutletFigures figures = outbox.figures();
    boolean complete = ended && figures.trouble().isEmpty();
    Position reached = complete ? backlog.to() : outbox.confirmed();
    String trouble = figures.trouble();
    try {
      if (!reached.equals(backlog.from())) {
        cursor.moveTo(reached, Clock.systemUTC().instant());
      }
    } catch (IOException e) {
      trouble =
          cursor.path() + ": can't be written (" + e + "): the next one sends all of it again";
    }
    return new Account(
        figures.sent(),
        figures.repeated(),
        outbox.checkpoints(),
        figures.setAside(),
        new RefusedFile(backlog.file(), options.name()).path(),
        figures.gone() - outbox.damaged(),
        outbox.damaged(),
        reached.seq(),
        complete,
        trouble);
  }

  private LogRecords records(Backlog backlog) {
    String source = options.source();
    Resource resource =
        AuditResource.of(
            null,
            backlog.writer(),
            backlog.journal(),
            name -> source != null && name.equals(SERVICE_NAME) ? source : System.getenv(name));
    return new LogRecords(resource, Version.scope(backlog.journal()), fields);
  }

  /** Whether the outbox came to its end by itself. */
  private boolean awaitEnd(Thread thread, Outbox outbox, Duration patience, Listener listener)
      throws InterruptedException {
    long seen = -1;
    long since = System.nanoTime();
    String told = "";
    while (thread.isAlive()) {
      thread.join(LOOK_MILLIS);
      OutletFigures figures = outbox.figures();
      long taken = figures.sent() + outbox.checkpoints() + figures.setAside();
      if (taken != seen) {
        seen = taken;
        since = System.nanoTime();
      }
      String trouble = figures.trouble();
      if (!trouble.isEmpty() && !trouble.equals(told)) {
        told = trouble;
        listener.waiting(trouble);
      }
      if (stopped || System.nanoTime() - since > patience.toNanos()) {
        return !thread.isAlive();
      }
    }
    return true;
  }

  private void end(Thread thread, Outbox outbox) throws InterruptedException {
    outbox.stop(0, Duration.ZERO);
    thread.join(LAST_MOMENT.toMillis());
    if (thread.isAlive()) {
      // A batch hangs on its way: what became of it, the next one finds out.
      thread.interrupt();
      transport.close();
      thread.join(LAST_MOMENT.toMillis());
    }
  }

  /** Has {@link #send} end soon, from any thread, and for good. */
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    transport.close();
  }
}

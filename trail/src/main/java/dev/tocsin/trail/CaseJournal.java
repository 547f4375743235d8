package dev.tocsin.trail;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.journal.RollTrigger;
import dev.tocsin.privacy.Redactor;
import dev.tocsin.risk.RiskModel;
import dev.tocsin.watch.CaseFiles;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What people do with audit records, beside what applications record: {@value #FILE} in the folder
 * of the journals, a journal of its own with its own lock and chain, and never the application's.
 * It has no keys, rolls at 10 MB and is kept for 400 days. Opened for a moment only, so that
 * commands that run at the same time wait for one another. Not thread-safe.
 */
public final class CaseJournal implements Closeable {
  /** Name of its active file. */
  public static final String FILE = CaseFiles.FILE;

  private static final long ROLL_BYTES = 10L * 1024 * 1024;
  private static final RetentionPolicy KEPT =
      new RetentionPolicy(Duration.ofDays(400), 0, 0, Duration.ofDays(1));
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final long LOOK_NANOS = 20_000_000;
  private static final String SOURCE = "tocsin";

  private final Journal journal;
  private final Clock clock;

  private CaseJournal(Journal journal, Clock clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Opens that of a folder, made if need be; waits a while for another command that has it open.
   *
   * @param folder must be there
   * @throws JournalException one line that says why it can't be written
   */
  public static CaseJournal open(Path folder, Clock clock) throws JournalException {
    JournalConfig config =
        JournalConfig.builder(folder.resolve(FILE))
            .writer(SOURCE)
            .trigger(RollTrigger.atSize(ROLL_BYTES))
            .retention(KEPT)
            .clock(clock)
            .build();
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (true) {
      try {
        return new CaseJournal(Journal.open(config, JournalListener.NONE), clock);
      } catch (JournalException e) {
        if (!e.isHeld() || end - System.nanoTime() < 0) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  /**
   * Records one event in a folder's, which is opened for it.
   *
   * @throws JournalException one line, if it can't be recorded
   * @see #record(EventType, Consumer)
   */
  public static void recordIn(Path folder, EventType type, Consumer<EventDraft> fields)
      throws JournalException {
    try (CaseJournal journal = open(folder.toAbsolutePath(), Clock.systemUTC())) {
      journal.record(type, fields);
    }
  }

  /**
   * What went wrong, without its way out, which is one for a configuration.
   *
   * @param e of one that is opened or written
   */
  public static String what(JournalException e) {
    return String.valueOf(e.getMessage()).split("; ", 2)[0];
  }

  /**
   * Records what the user of this process does: as the user of the operating system, with the one
   * behind {@code sudo} in the details. See {@link #record(EventType, String, Consumer)}.
   */
  public void record(EventType type, Consumer<EventDraft> fields) throws JournalException {
    record(
        type,
        System.getProperty("user.name", "unknown"),
        draft -> {
          fields.accept(draft);
          String behind = System.getenv("SUDO_USER");
          if (behind != null) {
            draft.putDetail("sudo_user", behind);
          }
        });
  }

  /**
   * Records an event of the product's own, and puts it on the disk.
   *
   * @param user who did it: the user of the operating system
   * @param fields sets what the event says beyond that
   * @throws JournalException if it is not recorded
   */
  public void record(EventType type, String user, Consumer<EventDraft> fields)
      throws JournalException {
    EventDraft draft = new EventDraft();
    draft.setType(type);
    AuditRegistry.ids().next(draft);
    draft.setTimestampMicros(Timestamps.now(clock));
    draft.set(EventField.SOURCE, SOURCE);
    draft.setActorType(ActorType.USER);
    draft.set(EventField.USER_ID, user);
    fields.accept(draft);
    Redactor.standard().redact(draft);
    int risk = RiskModel.DEFAULT.tenths(type, draft.severity(), false);
    draft.setRiskTenths(risk);
    draft.setThreatLevel(ThreatLevel.ofRiskTenths(risk));
    ByteSink json = new ByteSink();
    new JsonEncoder(Limits.DEFAULT).encodeOpen(draft, json);
    JournalEntry entry = new JournalEntry();
    entry.set(json.array(), json.length(), null);
    journal.append(entry);
  }

  /**
   * Closes it: what was recorded is on the disk, under a checkpoint.
   *
   * @throws JournalException if that fails
   */
  @Override
  public void close() throws JournalException {
    journal.close();
  }
}

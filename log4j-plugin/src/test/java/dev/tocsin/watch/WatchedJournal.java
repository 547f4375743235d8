package dev.tocsin.watch;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.notify.Receiver;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.rules.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An open journal with rules at work, on a clock that is set by hand. */
final class WatchedJournal implements AutoCloseable, Recorder {
  static final String RULES =
      """
      title: Failed
      name: failed
      detection: {s: {event_type: auth_failure}, condition: s}
      ---
      title: Many failures
      name: many
      level: high
      correlation:
        type: event_count
        rules: failed
        group-by: ip_address
        timespan: 10m
        condition: {gte: 3}
      response:
        block: {duration: 15m, factor: 2, max: 24h}
        escalate: {after: 30m, severity: critical}
      """;

  private final Path folder;
  private final SetClock clock;
  private final Journal journal;
  private final Watcher watcher;
  private final @Nullable PeriodKeys keys;

  /** A clock that stands still. */
  static final class SetClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-28T10:00:00Z");

    void set(Instant time) {
      now = time;
    }

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private WatchedJournal(
      Path folder, SetClock clock, WatchSettings settings, @Nullable PeriodKeys keys) {
    this.keys = keys;
    this.folder = folder;
    this.clock = clock;
    this.journal = journal(folder, clock);
    watcher = new Watcher(journal);
    watcher.configure(settings, this);
  }

  private static Journal journal(Path folder, SetClock clock) {
    return journal(folder, "audit.log", clock);
  }

  private static Journal journal(Path folder, String file, SetClock clock) {
    try {
      return Journal.open(
          JournalConfig.builder(folder.resolve(file)).clock(clock).build(), JournalListener.NONE);
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  /** Records failed sign-ins as a process does that dies before it has evaluated them. */
  static void failUnwatched(Path folder, SetClock clock, String ip, int times) {
    try (Journal journal = journal(folder, clock)) {
      for (int i = 0; i < times; i++) {
        append(journal, failure(clock, ip));
      }
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  /** Blocks a client as the command line does. */
  static void blockByHand(Path folder, SetClock clock, String ip, Duration time) {
    EventDraft draft = draft(clock, EventType.CLIENT_BLOCKED);
    draft.putDetail("since", clock.instant().toString());
    draft.putDetail("until", clock.instant().plus(time).toString());
    recordByHand(folder, clock, ip, draft);
  }

  /** Lets a client in as the command line does. */
  static void unblockByHand(Path folder, SetClock clock, String ip) {
    recordByHand(folder, clock, ip, draft(clock, EventType.CLIENT_UNBLOCKED));
  }

  private static void recordByHand(Path folder, SetClock clock, String ip, EventDraft draft) {
    draft.set(EventField.USER_ID, "ops");
    draft.setAddress(ClientAddress.parse(ip));
    try (Journal journal = journal(folder, CaseFiles.FILE, clock)) {
      append(journal, draft);
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  private static EventDraft failure(SetClock clock, String ip) {
    EventDraft draft = draft(clock, EventType.AUTH_FAILURE);
    draft.setAddress(ClientAddress.parse(ip));
    return draft;
  }

  private static EventDraft draft(SetClock clock, EventType type) {
    EventDraft draft = new EventDraft();
    draft.setType(type);
    new EventIds(clock, new SecureRandom()).next(draft);
    draft.setTimestampMicros(Timestamps.now(clock));
    return draft;
  }

  private static long append(Journal journal, EventDraft draft) throws JournalException {
    ByteSink json = new ByteSink();
    new JsonEncoder(Limits.DEFAULT).encodeOpen(draft, json);
    JournalEntry entry = new JournalEntry();
    entry.set(json.array(), json.length(), null);
    return journal.append(entry);
  }

  static WatchedJournal open(Path folder, SetClock clock) {
    return open(folder, clock, RULES);
  }

  static WatchedJournal open(Path folder, SetClock clock, String yaml) {
    return open(folder, clock, settings(yaml));
  }

  static WatchedJournal open(Path folder, SetClock clock, WatchSettings settings) {
    return new WatchedJournal(folder, clock, settings, null);
  }

  /** One whose file of rules may name nobody. */
  static WatchedJournal openUnderPseudonyms(Path folder, SetClock clock) {
    return new WatchedJournal(
        folder, clock, settings(RULES), new PeriodKeys(folder.resolve("keys"), new SecureRandom()));
  }

  static WatchSettings settings(String yaml) {
    return settings(yaml, List.of());
  }

  static WatchSettings settings(String yaml, List<Receiver> receivers) {
    try {
      RuleSet rules =
          RuleFile.read(
              "rules.yaml",
              new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
              EventTypes.builtIn());
      return new WatchSettings(
          true, null, rules, String.valueOf(yaml.hashCode()), false, List.of(), receivers);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Watcher watcher() {
    return watcher;
  }

  SetClock clock() {
    return clock;
  }

  /** Records failed sign-ins. */
  WatchedJournal fail(String ip, int times) {
    for (int i = 0; i < times; i++) {
      record(EventType.AUTH_FAILURE, null, draft -> draft.setAddress(ClientAddress.parse(ip)));
    }
    return this;
  }

  @Override
  public void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
    EventDraft draft = draft(clock, type);
    if (severity != null) {
      draft.setSeverity(severity);
    }
    fields.accept(draft);
    try {
      watcher.offer(draft, append(journal, draft));
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public EventTypes types() {
    return EventTypes.builtIn();
  }

  @Override
  public @Nullable PeriodKeys pseudonymKeys() {
    return keys;
  }

  /** Closes the journal and leaves the watcher as a killed process does. */
  void abandon() {
    // It serves nobody any more: whoever asks for blocks in this JVM is not answered by it.
    AuditRegistry.unregister(watcher);
    try {
      journal.close();
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    watcher.close();
    abandon();
  }

  /** What rules led to, a line each. */
  List<String> said() {
    List<String> said = new ArrayList<>();
    for (SecurityEvent event : events(folder)) {
      String type = event.type().name();
      if (!event.type().isReserved() && !type.equals("suspicious")) {
        continue;
      }
      StringBuilder line = new StringBuilder(type);
      for (String name : List.of("rule", "key", "count", "client", "until", "reason", "by")) {
        Object value = event.details().get(name);
        if (value != null && !(name.equals("reason") && value.equals("condition_false"))) {
          line.append(' ').append(value);
        }
      }
      said.add(line.toString());
    }
    return said;
  }

  static List<SecurityEvent> events(Path folder) {
    List<SecurityEvent> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        if (line.isEvent()) {
          byte[] bytes = line.bytes();
          events.add(JsonEventReader.lenient().read(bytes, 0, bytes.length, EventTypes.builtIn()));
        }
      }
    } catch (IOException | EventFormatException e) {
      throw new AssertionError(e);
    }
    return events;
  }
}

package dev.tocsin.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.trail.CaseBook;
import dev.tocsin.trail.CaseException;
import dev.tocsin.trail.CaseJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * A made-up November 2026 of a shop, the same each time: people at work, three attacks with their
 * alerts, what was done about these, and an event whose every value is markup.
 */
public final class WrittenMonth {
  /** Its beginning. */
  public static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");

  /** The end of the time that events are in. */
  public static final Instant TO = Instant.parse("2026-11-28T00:00:00Z");

  /** The alert that nobody did anything about. */
  public static final String UNANSWERED = new UUID(20, 14).toString();

  /** Something that must stay text, wherever it is shown. */
  public static final String MARKUP =
      "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&lt;\u202e\u2028${jndi:x}";

  private static final String[] TYPES = {
    "auth_success", "auth_success", "auth_success", "session_created", "session_created",
    "api_access", "api_access", "data_access", "auth_logout", "payment_processing",
    "auth_failure", "authorization_failure", "data_export", "admin_action", "pin_failed"
  };
  private static final String[] USERS = {
    "alice", "bob", "carol", "dave", "erin", "o'brien", "\u00e9va", "=cmd|'/c calc'!A1"
  };

  private final List<Event> events = new ArrayList<>();
  private final Random random = new Random(11);

  private record Event(Instant time, String json) {}

  private WrittenMonth() {}

  /**
   * Writes it into a folder.
   *
   * @param people how many events of people at work
   */
  public static void into(Path folder, int people)
      throws IOException, EventFormatException, CaseException {
    WrittenMonth month = new WrittenMonth();
    month.people(people);
    month.attack(4, 3, "203.0.113.7", "admin", "high_failure_rate");
    month.attack(12, 23, "203.0.113.8", "root", "high_failure_rate");
    month.attack(20, 14, "2001:db8:7::1", MARKUP, "credential_stuffing");
    month.hostile();
    month.write(folder);
  }

  private void people(int count) {
    while (events.size() < count) {
      Instant time = FROM.plus(Duration.ofMillis((long) (random.nextDouble() * 27 * 86_400_000.0)));
      OffsetDateTime at = time.atOffset(ZoneOffset.UTC);
      boolean work = at.getHour() >= 7 && at.getHour() <= 18;
      boolean weekend = at.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0;
      if (random.nextDouble() < (work ? 1 : 0.2) * (weekend ? 0.3 : 1)) {
        add(
            time,
            TYPES[random.nextInt(TYPES.length)],
            USERS[random.nextInt(USERS.length)],
            "10.0." + random.nextInt(4) + "." + random.nextInt(30),
            "\"target_id\":\"/orders/" + random.nextInt(9) + "\"");
      }
    }
  }

  private void attack(int day, int hour, String address, String user, String rule) {
    Instant begin = FROM.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour));
    String id = new UUID(day, hour).toString();
    for (int i = 0; i < 25; i++) {
      add(begin.plusSeconds(4L * i), "auth_failure", user, address, "\"target_id\":\"/login\"");
    }
    String times =
        String.format(
            "\"first_event\":\"%s\",\"last_event\":\"%s\"", begin, begin.plusSeconds(100));
    events.add(
        new Event(
            begin.plusSeconds(20),
            String.format(
                "{\"event_id\":\"%s\",\"event_type\":\"alert\",\"severity\":\"high\",\"timestamp\":\"%s\","
                    + "\"success\":false,\"actor_type\":\"system\",\"ip_address\":\"%s\","
                    + "\"details\":{\"alert_id\":\"%s\",\"rule\":\"%s\",\"title\":\"Many failures\","
                    + "\"group_by\":[\"ip_address\"],\"key\":\"%s\",\"count\":25,\"bursts\":1,%s,"
                    + "\"action\":\"block\",\"event_ids\":[]}}",
                id(), begin.plusSeconds(20), address, id, rule, address, times)));
  }

  private void hostile() {
    add(
        FROM.plus(Duration.ofDays(9)),
        "xss_attempt",
        MARKUP,
        "198.51.100.9",
        "\"target_id\":" + json(MARKUP));
  }

  private String id() {
    return new UUID(
            0x01a2000000007000L + random.nextInt(1 << 12), Long.MIN_VALUE | random.nextLong() >>> 2)
        .toString();
  }

  private void add(Instant time, String type, String user, String address, String more) {
    events.add(
        new Event(
            time,
            String.format(
                Locale.ROOT,
                "{\"event_id\":\"%s\",\"event_type\":\"%s\",\"severity\":\"%s\",\"timestamp\":\"%s\","
                    + "\"success\":%s,\"user_id\":%s,\"ip_address\":\"%s\",\"target_type\":\"path\",%s,"
                    + "\"message\":%s,\"compliance_tags\":[%s],\"source\":\"shop\"}",
                id(),
                type,
                EventType.AUTH_FAILURE.name().equals(type) ? "low" : "info",
                time,
                !type.contains("fail") && !type.contains("attempt"),
                json(user),
                address,
                more,
                json("of " + user),
                tags(type))));
  }

  private static String tags(String type) {
    return String.join(
        ",",
        EventTypes.builtIn().require(type).complianceTags().stream()
            .map(tag -> '"' + tag + '"')
            .toList());
  }

  private static String json(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private void write(Path folder) throws IOException, EventFormatException, CaseException {
    events.sort(Comparator.comparing(Event::time));
    JournalConfig config =
        JournalConfig.builder(folder.resolve("security_audit.log")).writer("shop").build();
    JsonEventReader reader = JsonEventReader.lenient();
    JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
    try (Journal journal = Journal.open(config, JournalListener.NONE)) {
      ByteSink line = new ByteSink();
      JournalEntry entry = new JournalEntry();
      EventDraft draft = new EventDraft();
      for (Event event : events) {
        byte[] bytes = event.json().getBytes(UTF_8);
        draft.reset();
        reader.read(bytes, 0, bytes.length, EventTypes.builtIn(), draft);
        line.reset();
        encoder.encodeOpen(draft, line);
        entry.set(line.array(), line.length(), null);
        journal.append(entry);
      }
    }
    answer(folder, 4, 3, Duration.ofMinutes(7), EventType.ALERT_ACKNOWLEDGED);
    answer(folder, 4, 3, Duration.ofHours(2), EventType.ALERT_RESOLVED);
    answer(folder, 12, 23, Duration.ofMinutes(50), EventType.ALERT_ACKNOWLEDGED);
    investigate(folder);
  }

  /** A case of the second attack: 4 records. */
  private static void investigate(Path folder) throws IOException, CaseException {
    Instant begin = FROM.plus(Duration.ofDays(12)).plus(Duration.ofHours(23));
    String id =
        at(folder, begin.plus(Duration.ofMinutes(55)))
            .open(
                new CaseBook.Opening(
                    "C-2026-1",
                    "Somebody guesses the password of root",
                    Severity.HIGH,
                    begin,
                    new CaseBook.Links(
                        List.of(new UUID(12, 23).toString()), List.of(), List.of())));
    at(folder, begin.plus(Duration.ofMinutes(70))).note(id, "No sign-in succeeded. " + MARKUP);
    at(folder, begin.plus(Duration.ofHours(2))).assign(id, "erin", null);
    at(folder, begin.plus(Duration.ofHours(3))).status(id, Status.INVESTIGATING, null);
  }

  private static CaseBook at(Path folder, Instant time) {
    return new CaseBook(
        folder,
        Clock.fixed(time, ZoneOffset.UTC),
        new Random(1),
        what -> {
          throw new IllegalStateException(what);
        });
  }

  private static void answer(Path folder, int day, int hour, Duration after, EventType type)
      throws JournalException {
    Instant at = FROM.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour)).plus(after);
    try (CaseJournal journal = CaseJournal.open(folder, Clock.fixed(at, ZoneOffset.UTC))) {
      journal.record(
          type, "erin", draft -> draft.putDetail("alert_id", new UUID(day, hour).toString()));
    }
  }
}

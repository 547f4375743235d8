package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stands in the file, to the byte; hashes are shortened to a letter here and computed anew by
 * {@link JournalCheck}.
 */
class JournalLinesTest {
  private static final String TIME = "2026-11-22T10:00:00.000000Z";

  @TempDir Path folder;
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  /** The file's lines, with J for the journal's id, H for a hash and T for a tag. */
  private List<String> lines(String name) throws IOException {
    String text = Files.readString(place.resolve(name), UTF_8);
    assertThat(text).endsWith("\n").doesNotContain("\r", "\n\n", "\ufeff");
    return text.lines()
        .map(
            line ->
                line.replaceAll("\"journal\":\"[0-9a-f]{32}\"", "\"journal\":\"J\"")
                    .replaceAll("\"(prev|head)\":\"[0-9a-f]{64}\"", "\"$1\":\"H\"")
                    .replaceAll(",\"tag\":\"[A-Za-z0-9_-]{22}\"}$", ",\"tag\":\"T\"}"))
        .toList();
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  private static String event(String caller, long number, long seq) {
    return new String(Caller.open(caller, number), UTF_8) + json(",'seq':" + seq + ",'tag':'T'}");
  }

  private static String segment(long number, long line, long firstSeq) {
    return json(
        "{'record':'segment','format':1,'journal':'J','writer':'shop','segment':"
            + number
            + (",'line':" + line + ",'first_seq':" + firstSeq)
            + ",'prev':'H','algorithm':'SHA-256','key':null,'epoch':0,'time':'"
            + (TIME + "','tag':'T'}"));
  }

  private static String checkpoint(long line, long lastSeq, String time) {
    return json(
        "{'record':'checkpoint','journal':'J','line':"
            + line
            + (",'last_seq':"
                + lastSeq
                + ",'head':'H','epoch':0,'time':'"
                + time
                + "','tag':'T'}"));
  }

  @Test
  void journalFromItsFirstLineOverARollToItsEnd() throws IOException {
    try (Journal journal = place.open()) {
      Caller caller = new Caller(journal, "a").log(2);
      journal.roll("a test");
      caller.log(1);
    }
    assertThat(place.files())
        .containsExactly(
            "security_audit-2026-11-22-1.log",
            "security_audit.log",
            "security_audit.log.head",
            "security_audit.log.lock");
    assertThat(lines("security_audit-2026-11-22-1.log"))
        .containsExactly(
            segment(1, 0, 1),
            event("a", 1, 1),
            event("a", 2, 2),
            checkpoint(3, 2, TIME),
            json(
                "{'record':'seal','line':4,'last_seq':2,'head':'H','events':2,'time':'"
                    + (TIME + "','tag':'T'}")));
    assertThat(lines("security_audit.log"))
        .containsExactly(segment(2, 5, 3), event("a", 3, 3), checkpoint(7, 3, TIME));
    place.check().isRight();
  }

  @Test
  void writerThatTakesUpAFileWritesAnOpenLine() throws IOException {
    place.log("a", 1);
    place.clock.advance(Duration.ofSeconds(5).plusNanos(4_321));
    place.log("b", 1);
    assertThat(lines("security_audit.log"))
        .containsExactly(
            segment(1, 0, 1),
            event("a", 1, 1),
            checkpoint(2, 1, TIME),
            json(
                "{'record':'open','writer':'shop','line':3,'next_seq':2,"
                    + "'time':'2026-11-22T10:00:05.000004Z','tag':'T'}"),
            event("b", 1, 2),
            checkpoint(5, 2, "2026-11-22T10:00:05.000004Z"));
    place.check().isRight();
  }

  @Test
  void journalWithoutEventsStillHasItsLines() throws IOException {
    place.log("a", 0);
    assertThat(lines("security_audit.log"))
        .containsExactly(segment(1, 0, 1), checkpoint(1, 0, TIME));
    place.roll("a", 1, 0);
    assertThat(lines("security_audit-2026-11-22-1.log"))
        .hasSize(5)
        .last()
        .asString()
        .contains(json("'last_seq':0,'head':'H','events':0,"));
    place.check().isRight();
  }

  @Test
  void checkpointIsWrittenEveryMinuteAlsoWhenNothingIsLogged() throws IOException {
    try (Journal journal = place.open()) {
      for (int minute = 1; minute <= 2; minute++) {
        place.clock.advance(Duration.ofMinutes(1));
        int expected = minute;
        await().until(() -> place.check().records("checkpoint").size() == expected);
      }
      assertThat(journal.lastSeq()).isZero();
    }
    assertThat(lines("security_audit.log"))
        .containsExactly(
            segment(1, 0, 1),
            checkpoint(1, 0, "2026-11-22T10:01:00.000000Z"),
            checkpoint(2, 0, "2026-11-22T10:02:00.000000Z"),
            checkpoint(3, 0, "2026-11-22T10:02:00.000000Z"));
    place.check().isRight();
  }

  @Test
  void eventsLargerThanAnyBufferAreWhole() throws IOException {
    JournalEntry entry = new JournalEntry();
    byte[] large =
        ("{\"event_id\":\"large\",\"event_type\":\"data_export\",\"message\":\""
                + "x".repeat(900_000)
                + "\"")
            .getBytes(UTF_8);
    try (Journal journal = place.open()) {
      Caller caller = new Caller(journal, "a").log(1);
      entry.set(large, large.length, null);
      assertThat(journal.append(entry)).isEqualTo(2);
      caller.log(1);
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.ids()).containsExactly("a-1", "large", "a-2");
    assertThat(check.events().get(1).text()).hasSize(large.length + ",\"seq\":2".length() + 32);
  }

  @Test
  void entryMayBeASectionOfALargerArray() throws IOException {
    JournalEntry entry = new JournalEntry();
    byte[] line = Caller.open("a", 1);
    byte[] array = java.util.Arrays.copyOf(line, 4096);
    try (Journal journal = place.open()) {
      entry.set(array, line.length, null);
      assertThat(journal.append(entry)).isEqualTo(1);
    }
    assertThat(lines("security_audit.log")).contains(event("a", 1, 1));
    place.check().isRight();
  }

  @Test
  void writersNameIsEscapedAndMayBeLong() throws IOException {
    String writer = "shöp \"1\"\n" + "w".repeat(5_000);
    try (Journal journal = place.open(config -> config.writer(writer))) {
      new Caller(journal, "a").log(1);
      journal.roll("a test");
    }
    JournalCheck check = place.check().isRight();
    assertThat(check.records("segment")).hasSize(2);
    assertThat(check.records("segment"))
        .allSatisfy(line -> assertThat(line.text("writer")).isEqualTo(writer));
  }
}

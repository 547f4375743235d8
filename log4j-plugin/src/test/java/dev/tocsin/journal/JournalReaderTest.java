package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading what is there; {@link JournalFollowTest} reads while it is written. */
class JournalReaderTest {
  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  /** All lines that are there now. */
  static List<JournalLine> readAll(Path folder) throws IOException {
    List<JournalLine> lines = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** Compressed segments of ten events each, and ten events in the active file. */
  private void rollCompressed(int segments) throws IOException {
    place.roll("a", segments, 10);
    try (Journal journal = place.open(config -> config.naming(place.compressed()))) {
      await().until(() -> place.filesThat(".log.gz").size() == segments);
      new Caller(journal, "b").log(10);
    }
  }

  @Test
  void everyLineComesInOrderFromPlainAndCompressedSegments() throws IOException {
    rollCompressed(3);
    place.roll("c", 2, 10);
    List<JournalLine> lines = readAll(folder);
    JournalCheck check = place.check().isRight();
    assertThat(lines).extracting(JournalLine::text).isEqualTo(texts(check));
    assertThat(lines)
        .extracting(line -> line.file().getFileName().toString())
        .isEqualTo(check.lines().stream().map(JournalCheck.Line::file).toList());
    assertThat(lines.stream().filter(JournalLine::isEvent)).hasSize(60);
  }

  private static List<String> texts(JournalCheck check) {
    return check.lines().stream().map(JournalCheck.Line::text).toList();
  }

  @Test
  void lineTellsWhereItStandsAndWhatItIs() throws IOException {
    place.roll("a", 1, 3);
    byte[] content = Files.readAllBytes(place.resolve("security_audit-2026-11-22-1.log"));
    long seq = 0;
    for (JournalLine line : readAll(folder)) {
      if (line.file().equals(place.file)) {
        break;
      }
      byte[] there =
          Arrays.copyOfRange(
              content, (int) line.offset(), (int) line.offset() + line.bytes().length);
      assertThat(line.bytes()).isEqualTo(there);
      assertThat(content[(int) line.offset() + there.length]).isEqualTo((byte) '\n');
      assertThat(line.text()).isEqualTo(new String(there, UTF_8));
      assertThat(line.isEvent()).isEqualTo(!line.text().startsWith("{\"record\":"));
      assertThat(line.seq()).isEqualTo(line.isEvent() ? ++seq : -1);
      assertThat(line).hasToString(line.file() + ":" + line.offset());
    }
    assertThat(seq).isEqualTo(3);
  }

  @Test
  void unfinishedLastLineIsNotHandedOut() throws IOException {
    place.log("a", 3);
    Files.writeString(place.file, "{\"event_id\":\"to", StandardOpenOption.APPEND);
    assertThat(readAll(folder)).hasSize(5).last().asString().startsWith(place.file + ":");
    assertThat(JournalReader.newest(folder, 100, line -> true)).hasSize(5);
  }

  @Test
  void segmentThatLostItsEndDoesNotHideTheOnesAfterIt() throws IOException {
    place.log("a", 3);
    Files.write(place.file, Arrays.copyOf(Files.readAllBytes(place.file), 700));
    assertThat(place.reopen(4).linesLost()).isTrue();
    place.roll("b", 1, 3);
    List<JournalLine> events = readAll(folder).stream().filter(JournalLine::isEvent).toList();
    assertThat(events).extracting(JournalLine::seq).endsWith(4L, 5L, 6L, 7L);
    assertThat(JournalReader.newest(folder, 4, JournalLine::isEvent))
        .extracting(JournalLine::seq)
        .containsExactly(4L, 5L, 6L, 7L);
  }

  @Test
  void newestAreTheLastOnesOldestFirst() throws IOException {
    rollCompressed(3);
    for (int count : new int[] {0, 1, 9, 10, 11, 25, 40, 41}) {
      List<Long> expected = new ArrayList<>();
      for (long seq = Math.max(1, 41 - count); seq <= 40; seq++) {
        expected.add(seq);
      }
      assertThat(JournalReader.newest(folder, count, JournalLine::isEvent))
          .extracting(JournalLine::seq)
          .isEqualTo(expected);
    }
  }

  @Test
  void newestReadsNoOlderSegmentThanItNeeds() throws IOException {
    rollCompressed(2);
    Path oldest = place.resolve("security_audit-2026-11-22-1.log.gz");
    Files.write(oldest, Arrays.copyOf(Files.readAllBytes(oldest), 300));
    assertThat(JournalReader.newest(folder, 20, JournalLine::isEvent)).hasSize(20);
  }

  /** From the first byte to the last but one: an error or no segment at all, and never a hang. */
  @Test
  void compressedSegmentThatWasCutIsAnErrorAndNotAHang() throws IOException {
    rollCompressed(1);
    Path compressed = place.resolve("security_audit-2026-11-22-1.log.gz");
    byte[] content = Files.readAllBytes(compressed);
    int errors = 0;
    for (int size = 0; size < content.length; size++) {
      Files.write(compressed, Arrays.copyOf(content, size));
      try {
        assertThat(readAll(folder).get(0).file()).isEqualTo(place.file);
      } catch (IOException e) {
        errors++;
      }
    }
    assertThat(errors).isGreaterThan(content.length / 2);
    Files.write(compressed, content);
    byte[] changed = content.clone();
    changed[content.length - 20] ^= 0x10;
    Files.write(compressed, changed);
    assertThatThrownBy(() -> readAll(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void journalsOfOneFolderAreMergedByTimeAndKeepTheirOwnOrder() throws IOException {
    JournalConfig other =
        JournalConfig.builder(place.resolve("security_cases.log")).clock(place.clock).build();
    JournalEntry entry = new JournalEntry();
    try (Journal ours = place.open();
        Journal theirs = Journal.open(other, JournalListener.NONE)) {
      for (int second = 0; second < 20; second++) {
        byte[] line =
            ("{\"event_id\":\"e"
                    + second
                    + "\",\"event_type\":\"auth_attempt\",\"timestamp\":\"2026-11-22T10:00:"
                    + String.format("%02d", second)
                    + ".000000Z\"")
                .getBytes(UTF_8);
        entry.set(line, line.length, null);
        (second % 3 == 0 ? theirs : ours).append(entry);
        if (second == 10) {
          ours.roll("a test");
        }
      }
    }
    List<String> expected = new ArrayList<>();
    for (int second = 0; second < 20; second++) {
      expected.add("e" + second);
    }
    assertThat(readAll(folder))
        .filteredOn(JournalLine::isEvent)
        .extracting(this::id)
        .isEqualTo(expected);
    assertThat(JournalReader.newest(folder, 7, JournalLine::isEvent))
        .extracting(this::id)
        .isEqualTo(expected.subList(13, 20));
  }

  private String id(JournalLine line) {
    return line.text().substring(13, line.text().indexOf('"', 13));
  }

  @Test
  void folderWithoutAJournalIsEmptyAndOneThatIsMissingIsNamed() throws IOException {
    assertThat(readAll(folder)).isEmpty();
    assertThat(JournalReader.newest(folder, 5, line -> true)).isEmpty();
    Path missing = folder.resolve("missing");
    String message = missing + ": is no folder; name the one that the audit files are in";
    assertThatThrownBy(() -> JournalReader.open(missing))
        .isInstanceOf(JournalException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> JournalReader.newest(missing, 5, line -> true)).hasMessage(message);
  }
}

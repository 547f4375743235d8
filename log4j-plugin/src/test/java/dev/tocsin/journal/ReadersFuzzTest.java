package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.keys.TagKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Every byte of a file is hostile: a reader answers, or refuses with its own exception. */
class ReadersFuzzTest {
  private static final int MOST_LINES = 100_000;
  private static final JsonEncoder WIDEST =
      new JsonEncoder(new Limits(16_777_216, 1_048_576, 1_024, 4_096, 65_536, 32));

  private static final TagKey KEY = TagKey.of(new byte[32]);

  private static Path folder;

  @BeforeAll
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("readers");
  }

  @AfterAll
  static void removeFolder() throws IOException {
    for (String name : List.of("a.log", "a.log.gz")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  @FuzzTest(maxDuration = "10m")
  void readersAnswerOrRefuse(byte[] data) throws Exception {
    event(JsonEventReader.lenient(), data);
    event(JsonEventReader.strict(), data);
    record(data);
    int kind = data.length == 0 ? 0 : data[0] & 3;
    switch (kind) {
      case 0 -> file("a.log.gz", data);
      case 1 -> file("a.log", afterHeader(data));
      default -> file("a.log", data);
    }
  }

  private static void event(JsonEventReader reader, byte[] data) throws EventFormatException {
    SecurityEvent event;
    try {
      event = reader.read(data, 0, data.length, EventTypes.builtIn());
    } catch (EventFormatException e) {
      assertHarmless(e);
      return;
    }
    ByteSink line = new ByteSink();
    WIDEST.encode(event, line);
    SecurityEvent again =
        JsonEventReader.lenient().read(line.array(), 0, line.length(), EventTypes.builtIn());
    ByteSink second = new ByteSink();
    WIDEST.encode(again, second);
    assertThat(second.toByteArray()).isEqualTo(line.toByteArray());
  }

  /** What is wrong is told in one line that does nothing to a terminal. */
  private static void assertHarmless(Exception e) {
    assertThat(String.valueOf(e.getMessage()))
        .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]");
  }

  private static void record(byte[] data) {
    try {
      RecordLine record = RecordLine.parse(data, 0, data.length);
      assertThat(record.body()).isNotEmpty();
      SegmentHeader.of(record);
    } catch (JournalException e) {
      assertHarmless(e);
    }
  }

  private static void file(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, content);
    try (JournalReader reader = JournalReader.open(folder)) {
      int lines = 0;
      while (reader.next() != null) {
        assertThat(++lines).isLessThan(MOST_LINES);
      }
      JournalReader.newest(folder, 3, line -> true);
      SegmentScan.of(SegmentFile.read(file), TagKeys.NONE);
      new Verifier().verify(folder);
      new Verifier().tagKey(KEY).verify(folder);
    } catch (IOException e) {
      assertHarmless(e);
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] afterHeader(byte[] data) {
    byte[] body =
        new SegmentHeader(
                "00".repeat(16), "w", 1, 0, 1, "00".repeat(32), "SHA-256", null, 0, Instant.EPOCH)
            .toRecord()
            .body();
    byte[] whole = Arrays.copyOf(body, body.length + Chain.TAIL_BYTES + data.length);
    Chain chain = Chain.resume(new byte[Chain.HASH_BYTES], 0, Tagger.unkeyed());
    chain.begin();
    chain.update(body, 0, body.length);
    chain.end(whole, body.length);
    System.arraycopy(data, 0, whole, body.length + Chain.TAIL_BYTES, data.length);
    return whole;
  }
}

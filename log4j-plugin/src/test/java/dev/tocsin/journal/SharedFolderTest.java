package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in the folder and is not this journal's. */
class SharedFolderTest {
  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22 10:00:00 INFO started\n",
        "{\"level\":\"INFO\",\"message\":\"started\"}\n",
        "{\"record\":\"segment\",\"format\":1}\n",
        "{\"record\":\"segment\",\"format\":1,\"journal\":\"x\",\"writer\":\"w\",\"segment\":1,"
            + "\"line\":0,\"first_seq\":1,\"prev\":\"y\",\"algorithm\":\"SHA-256\",\"key\":null,"
            + "\"epoch\":0,\"time\":\"2026-11-22T00:00:00Z\"}\n",
        "\n",
        "a token without a line feed",
        "{\"recording\":",
      })
  void foreignFileIsRefusedAndLeftAsItIs(String content) throws IOException {
    Files.writeString(place.file, content);
    assertThatThrownBy(place::open)
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(place.file + ": is no Tocsin journal (")
        .hasMessageEndingWith("); move it away, or name another file in fileName")
        .hasMessageNotContaining("\n");
    assertThat(place.file).hasBinaryContent(content.getBytes(UTF_8));
    assertThat(place.files()).containsExactly("security_audit.log", "security_audit.log.lock");
  }

  @Test
  void journalOfANewerFormatIsRefused() throws IOException {
    place.log("a", 1);
    String content = Files.readString(place.file).replace("\"format\":1", "\"format\":2");
    Files.writeString(place.file, content);
    assertThatThrownBy(place::open)
        .hasMessage(
            place.file
                + ": is no Tocsin journal (format 2 is not known here; read it with a newer"
                + " release); move it away, or name another file in fileName");
  }

  /** Several journals in one folder are the rule, and a pattern of names may fit them all. */
  @ParameterizedTest
  @ValueSource(strings = {"security_audit-pci.log", "security_audit-2026.log", "other.log"})
  void journalOfAnotherApplicationInTheSameFolderIsLeftAlone(String name) throws IOException {
    Path other = place.resolve(name);
    JournalConfig theirs =
        JournalConfig.builder(other)
            .clock(place.clock)
            .naming(SegmentNaming.daily(name, false))
            .retention(RetentionPolicy.FOREVER)
            .build();
    try (Journal journal = Journal.open(theirs, JournalListener.NONE)) {
      new Caller(journal, "theirs").log(3);
      journal.roll("a test");
    }
    String base = name.substring(0, name.length() - 4);
    Path temporary = place.resolve(base + "-2026-11-22-9.log.gz.tmp");
    Files.writeString(temporary, "being compressed by the other one");
    Map<String, JournalCheck> before = JournalCheck.all(folder);
    List<String> files = place.files();

    RetentionPolicy strict = new RetentionPolicy(Duration.ofHours(1), 0, 0, Duration.ZERO);
    place.clock.advance(Duration.ofDays(1));
    try (Journal journal =
        place.open(config -> config.naming(new OwnsAll(place.compressed())).retention(strict))) {
      assertThat(journal.recovery().found()).isEmpty();
      assertThat(journal.id()).isNotIn(before.keySet());
      assertThat(new Caller(journal, "ours").log()).isEqualTo(1);
      journal.roll("a test");
      await().until(() -> !place.filesThat("security_audit-2026-11-23-1.log.gz").isEmpty());
      assertThat(place.heard.all()).isEmpty();
    }
    assertThat(place.files()).containsAll(files);
    assertThat(temporary).hasContent("being compressed by the other one");
    Map<String, JournalCheck> after = JournalCheck.all(folder);
    assertThat(after).hasSize(2);
    after.values().forEach(JournalCheck::isRight);
    before.forEach(
        (id, check) ->
            assertThat(after.get(id)).extracting(JournalCheck::lines).isEqualTo(check.lines()));
  }

  @Test
  void hostileFilesBesideTheJournalDoNotDisturbIt() throws IOException {
    Files.writeString(
        place.resolve("security_audit-2026-11-22-1.log"),
        "{\"record\":\"segment\",\"format\":1,\"journal\":\"zz\",\"writer\":\"w\",\"segment\":1,"
            + "\"line\":0,\"first_seq\":1,\"prev\":\"zz\",\"algorithm\":\"SHA-256\",\"key\":null,"
            + "\"epoch\":0,\"time\":\"2026-11-22T00:00:00Z\"}\n");
    Files.write(
        place.resolve("security_audit-2026-11-22-2.log.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
    Files.writeString(place.resolve("x.log"), "{".repeat(100_000));
    Files.writeString(place.resolve("y.log"), "{\"record\":" + "9".repeat(400) + "}\n");
    Files.writeString(place.resolve("z.head"), "{}");
    Files.createDirectory(place.resolve("w.head"));
    Files.createSymbolicLink(place.resolve("v.log"), place.file);
    try (Journal journal = place.open(config -> config.naming(place.compressed()))) {
      new Caller(journal, "a").log(3);
      journal.roll("a test");
      await().until(() -> place.files().contains("security_audit-2026-11-22-3.log.gz"));
      assertThat(journal.recovery().found()).isEmpty();
    }
    assertThat(place.heard.all()).isEmpty();
    assertThat(JournalReader.newest(folder, 10, JournalLine::isEvent)).hasSize(3);
  }

  private record OwnsAll(SegmentNaming naming) implements SegmentNaming {
    @Override
    public String name(Instant began, int index) {
      return naming.name(began, index);
    }

    @Override
    public boolean owns(String fileName) {
      return true;
    }

    @Override
    public boolean compress() {
      return naming.compress();
    }
  }
}

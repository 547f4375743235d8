package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.journal.Finding.Kind;
import dev.tocsin.keys.KeyFolder;
import dev.tocsin.keys.KeySet;
import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals under keys: what a writer does with them, and what a verifier demands. */
class KeysTest {
  @TempDir private Path folder;

  private TestJournal place;
  private Path keys;

  @BeforeEach
  void makeKeys() throws IOException {
    place = TestJournal.in(folder.resolve("journal"));
    keys = folder.resolve("keys");
    new KeyFolder(keys, new SecureRandom()).generate();
  }

  private KeySet keySet() throws IOException {
    return KeySet.of(keys.toString(), name -> null);
  }

  private Journal open(UnaryOperator<JournalConfig.Builder> more) throws IOException {
    KeySet set = keySet();
    return place.open(config -> more.apply(config.keys(set)));
  }

  private Path key(String name) {
    return keys.resolve(name);
  }

  private Verifier verifier() throws IOException {
    return new Verifier()
        .tagKey(TagKey.read(key("tag.key")))
        .publicKey(VerifyKey.read(key("signing.pub")));
  }

  private List<Kind> verify(Verifier verifier) throws IOException {
    return verifier.verify(place.folder).findings().stream().map(Finding::kind).toList();
  }

  /** Three segments and a restart. */
  private void write(UnaryOperator<JournalConfig.Builder> more) throws IOException {
    for (int start = 0; start < 2; start++) {
      try (Journal journal = open(more)) {
        new Caller(journal, "a" + start).log(5);
        journal.roll("the test");
        new Caller(journal, "b" + start).log(5);
      }
    }
  }

  /** The head file has a tag too, which the clockwork makes while somebody writes. */
  @Test
  void aTagIsRightWhateverTheClockworkDoesAtTheMoment() throws Exception {
    try (Journal journal = open(config -> config.durability(Durability.NO))) {
      AtomicBoolean done = new AtomicBoolean();
      FutureTask<Void> flushing =
          new FutureTask<>(
              () -> {
                while (!done.get()) {
                  journal.bury(RecordLine.of("tombstone"), 0);
                }
                return null;
              });
      Thread clockwork = new Thread(flushing);
      clockwork.start();
      try {
        new Caller(journal, "a").log(40_000);
      } finally {
        done.set(true);
        flushing.get();
      }
    }
    assertThat(verify(verifier())).isEmpty();
  }

  @Test
  void linesAreUnderTheKeyAndCheckpointsAreSigned() throws IOException {
    write(config -> config);
    Verification found = verifier().verify(place.folder);
    assertThat(found.findings()).isEmpty();
    assertThat(found.journals())
        .singleElement()
        .satisfies(
            journal -> {
              assertThat(journal.events()).isEqualTo(20);
              assertThat(journal.tagsChecked()).isTrue();
              assertThat(journal.signedSeq()).isEqualTo(20);
            });
  }

  @Test
  void withoutTheKeyTheChainIsStillChecked() throws IOException {
    write(config -> config);
    Verification found = new Verifier().verify(place.folder);
    assertThat(found.findings()).isEmpty();
    assertThat(found.journals().get(0).tagsChecked()).isFalse();
    Path active = place.file;
    Files.writeString(
        active, Files.readString(active).replaceFirst("\"event_id\":\"b", "\"event_id\":\"x"));
    assertThat(verify(new Verifier())).containsExactly(Kind.CHANGED_LINE);
    assertThat(verify(verifier())).containsExactly(Kind.CHANGED_LINE);
  }

  @Test
  void keysThatMoveOnAreFollowed() throws IOException {
    write(config -> config.evolve(true));
    assertThat(verify(verifier())).isEmpty();
    String active = Files.readString(place.file);
    assertThat(active).contains("\"epoch\":5,").doesNotContain("\"epoch\":6,");
    assertThat(TagKeyFile.of(place.file).kept().orElseThrow().epoch()).isEqualTo(6);
  }

  @Test
  void keyAtTheStartIsNeededOnTheHostOnlyOnce() throws IOException {
    try (Journal journal = open(config -> config.evolve(true))) {
      new Caller(journal, "a").log(3);
      Files.move(key("tag.key"), folder.resolve("tag.key"));
    }
    try (Journal journal = open(config -> config.evolve(true))) {
      new Caller(journal, "b").log(3);
      journal.roll("the test");
      new Caller(journal, "c").log(3);
    }
    Files.move(folder.resolve("tag.key"), key("tag.key"));
    assertThat(verify(verifier())).isEmpty();
  }

  @Test
  void keyKeptOnTheHostMakesNoEarlierTags() throws IOException {
    write(config -> config.evolve(true));
    Tagger kept = TagKeyFile.of(place.file).kept().orElseThrow();
    SegmentFile first = SegmentFile.list(place.folder).get(0);
    SegmentScan scan = SegmentScan.of(first, (keyId, epoch) -> List.of(kept));
    assertThat(scan.wrongLineAt()).isZero();
  }

  @Test
  void crashBeforeTheKeyWasKeptIsMadeUpForAtTheStart() throws IOException {
    try (Journal journal = open(config -> config.evolve(true))) {
      new Caller(journal, "a").log(3);
    }
    byte[] old = Files.readAllBytes(TagKeyFile.beside(place.file));
    try (Journal journal = open(config -> config.evolve(true))) {
      new Caller(journal, "b").log(3);
    }
    // As if neither of the two checkpoints since had been followed by its key.
    Files.write(TagKeyFile.beside(place.file), old);
    Files.move(key("tag.key"), folder.resolve("tag.key"));
    try (Journal journal = open(config -> config.evolve(true))) {
      assertThat(journal.recovery().found()).isEmpty();
      new Caller(journal, "c").log(3);
    }
    Files.move(folder.resolve("tag.key"), key("tag.key"));
    assertThat(verify(verifier())).isEmpty();
  }

  @Test
  void checkpointsMoveTheKeyOnWhileTheWriterRuns() throws IOException {
    try (Journal journal =
        open(config -> config.evolve(true).checkpointInterval(Duration.ofSeconds(1)))) {
      for (long epoch = 2; epoch <= 4; epoch++) {
        place.clock.advance(Duration.ofSeconds(1));
        long reached = epoch;
        await()
            .until(
                () ->
                    TagKeyFile.of(place.file).kept().filter(k -> k.epoch() >= reached).isPresent());
      }
      new Caller(journal, "a").log(1);
      assertThat(verify(verifier())).isEmpty();
    }
    assertThat(verify(verifier())).isEmpty();
  }

  @Test
  void changeOfKeyBeginsASegment() throws IOException {
    write(config -> config.evolve(true));
    TagKey before = TagKey.read(key("tag.key"));
    VerifyKey signedBefore = VerifyKey.read(key("signing.pub"));
    new KeyFolder(keys, new SecureRandom()).rotate();
    write(config -> config.evolve(true));
    Verifier both =
        new Verifier()
            .tagKey(before)
            .tagKey(TagKey.read(key("tag.key")))
            .publicKey(signedBefore)
            .publicKey(VerifyKey.read(key("signing.pub")));
    assertThat(verify(both)).isEmpty();
    assertThat(verify(new Verifier().tagKey(before)))
        .as("the old key alone")
        .contains(Kind.WRONG_KEY);
    assertThat(verify(verifier())).as("the new key alone").contains(Kind.WRONG_KEY);
  }

  @Test
  void changeOfKeyAtAReconfigurationTakesEffectAtOnce() throws IOException {
    TagKey before = TagKey.read(key("tag.key"));
    try (Journal journal = open(config -> config)) {
      new Caller(journal, "a").log(3);
      new KeyFolder(keys, new SecureRandom()).rotate();
      KeySet changed = keySet();
      journal.reconfigure(place.config().keys(changed).build());
      new Caller(journal, "b").log(3);
    }
    assertThat(verify(new Verifier().tagKey(before).tagKey(TagKey.read(key("tag.key"))))).isEmpty();
  }

  @Test
  void oldKeyThatIsGoneIsAskedForByItsName() throws IOException {
    write(config -> config);
    TagKey before = TagKey.read(key("tag.key"));
    new KeyFolder(keys, new SecureRandom()).rotate();
    Path old = key("tag-" + before.id() + ".key");
    Files.move(old, folder.resolve("old"));
    assertThatThrownBy(() -> open(config -> config))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            place.file
                + ": its lines are under tag key "
                + before.id()
                + ", which is not there in the form it has by now; put it back as tag.key, or for"
                + " a change of key as tag-"
                + before.id()
                + ".key beside the new one");
    Files.move(folder.resolve("old"), old);
    write(config -> config);
    assertThat(verify(new Verifier().tagKey(before).tagKey(TagKey.read(key("tag.key"))))).isEmpty();
  }

  @Test
  void journalUnderAKeyDoesNotGoOnWithoutOne() throws IOException {
    write(config -> config);
    assertThatThrownBy(() -> place.open(config -> config))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("no keys are configured; name their folder in keys");
    try (Journal journal = open(config -> config)) {
      assertThatThrownBy(() -> journal.reconfigure(place.config().build()))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("no keys are configured");
      new Caller(journal, "after").log(1);
    }
    assertThat(verify(verifier())).isEmpty();
  }

  @Test
  void keysThatComeLaterNeedTheWordNone() throws IOException {
    try (Journal journal = place.open(config -> config)) {
      new Caller(journal, "unkeyed").log(3);
    }
    write(config -> config);
    assertThat(verify(verifier())).contains(Kind.UNKEYED, Kind.UNSIGNED);
    assertThat(verify(verifier().unkeyedFirst().unsignedFirst())).isEmpty();
  }

  @Test
  void unkeyedEndIsFoundWhereAKeyIsDemanded() throws IOException {
    try (Journal journal = place.open(config -> config)) {
      new Caller(journal, "unkeyed").log(3);
    }
    assertThat(verify(verifier().unkeyedFirst().unsignedFirst()))
        .containsExactlyInAnyOrder(Kind.UNKEYED, Kind.UNSIGNED);
  }

  @Test
  void headFileThatSomebodyWithoutTheKeyWroteSaysNothing() throws IOException {
    write(config -> config);
    HeadFile.Point point =
        new HeadFile(HeadFile.beside(place.file)).read(TagKeys.NONE, true).orElseThrow().point();
    Path head = HeadFile.beside(place.file);
    Files.delete(head);
    new HeadFile(head)
        .write(
            new HeadFile.Point(point.journal(), 1, 0, "00".repeat(32), point.segment(), 10, 0),
            Tagger.unkeyed(),
            true);
    assertThat(verify(verifier())).contains(Kind.HEAD_ABSENT);
    try (Journal journal = open(config -> config)) {
      assertThat(journal.recovery().linesLost()).isTrue();
    }
    assertThat(verify(verifier())).as("for ever").contains(Kind.LOST_LINES);
  }

  @Test
  void lossIsToldForEver() throws IOException {
    write(config -> config);
    String content = Files.readString(place.file);
    Files.writeString(place.file, content.substring(0, content.indexOf("{\"event_id\":\"b")));
    try (Journal journal = open(config -> config)) {
      assertThat(journal.recovery().linesLost()).isTrue();
    }
    try (Journal journal = open(config -> config)) {
      new Caller(journal, "c").log(3);
    }
    assertThat(verify(verifier())).contains(Kind.LOST_LINES);
  }

  @Test
  void signatureOfAnotherLineIsNone() throws IOException {
    write(config -> config);
    List<String> lines = Files.readAllLines(place.file);
    assertThat(lines).anyMatch(line -> line.startsWith("{\"record\":\"checkpoint\""));
    // Under no tag key, so that tags can be made anew: only the signatures are left to tell.
    Path other = Files.createDirectories(folder.resolve("other"));
    for (SegmentFile file : SegmentFile.list(place.folder)) {
      Files.copy(
          file.path(),
          other.resolve(file.path().getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Path active = other.resolve(place.file.getFileName());
    String text = Files.readString(active);
    int at = text.indexOf("\"signature\":\"") + 20;
    char changed = text.charAt(at) == 'A' ? 'B' : 'A';
    Files.writeString(active, text.substring(0, at) + changed + text.substring(at + 1));
    List<Kind> kinds =
        new Verifier()
            .publicKey(VerifyKey.read(key("signing.pub"))).verify(other).findings().stream()
                .map(Finding::kind)
                .toList();
    assertThat(kinds).contains(Kind.BAD_SIGNATURE);
  }

  @Test
  void journalThatIsNamedMustBeThereAndOthersAreLeftOut() throws IOException {
    write(config -> config);
    String id = SegmentFile.list(place.folder).get(0).header().journal();
    String other = "ab".repeat(16);
    assertThat(verify(verifier().journal(id))).isEmpty();
    Verification found = verifier().journal(other).verify(place.folder);
    assertThat(found.findings()).extracting(Finding::kind).containsExactly(Kind.JOURNAL_GONE);
    assertThat(found.leftOut()).containsExactly(id);
  }
}

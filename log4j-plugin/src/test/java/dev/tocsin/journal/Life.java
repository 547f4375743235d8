package dev.tocsin.journal;

import static org.awaitility.Awaitility.await;

import dev.tocsin.keys.KeyFolder;
import dev.tocsin.keys.KeySet;
import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The life of an honest journal, with what an auditor demands of it. Beside the journal's folder
 * {@code logs} lie {@code keys}, where it has some, and {@code witness.ndjson}, with each
 * checkpoint that was ever written.
 */
enum Life {
  /** No key. Segments 1 and 2 compressed, 3 plain, 4 active and taken up once; 18 events. */
  PLAIN(false, false),
  /**
   * No key. Segments 1 to 3 are deleted by age, their tombstones are in 4; 5 is sealed, 6 active.
   */
  DELETED(false, false) {
    @Override
    void live(TestJournal place) throws IOException {
      super.live(place);
      deleteAndGoOn(place);
    }
  },
  /** As the plain one, under a tag key; nothing is signed. */
  KEYED(true, false) {
    @Override
    void makeKeys(Path keys) throws IOException {
      super.makeKeys(keys);
      Files.delete(keys.resolve(KeyFolder.SIGNING_KEY));
      Files.delete(keys.resolve(KeyFolder.PUBLIC_KEY));
    }
  },
  /** As the plain one, under a tag key, and signed. */
  SIGNED(true, false),
  /** As the signed one, and the key moves on. */
  EVOLVING(true, true),
  /** As the evolving one, then all keys are changed, and it goes on for two segments. */
  ROTATED(true, true) {
    @Override
    void live(TestJournal place) throws IOException {
      super.live(place);
      Path keys = place.folder.resolveSibling(KEYS);
      Files.copy(keys.resolve(KeyFolder.TAG_KEY), place.folder.resolveSibling(OLD_TAG_KEY));
      Files.copy(keys.resolve(KeyFolder.PUBLIC_KEY), place.folder.resolveSibling(OLD_PUBLIC_KEY));
      new KeyFolder(keys, new SecureRandom()).rotate();
      try (Journal journal = open(place, config -> config)) {
        Caller caller = new Caller(journal, "r").log(3);
        journal.roll("a test");
        caller.log(3);
      }
    }
  };

  static final String LOGS = "logs";
  static final String KEYS = "keys";
  static final String WITNESS = "witness.ndjson";
  static final String OLD_TAG_KEY = "old-tag.key";
  static final String OLD_PUBLIC_KEY = "old-signing.pub";

  /** When an auditor looks at it: every deletion of a life is over by then. */
  private static final Clock AFTERWARDS =
      Clock.fixed(TestClock.START.plus(Duration.ofDays(400)), ZoneOffset.UTC);

  private final boolean keyed;
  private final boolean evolving;

  Life(boolean keyed, boolean evolving) {
    this.keyed = keyed;
    this.evolving = evolving;
  }

  void live(TestJournal place) throws IOException {
    try (Journal journal = open(place, config -> config.naming(place.compressed()))) {
      Caller caller = new Caller(journal, "a").log(4);
      journal.roll("a test");
      caller.log(5);
      journal.roll("a test");
      await()
          .until(
              () ->
                  place.filesThat(".log.gz").size() == 2 && place.filesThat("-2.log").size() == 1);
    }
    try (Journal journal = open(place, config -> config)) {
      Caller caller = new Caller(journal, "b").log(3);
      journal.roll("a test");
      caller.log(4);
    }
    try (Journal journal = open(place, config -> config)) {
      new Caller(journal, "c").log(2);
    }
  }

  /** Opens the journal as this life does; the keys are made the first time. */
  Journal open(TestJournal place, UnaryOperator<JournalConfig.Builder> settings)
      throws IOException {
    if (!keyed) {
      return place.open(settings);
    }
    Path keys = place.folder.resolveSibling(KEYS);
    if (!Files.exists(keys)) {
      makeKeys(keys);
    }
    KeySet set = KeySet.of(keys.toString(), name -> null);
    return place.open(config -> settings.apply(config.keys(set).evolve(evolving)));
  }

  void makeKeys(Path keys) throws IOException {
    new KeyFolder(keys, new SecureRandom()).generate();
  }

  /** What an auditor of such a journal demands. */
  Verifier verifier(Path parent) throws IOException {
    Verifier verifier = new Verifier().clock(AFTERWARDS);
    for (Path key : tagKeys(parent)) {
      verifier.tagKey(TagKey.read(key));
    }
    for (Path key : publicKeys(parent)) {
      verifier.publicKey(VerifyKey.read(key));
    }
    return verifier;
  }

  /** The same as arguments of the command line. */
  List<String> arguments(Path parent) {
    List<String> arguments = new ArrayList<>(List.of("--dir", parent.resolve(LOGS).toString()));
    tagKeys(parent).forEach(key -> arguments.addAll(List.of("--tag-key", key.toString())));
    publicKeys(parent).forEach(key -> arguments.addAll(List.of("--key", key.toString())));
    return arguments;
  }

  private List<Path> tagKeys(Path parent) {
    return existing(parent.resolve(OLD_TAG_KEY), parent.resolve(KEYS).resolve(KeyFolder.TAG_KEY));
  }

  private List<Path> publicKeys(Path parent) {
    return existing(
        parent.resolve(OLD_PUBLIC_KEY), parent.resolve(KEYS).resolve(KeyFolder.PUBLIC_KEY));
  }

  private static List<Path> existing(Path... files) {
    return Stream.of(files).filter(Files::exists).toList();
  }

  /** Lives in a folder of that parent, and lets the witness see it. */
  TestJournal begin(Path parent) throws IOException {
    TestJournal place = TestJournal.in(parent.resolve(LOGS));
    live(place);
    List<String> checkpoints = new ArrayList<>();
    for (int segment : Intruder.in(place.folder).segments().keySet()) {
      Intruder.in(place.folder).lines(segment).stream()
          .filter(line -> line.startsWith("{\"record\":\"checkpoint\""))
          .forEach(checkpoints::add);
    }
    Files.write(parent.resolve(WITNESS), checkpoints);
    return place;
  }

  /** A copy of everything that a life left behind. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Lets time pass, so that all sealed segments are deleted, and makes two more. */
  void deleteAndGoOn(TestJournal place) throws IOException {
    place.clock.advance(Duration.ofDays(40));
    RetentionPolicy days30 = new RetentionPolicy(Duration.ofDays(30), 0, 0, Duration.ZERO);
    try (Journal journal = open(place, config -> config.retention(days30))) {
      Caller caller = new Caller(journal, "d").log(2);
      await().until(() -> place.filesThat("2026-11-22").isEmpty());
      for (int segment = 4; segment < 6; segment++) {
        journal.roll("a test");
        caller.log(2);
      }
    }
  }
}

package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nobody but the owner may read what a journal makes, at no moment. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no POSIX rights")
class FileRightsTest {
  @TempDir Path folder;
  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder.resolve("made/by/tocsin"));
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void look() throws IOException {
    for (String name : place.files()) {
      try {
        seen.put(name, rights(place.resolve(name)));
      } catch (NoSuchFileException e) {
        // Temporary files come and go: this one went since the listing.
        assertThat(name).matches(".*\\.(tmp|next|log)");
      }
    }
  }

  /** Looks at the folder at the moment when a roll asks for a name. */
  private final class Looking implements SegmentNaming {
    private final SegmentNaming naming = place.compressed();

    @Override
    public String name(Instant began, int index) {
      try {
        look();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return naming.name(began, index);
    }

    @Override
    public boolean owns(String fileName) {
      return naming.owns(fileName);
    }

    @Override
    public boolean compress() {
      return naming.compress();
    }
  }

  /** Random text, so that compressing it takes a while. */
  private static byte[] large() {
    Random random = new Random(1);
    StringBuilder text =
        new StringBuilder("{\"event_id\":\"large\",\"event_type\":\"data_export\"");
    text.append(",\"message\":\"");
    for (int i = 0; i < 4_000_000; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.append('"').toString().getBytes(UTF_8);
  }

  @Test
  void everyFileIsTheOwnersAloneAndSoIsTheFolder() throws IOException {
    place.log("a", 3);
    Files.writeString(place.file, "{\"torn", StandardOpenOption.APPEND);
    byte[] large = large();
    JournalEntry entry = new JournalEntry();
    entry.set(large, large.length, null);
    try (Journal journal = place.open(config -> config.naming(new Looking()))) {
      journal.append(entry);
      journal.roll("a test");
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                look();
                return seen.containsKey("security_audit-2026-11-22-1.log.gz");
              });
    }
    new FallbackFile(place.file).append(large, 100);
    look();
    Map<String, String> expected = new TreeMap<>();
    for (String name :
        new String[] {
          "security_audit-2026-11-22-1.log",
          "security_audit-2026-11-22-1.log.gz",
          "security_audit-2026-11-22-1.log.gz.tmp",
          "security_audit.log",
          "security_audit.log.fallback",
          "security_audit.log.head",
          "security_audit.log.lock",
          "security_audit.log.next",
          "security_audit.log.torn-20261122T100000.000Z",
        }) {
      expected.put(name, "rw-------");
    }
    assertThat(new TreeMap<>(seen)).isEqualTo(expected);
    assertThat(rights(place.folder)).isEqualTo("rwx------");
    assertThat(rights(folder.resolve("made/by"))).isEqualTo("rwx------");
    assertThat(rights(folder.resolve("made"))).isEqualTo("rwx------");
  }

  @Test
  void folderThatIsThereKeepsItsRights() throws IOException {
    Files.createDirectories(place.folder);
    Files.setPosixFilePermissions(place.folder, PosixFilePermissions.fromString("rwxr-x---"));
    place.log("a", 1);
    assertThat(rights(place.folder)).isEqualTo("rwxr-x---");
  }
}

package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.LongTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any one bit that is flipped anywhere in the files of a journal is found. */
class BitFlipTest {
  private static final int FLIPS = LongTests.rounds(12_000);

  /** Of so many flips one is also shown to the verifier in docs, which is slower. */
  private static final int SECOND_OPINION = 30;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private final Map<String, Integer> counts = new TreeMap<>();

  @Test
  void anyOneBitFlippedAnywhereIsFound() throws IOException {
    int flips = 0;
    int second = 0;
    int without = 0;
    Random random = new Random(20261128);
    try (SecondVerifier python = SecondVerifier.start()) {
      for (Life life : Life.values()) {
        Path parent = Files.createDirectory(folder.resolve(life.name()));
        TestJournal place = life.begin(parent);
        Intruder intruder = Intruder.in(place.folder);
        List<Path> files = new ArrayList<>(intruder.segments().values());
        files.add(intruder.head());
        for (int i = 0; i < FLIPS / Life.values().length; i++, flips++) {
          Path file = files.get(random.nextInt(files.size()));
          byte[] honest = Files.readAllBytes(file);
          byte[] flipped = honest.clone();
          int at = random.nextInt(flipped.length);
          flipped[at] ^= (byte) (1 << random.nextInt(8));
          Files.write(file, flipped);
          Verification found = life.verifier(parent).verify(place.folder);
          if (found.exitCode() == 0 && isSameContent(file, honest)) {
            // Bits of the gzip format that no reader looks at.
            without++;
          } else {
            count(life, file, honest, at);
            assertThat(found.exitCode()).as("%s: byte %s of %s", life, at, file).isNotZero();
          }
          if (i % SECOND_OPINION == 0) {
            second++;
            SecondVerifier.Answer answer = python.verify(life.arguments(parent));
            assertThat(answer.exitCode())
                .as("%s: byte %s of %s: %s, but %s", life, at, file, found, answer.text())
                .isEqualTo(found.exitCode());
          }
          Files.write(file, honest);
        }
        assertThat(life.verifier(parent).verify(place.folder).findings()).isEmpty();
      }
    }
    System.out.println(
        flips
            + " flipped bits, "
            + (flips - without)
            + " found, "
            + without
            + " in a gzip file whose content is the same without them; "
            + second
            + " of them shown to the second verifier. "
            + counts);
    assertThat(flips).isGreaterThan(FLIPS - Life.values().length);
    assertThat(without).isLessThan(flips / 50);
    assertThat(counts.keySet())
        .contains("segment", "event", "open", "checkpoint", "seal", "tombstone", "gz", "head");
  }

  private static boolean isSameContent(Path file, byte[] honest) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      return false;
    }
    try {
      String content = Intruder.text(file);
      Path copy = file.resolveSibling("honest.tmp.gz");
      Files.write(copy, honest);
      boolean same = content.equals(Intruder.text(copy));
      Files.delete(copy);
      return same;
    } catch (ZipException e) {
      return false;
    }
  }

  /** Counts what was hit: the kind of the line, or of the file where it has none. */
  private void count(Life life, Path file, byte[] honest, int at) {
    String name = file.toString();
    String what = name.endsWith(".gz") ? "gz" : name.endsWith(".head") ? "head" : "event";
    if (what.equals("event")) {
      int start = at;
      while (start > 0 && honest[start - 1] != '\n') {
        start--;
      }
      String line =
          new String(
              Arrays.copyOfRange(honest, start, Math.min(start + 40, honest.length)),
              java.nio.charset.StandardCharsets.ISO_8859_1);
      if (line.startsWith("{\"record\":")) {
        what = Intruder.member(line, "record");
      }
    }
    counts.merge(what, 1, Integer::sum);
    counts.merge(life.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
  }
}

package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeNamesTest {
  private static final Instant DAY = Instant.parse("2026-11-22T08:00:00Z");
  private static final Instant NEXT_DAY = Instant.parse("2026-11-23T08:00:00Z");

  @TempDir Path folder;

  private final FreeNames names = new FreeNames();
  private JournalConfig config;
  private int asked;

  /** As by default, but it counts how often it is asked. */
  private final class CountingNames implements SegmentNaming {
    private final SegmentNaming daily = SegmentNaming.daily("audit.log", true);

    @Override
    public String name(Instant began, int index) {
      asked++;
      return daily.name(began, index);
    }

    @Override
    public boolean owns(String fileName) {
      return daily.owns(fileName);
    }

    @Override
    public boolean compress() {
      return daily.compress();
    }
  }

  @BeforeEach
  void countNames() {
    config = JournalConfig.builder(folder.resolve("audit.log")).naming(new CountingNames()).build();
  }

  @Test
  void thousandsOfFilesMakeNoRollLonger() throws IOException {
    roll(DAY, 2_000);
    asked = 0;
    assertThat(roll(DAY, 1)).isEqualTo("audit-2026-11-22-2001.log");
    assertThat(asked).isLessThanOrEqualTo(3);
  }

  @Test
  void aNameThatRetentionMadeFreeIsNotUsedAgain() throws IOException {
    roll(DAY, 5);
    Files.delete(folder.resolve("audit-2026-11-22-2.log"));
    assertThat(roll(DAY, 1)).isEqualTo("audit-2026-11-22-6.log");
  }

  @Test
  void aNewDayBeginsWithOne() throws IOException {
    roll(DAY, 3);
    assertThat(roll(NEXT_DAY, 1)).isEqualTo("audit-2026-11-23-1.log");
    assertThat(roll(DAY, 1)).isEqualTo("audit-2026-11-22-4.log");
  }

  @Test
  void afterARestartTheFirstFreeOneIsFound() throws IOException {
    roll(DAY, 3);
    assertThat(new FreeNames().next(config, DAY)).hasFileName("audit-2026-11-22-4.log");
  }

  @Test
  void aNameThatWasNotUsedIsGivenAgain() throws IOException {
    roll(DAY, 2);
    names.next(config, DAY);
    assertThat(names.next(config, DAY)).hasFileName("audit-2026-11-22-3.log");
  }

  @Test
  void aCompressedFileHasItsNameStill() throws IOException {
    roll(DAY, 1);
    Path plain = folder.resolve("audit-2026-11-22-1.log");
    Files.move(plain, SegmentFile.compressedName(plain));
    assertThat(names.next(config, DAY)).hasFileName("audit-2026-11-22-2.log");
  }

  private String roll(Instant began, int times) throws IOException {
    Path name = folder;
    for (int i = 0; i < times; i++) {
      name = Files.createFile(names.next(config, began));
    }
    return name.getFileName().toString();
  }
}

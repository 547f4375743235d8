package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownSegmentsTest {
  private static final FileTime SEALED = FileTime.from(Instant.parse("2026-11-22T08:00:00Z"));

  @TempDir Path folder;

  private KnownSegments known;
  private Path file;

  @BeforeEach
  void listOnce() throws IOException {
    file = folder.resolve("audit-2026-11-22-1.log");
    try (Journal journal =
        Journal.open(JournalConfig.builder(file).build(), JournalListener.NONE)) {
      assertThat(journal.lastSeq()).isZero();
    }
    Files.setLastModifiedTime(file, SEALED);
    known = new KnownSegments(folder);
    assertThat(known.list()).singleElement().matches(each -> each.path().equals(file));
  }

  @Test
  void aFileThatIsAsItWasIsNotReadAgain() throws IOException {
    // To see that, its content is another one, though nothing shows that.
    Files.write(file, new byte[(int) Files.size(file)]);
    Files.setLastModifiedTime(file, SEALED);
    assertThat(known.list()).hasSize(1);
    assertThat(SegmentFile.list(folder)).isEmpty();
  }

  @Test
  void aFileThatWasWrittenToIsReadAgain() throws IOException {
    Files.write(file, new byte[(int) Files.size(file)]);
    assertThat(known.list()).isEmpty();
  }

  @Test
  void aFileOfAnotherSizeIsReadAgain() throws IOException {
    Files.write(file, "nothing\n".getBytes(UTF_8));
    Files.setLastModifiedTime(file, SEALED);
    assertThat(known.list()).isEmpty();
  }

  @Test
  void anotherFileOfTheSameNameIsRead() throws IOException {
    Path other = folder.resolve("other.tmp");
    Files.write(other, new byte[(int) Files.size(file)]);
    Files.setLastModifiedTime(other, SEALED);
    Files.delete(file);
    Files.move(other, file);
    assertThat(known.list()).isEmpty();
  }

  @Test
  void whatIsGoneIsForgottenAndWhatIsNewIsFound() throws IOException {
    Path moved = folder.resolve("audit-2026-11-22-2.log");
    Files.move(file, moved);
    assertThat(known.list()).singleElement().matches(each -> each.path().equals(moved));
    Files.delete(moved);
    assertThat(known.list()).isEmpty();
  }

  /** Rights that are taken away and given back show in nothing that is looked at. */
  @Test
  void aFileThatCouldNotBeReadIsReadAgain() throws IOException {
    byte[] content = Files.readAllBytes(file);
    Files.write(file, new byte[content.length]);
    Files.setLastModifiedTime(file, SEALED);
    KnownSegments later = new KnownSegments(folder);
    assertThat(later.list()).isEmpty();
    Files.write(file, content);
    Files.setLastModifiedTime(file, SEALED);
    assertThat(later.list()).hasSize(1);
  }
}

package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a journal can't be: each refused with one line that names the place and the way out. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links and rights are POSIX ones")
class PlacesTest {
  private static final String LINK =
      ": is a symbolic link, and audit files are never opened through one; remove it, or name its"
          + " target in fileName";

  @TempDir Path folder;
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(place::open).isInstanceOf(JournalException.class).hasMessage(message);
  }

  /** The file itself, its lock and its head: nothing is made or changed behind the link. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".lock", ".head"})
  void symbolicLinkIsRefused(String ending) throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "precious");
    Path link = place.resolve("security_audit.log" + ending);
    Files.createSymbolicLink(link, target);
    assertRefused(link + LINK);
    Files.delete(target);
    assertRefused(link + LINK);
    assertThat(target).doesNotExist();
    Files.delete(link);
    place.reopenClean(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".lock", ".head"})
  void folderInTheFilesPlaceIsRefused(String ending) throws IOException {
    Path taken = Files.createDirectory(place.resolve("security_audit.log" + ending));
    assertRefused(taken + ": is not a regular file; name another file in fileName");
    Files.delete(taken);
    place.reopenClean(1);
  }

  @Test
  void symbolicLinkInTheWayOfARollOrACompressionIsNotFollowed() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "precious");
    try (Journal journal = place.open(config -> config.naming(place.compressed()))) {
      Files.createSymbolicLink(SegmentFile.nextName(place.file), target);
      Files.createSymbolicLink(place.resolve("security_audit-2026-11-22-1.log"), target);
      Files.createSymbolicLink(place.resolve("security_audit-2026-11-22-2.log.gz.tmp"), target);
      new Caller(journal, "a").log(3);
      journal.roll("a test");
      org.awaitility.Awaitility.await()
          .until(() -> place.files().contains("security_audit-2026-11-22-2.log.gz"));
    }
    assertThat(target).hasContent("precious");
    assertThat(place.heard.all()).isEmpty();
  }

  @Test
  void fallbackIsNotWrittenThroughASymbolicLink() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "precious");
    FallbackFile fallback = new FallbackFile(place.file);
    Files.createSymbolicLink(fallback.path(), target);
    assertThatThrownBy(() -> fallback.append(Caller.open("a", 1), 10))
        .isInstanceOf(IOException.class);
    assertThat(target).hasContent("precious");
  }

  @Test
  void fileInTheFoldersPlaceIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("logs"), "a file");
    place = TestJournal.in(file);
    assertRefused(file + ": is a file, not a folder; name another folder in fileName");
    place = TestJournal.in(file.resolve("deeper"));
    assertRefused(
        file.resolve("deeper")
            + ": the folder can't be created (Not a directory); create it, writable for this"
            + " process's user, or name another in fileName");
  }

  @Test
  void folderBehindASymbolicLinkIsFine() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    place = TestJournal.in(Files.createSymbolicLink(folder.resolve("logs"), real));
    place.reopenClean(1);
  }
}

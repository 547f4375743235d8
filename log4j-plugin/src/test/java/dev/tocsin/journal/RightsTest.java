package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights that are missing or taken away, for a process whose user they matter to. */
class RightsTest {
  private static final int NOBODY = 65534;

  @TempDir Path folder;
  private Path logs;
  private Path file;
  private ChildJvm nobody;

  @BeforeEach
  void setUp() throws IOException {
    RootOnly.assumeRoot();
    setRights(folder, "rwxr-xr-x");
    logs = Files.createDirectory(folder.resolve("logs"));
    file = logs.resolve("security_audit.log");
    nobody = ChildJvm.startAsNobody(folder, CommandedWriter.class);
  }

  @AfterEach
  void end() throws InterruptedException {
    if (nobody != null) {
      nobody.kill();
    }
  }

  private static void setRights(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  private void giveLogsAway() throws IOException {
    Files.setAttribute(logs, "unix:uid", NOBODY);
    setRights(logs, "rwx------");
  }

  @Test
  void folderThatMayNotBeWrittenIsNamed() throws IOException {
    setRights(logs, "rwxr-xr-x");
    assertThat(nobody.ask("open " + file))
        .isEqualTo(
            "JournalException: "
                + file
                + ".lock: the lock file can't be opened (permission denied); make the folder"
                + " writable for this process's user, or name another in fileName");
    Path deeper = logs.resolve("deeper");
    assertThat(nobody.ask("open " + deeper.resolve("a.log")))
        .isEqualTo(
            "JournalException: "
                + deeper
                + ": the folder can't be created (permission denied); create it, writable for this"
                + " process's user, or name another in fileName");
    assertThat(logs).isEmptyDirectory();
  }

  @Test
  void fileOfAnotherUserIsNamed() throws IOException {
    giveLogsAway();
    Files.writeString(file, "root's");
    setRights(file, "rw-------");
    assertThat(nobody.ask("open " + file))
        .isEqualTo(
            "JournalException: "
                + file
                + ": the audit file can't be opened (permission denied); check the rights and the"
                + " free space of its folder");
  }

  @Test
  void rightsThatAreTakenAwayAreToldAndWritingGoesOnWithAndWithoutThem() throws IOException {
    giveLogsAway();
    assertThat(nobody.ask("open " + file)).isEqualTo("open");
    assertThat(nobody.ask("log 3")).isEqualTo("logged to 3");
    setRights(logs, "---------");
    assertThat(nobody.ask("log 3")).isEqualTo("logged to 6");
    assertThat(nobody.ask("roll"))
        .isEqualTo(
            "JournalException: " + file + ": can't be rolled for a test (permission denied)");
    await()
        .untilAsserted(
            () ->
                // The first look at sealed segments may come late enough to be told as well.
                assertThat(nobody.ask("heard"))
                    .containsOnlyOnce(
                        "failed "
                            + file
                            + ".head: can't be written (permission denied); after a crash the"
                            + " journal can't tell all that was on the disk"));
    setRights(logs, "rwx------");
    assertThat(nobody.ask("log 3")).isEqualTo("logged to 9");
    assertThat(nobody.ask("roll")).isEqualTo("rolled");
    assertThat(nobody.ask("close")).isEqualTo("closed");
    assertThat(JournalCheck.of(logs).isRight().countOf("child")).isEqualTo(9);
  }

  /** Folders like /var/log hold files that an application may not read. */
  @Test
  void unreadableFilesOfOthersDoNotKeepSegmentsFromBeingCompressed() throws IOException {
    giveLogsAway();
    Path others = Files.writeString(logs.resolve("others.log"), "secret");
    setRights(others, "rw-------");
    assertThat(nobody.ask("open " + file)).isEqualTo("open");
    assertThat(nobody.ask("log 3")).isEqualTo("logged to 3");
    assertThat(nobody.ask("roll")).isEqualTo("rolled");
    await()
        .until(
            () -> {
              try (var all = Files.newDirectoryStream(logs, "*.log.gz")) {
                return all.iterator().hasNext();
              }
            });
    assertThat(nobody.ask("heard")).isEmpty();
    assertThat(nobody.ask("read " + logs)).startsWith("read ");
  }

  @Test
  void readerWhoMayReadNoSegmentIsToldSo() throws IOException {
    try (Journal journal =
        Journal.open(JournalConfig.builder(file).build(), JournalListener.NONE)) {
      new Caller(journal, "a").log(1);
      setRights(logs, "rwxr-xr-x");
      assertThat(nobody.ask("read " + logs)).isEqualTo("AccessDeniedException: " + file);
    }
  }
}

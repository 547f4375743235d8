package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.keys.KeyFolder;
import dev.tocsin.keys.KeySet;
import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do to the files of a journal while it is open, one deed at a time. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "open files can't be moved or deleted there")
class FileGuardTest {
  private static final String FIRST = "security_audit-2026-11-22-1.log";
  private static final String LATER = "20261122T100000.000Z";

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder.resolve("logs"));
  }

  private interface Deed {
    void on(Path file) throws IOException;
  }

  /** Does something to the file of a journal with five events, and has it told within seconds. */
  private String told(Journal journal, Deed deed) throws IOException {
    new Caller(journal, "before").log(5);
    deed.on(place.file);
    await().until(() -> !place.heard.that("disturbed ").isEmpty());
    return place.heard.that("disturbed ").get(0).substring("disturbed ".length());
  }

  /** The journal is as if nothing had been done, but for a segment more and a line that tells. */
  private void nothingIsLost(String found, String... segments) throws IOException {
    JournalCheck check = place.verified();
    assertThat(check.countOf("before")).isEqualTo(5);
    assertThat(check.countOf("after")).isEqualTo(5);
    assertThat(check.files()).containsExactly(segments);
    assertThat(check.records("recovery")).extracting(l -> l.text("found")).containsExactly(found);
    assertThat(place.heard.that("disturbed ")).containsExactly("disturbed " + found);
    RecoveryReport report = place.heard.reports().get(0);
    assertThat(report.linesLost()).isFalse();
    assertThat(report.lostFrom()).isEmpty();
    assertThat(place.reopen(11).found()).isEmpty();
  }

  @Test
  void deletedFileIsWrittenAgain() throws IOException {
    String found;
    try (Journal journal = place.open()) {
      found = told(journal, Files::delete);
      new Caller(journal, "after").log(5);
    }
    assertThat(found)
        .isEqualTo("the file was deleted or moved away; what was written to it is in " + FIRST);
    nothingIsLost(found, FIRST, "security_audit.log");
  }

  @Test
  void fileThatWasMovedWithinTheFolderIsSealedWhereItIs() throws IOException {
    String found;
    try (Journal journal = place.open()) {
      found = told(journal, file -> Files.move(file, place.resolve("security_audit.log.1")));
      new Caller(journal, "after").log(5);
    }
    assertThat(found).isEqualTo("the file was moved to security_audit.log.1; it is " + FIRST);
    nothingIsLost(found, FIRST, "security_audit.log");
    assertThat(place.resolve("security_audit.log.1")).doesNotExist();
  }

  @Test
  void fileThatWasMovedElsewhereIsWrittenAgainAndTheOtherLeftAlone() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    String found;
    byte[] moved;
    try (Journal journal = place.open()) {
      found = told(journal, file -> Files.move(file, elsewhere));
      moved = Files.readAllBytes(elsewhere);
      new Caller(journal, "after").log(5);
    }
    nothingIsLost(found, FIRST, "security_audit.log");
    assertThat(elsewhere).hasBinaryContent(moved);
  }

  /** As editors and {@code sed -i} do it: the edited copy takes over the name. */
  @Test
  void editedCopyUnderTheNameIsSetAsideAndTheOriginalIsBack() throws IOException {
    String found;
    try (Journal journal = place.open()) {
      found =
          told(
              journal,
              file -> {
                String edited = Files.readString(file).replace("before-3", "before-X");
                Path copy = Files.writeString(place.resolve("sedAbc"), edited);
                Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
              });
      new Caller(journal, "after").log(5);
    }
    String aside = "security_audit.log.foreign-" + LATER;
    assertThat(found)
        .isEqualTo(
            "the file was deleted or moved away; what was written to it is in "
                + FIRST
                + "; another file had its name, set aside in "
                + aside);
    assertThat(place.resolve(aside)).content().contains("before-X");
    assertThat(place.heard.reports().get(0).setAside()).containsExactly(aside);
    nothingIsLost(found, FIRST, "security_audit.log");
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "folder", "empty file"})
  void whateverTakesTheNameIsSetAside(String what) throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "untouched");
    String found;
    try (Journal journal = place.open()) {
      found =
          told(
              journal,
              file -> {
                Files.move(file, place.resolve("old"));
                switch (what) {
                  case "link" -> Files.createSymbolicLink(file, target);
                  case "folder" -> Files.createDirectories(file.resolve("inside"));
                  default -> Files.createFile(file);
                }
              });
      new Caller(journal, "after").log(5);
    }
    assertThat(found)
        .isEqualTo(
            "the file was moved to old; it is "
                + FIRST
                + "; another file had its name, set aside in security_audit.log.foreign-"
                + LATER);
    assertThat(target).hasContent("untouched");
    nothingIsLost(found, FIRST, "security_audit.log");
  }

  @Test
  void fileInPlaceOfTheFolderStopsRecordingUntilItIsGone() throws IOException {
    Path logs = place.folder;
    try (Journal journal = place.open()) {
      new Caller(journal, "before").log(5);
      Files.move(logs, folder.resolve("elsewhere"));
      Files.writeString(logs, "no folder");
      AtomicInteger tries = new AtomicInteger();
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () -> new Caller(journal, "try" + tries.incrementAndGet()).log(1))
                      .hasMessageContaining(logs.toString()));

      Files.delete(logs);
      await().until(() -> !place.heard.that("disturbed ").isEmpty());
      new Caller(journal, "after").log(5);
    }
    JournalCheck check = place.verified();
    assertThat(check.countOf("before")).isEqualTo(5);
    assertThat(check.countOf("after")).isEqualTo(5);
  }

  @Test
  void deletedFolderIsMadeAgainWithAllThatIsNeeded() throws Exception {
    String found;
    try (Journal journal = place.open()) {
      found =
          told(
              journal,
              file -> {
                for (String name : place.files()) {
                  Files.delete(place.resolve(name));
                }
                Files.delete(place.folder);
              });
      new Caller(journal, "after").log(5);
      ChildJvm other = ChildJvm.start(CommandedWriter.class);
      assertThat(other.ask("open " + place.file)).contains("is being written by process ");
      other.kill();
    }
    assertThat(found)
        .isEqualTo(
            "the file was deleted or moved away; what was written to it is in "
                + FIRST
                + "; the lock file was removed; it is there again"
                + "; the head file was removed; it is written again");
    nothingIsLost(found, FIRST, "security_audit.log");
  }

  @Test
  void fileThatIsDeletedJustBeforeTheCloseIsSaved() throws IOException {
    Journal journal = place.open();
    new Caller(journal, "a").log(5);
    Files.delete(place.file);
    journal.close();
    assertThat(place.verified().countOf("a")).isEqualTo(5);
    assertThat(place.reopen(6).found()).isEmpty();
  }

  /** What has the name by then would be taken for the segment. */
  @Test
  void rollOfAFileThatWasMovedSealsTheRightOne() throws IOException {
    try (Journal journal = place.open()) {
      new Caller(journal, "a").log(5);
      Files.move(place.file, place.resolve("old"));
      Files.writeString(place.file, "something else\n");
      journal.roll("a test");
      new Caller(journal, "b").log(5);
    }
    JournalCheck check = place.verified();
    assertThat(check.countOf("a")).isEqualTo(5);
    assertThat(check.countOf("b")).isEqualTo(5);
    assertThat(place.resolve("security_audit.log.foreign-" + LATER)).hasContent("something else");
  }

  @ParameterizedTest
  @ValueSource(strings = {"half a li", "{\"a\":\"whole line\"}\n", "\u0000\u0000"})
  void bytesThatSomebodyElseAppendedAreSetAside(String bytes) throws IOException {
    String found;
    try (Journal journal = place.open()) {
      found = told(journal, file -> Files.writeString(file, bytes, StandardOpenOption.APPEND));
      new Caller(journal, "after").log(5);
    }
    String aside = "security_audit.log.torn-" + LATER;
    assertThat(found)
        .isEqualTo(bytes.length() + " bytes were added by somebody else, set aside in " + aside);
    assertThat(place.resolve(aside)).hasContent(bytes);
    nothingIsLost(found, FIRST, "security_audit.log");
  }

  /** The next call finds out by itself, and before it returns. */
  @ParameterizedTest
  @EnumSource
  void eventIsNeverWrittenBehindForeignBytes(Durability durability) throws IOException {
    try (Journal journal = place.open(config -> config.durability(durability))) {
      Caller caller = new Caller(journal, "a");
      for (int i = 0; i < 50; i++) {
        caller.log();
        Files.writeString(place.file, "{\"torn\":" + i, StandardOpenOption.APPEND);
        assertThat(caller.log()).isEqualTo(2 * i + 2);
      }
    }
    JournalCheck check = place.verified();
    assertThat(check.countOf("a")).isEqualTo(100);
    assertThat(place.filesThat(".torn-")).hasSizeBetween(1, 50);
    assertThat(place.heard.reports()).noneMatch(RecoveryReport::linesLost);
  }

  /** At every byte of the file, each time with a journal that is open. */
  @Test
  void whatIsCutOffIsToldAndNothingIsWrittenIntoTheCut() throws IOException {
    byte[] whole;
    try (Journal journal = place.open()) {
      new Caller(journal, "before").log(3);
      whole = Files.readAllBytes(place.file);
    }
    int cuts = 0;
    for (int size = 0; size < whole.length; size += 23) {
      byte[] written;
      TestJournal cut = TestJournal.in(folder.resolve("cut" + size));
      try (Journal journal = cut.open()) {
        new Caller(journal, "before").log(3);
        written = Files.readAllBytes(cut.file);
        truncate(cut.file, size);
        assertThat(new Caller(journal, "after").log()).isEqualTo(4);
      }
      long kept = linesIn(whole, size) - 1;
      await().until(() -> cut.heard.reports().size() == 1);
      RecoveryReport report = cut.heard.reports().get(0);
      assertThat(report.linesLost()).isTrue();
      assertThat(report.lostFrom()).isEqualTo(OptionalLong.of(Math.max(0, kept) + 1));
      assertThat(report.lostTo()).isEqualTo(OptionalLong.of(3));
      assertThat(cut.resolve(FIRST)).hasBinaryContent(Arrays.copyOf(written, size));
      assertThat(JournalReader.newest(cut.folder, 1, JournalLine::isEvent))
          .singleElement()
          .satisfies(last -> assertThat(last.text()).contains("\"after-1\""));
      for (int start = 0; start < 2; start++) {
        Verification verified = new Verifier().verify(cut.folder);
        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.findings()).extracting(Finding::kind).contains(Finding.Kind.LOST_LINES);
        assertThat(cut.reopen(5 + start).found()).isEmpty();
      }
      cuts++;
    }
    System.out.printf("cut under the writer at %d offsets, each told with what was lost%n", cuts);
  }

  private static long linesIn(byte[] content, int size) {
    long lines = 0;
    for (int i = 0; i < size; i++) {
      lines += content[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static void truncate(Path file, long size) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(size);
    }
  }

  @Test
  void cutIsToldAlsoWhenNobodyLogs() throws IOException {
    String found;
    try (Journal journal = place.open()) {
      found = told(journal, file -> truncate(file, 0));
      assertThat(journal.lastSeq()).isEqualTo(5);
    }
    assertThat(found).endsWith(" to 0 bytes after event 0: lines were removed");
    JournalCheck.Line told = place.check().records("recovery").get(0);
    assertThat(told.number("lost_from")).isEqualTo(1);
    assertThat(told.number("lost_to")).isEqualTo(5);
  }

  /** As log rotation by copying does it. */
  @Test
  void copyThatWasMadeBeforeTheCutDoesNotExcuseIt() throws IOException {
    try (Journal journal = place.open()) {
      told(
          journal,
          file -> {
            Files.copy(file, place.resolve("security_audit.log.1"));
            truncate(file, 0);
          });
      new Caller(journal, "after").log(5);
    }
    Verification verified = new Verifier().verify(place.folder);
    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(JournalReader.newest(place.folder, 100, JournalLine::isEvent)).hasSize(10);
  }

  @Test
  void headFileThatIsRemovedIsWrittenAgain() throws IOException {
    String found;
    try (Journal journal = place.open()) {
      found = told(journal, file -> Files.delete(HeadFile.beside(file)));
      await().until(() -> Files.exists(HeadFile.beside(place.file)));
      new Caller(journal, "after").log(5);
    }
    assertThat(found).isEqualTo("the head file was removed; it is written again");
    nothingIsLost(found, "security_audit.log");
  }

  @Test
  void lockFileThatIsRemovedIsHeldAgain() throws Exception {
    String found;
    try (Journal journal = place.open()) {
      found = told(journal, file -> Files.delete(WriterLock.beside(file)));
      ChildJvm other = ChildJvm.start(CommandedWriter.class);
      assertThat(other.ask("open " + place.file)).contains("is being written by process ");
      other.kill();
      new Caller(journal, "after").log(5);
    }
    assertThat(found).isEqualTo("the lock file was removed; it is there again");
    nothingIsLost(found, "security_audit.log");
  }

  /** Two writers would tear the journal: the one whose lock is gone gives way, and says so. */
  @Test
  void writerWhoseJournalWasTakenByAnotherOneWritesNothingMore() throws Exception {
    ChildJvm other = ChildJvm.start(CommandedWriter.class);
    Journal journal = place.open();
    Caller caller = new Caller(journal, "mine").log(5);
    // The other one must be there before the next look, so it tries until the lock is free.
    Path lock = WriterLock.beside(place.file);
    String answer;
    do {
      Files.deleteIfExists(lock);
      answer = other.ask("open " + place.file);
    } while (!answer.equals("open"));
    long mine = 5;
    String refusal = null;
    while (refusal == null) {
      try {
        caller.log();
        mine++;
      } catch (JournalException e) {
        refusal = e.getMessage();
      }
    }
    assertThat(refusal)
        .startsWith(place.file + ": can't be written (")
        .contains("is being written by process " + other.pid());
    assertThat(mine).isEqualTo(5);
    assertThatThrownBy(caller::log).isInstanceOf(JournalException.class);
    assertThatThrownBy(() -> journal.roll("a test")).isInstanceOf(JournalException.class);
    assertThat(other.ask("log 5")).startsWith("logged to ");
    byte[] head = Files.readAllBytes(HeadFile.beside(place.file));
    assertThatThrownBy(journal::close)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("is being written by process " + other.pid());
    assertThat(HeadFile.beside(place.file)).exists();
    assertThat(head).hasSize(2 * HeadFile.SLOT_BYTES);
    assertThat(other.ask("log 5")).startsWith("logged to ");
    assertThat(other.ask("close")).isEqualTo("closed");
    other.kill();
    JournalCheck check = place.verified();
    assertThat(check.countOf("mine")).isEqualTo(5);
    assertThat(check.countOf("child")).isEqualTo(10);
  }

  /** As for one who opens the active file, and writes when it has just been rolled. */
  @Test
  void bytesBehindASealAreSetAside() throws IOException {
    try (Journal journal = place.open();
        OutputStream foreign = Files.newOutputStream(place.file, StandardOpenOption.APPEND)) {
      new Caller(journal, "a").log(3);
      journal.roll("a test");
      foreign.write("foreign\n".getBytes(UTF_8));
      await().until(() -> place.heard.reports().size() == 1);
      assertThat(place.heard.reports().get(0).found())
          .singleElement()
          .asString()
          .startsWith("8 bytes were added by somebody else behind the seal of ");
      new Caller(journal, "b").log(2);
    }
    assertThat(place.filesThat(".torn-")).hasSize(1);
    assertThat(Files.readString(place.resolve(place.filesThat(".torn-").get(0))))
        .isEqualTo("foreign\n");
    assertThat(place.verified().events()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "move", "append", "replace"})
  void underLoadNothingThatReturnedIsMissing(String deed) throws Exception {
    List<Caller> callers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    List<Throwable> faults = new ArrayList<>();
    int deeds = 5;
    try (Journal journal =
        place.open(
            config ->
                config
                    .naming(place.compressed())
                    // Between the two renames of a roll a replacement would itself be replaced.
                    .trigger(
                        deed.equals("replace")
                            ? RollTrigger.never()
                            : RollTrigger.atSize(512 * 1024)))) {
      Thread.UncaughtExceptionHandler keep = (thread, fault) -> faults.add(fault);
      for (int i = 0; i < 4; i++) {
        Caller caller = new Caller(journal, "t" + i);
        callers.add(caller);
        Thread thread = new Thread(() -> logUntilInterrupted(caller));
        thread.setUncaughtExceptionHandler(keep);
        threads.add(thread);
        thread.start();
      }
      try {
        for (int i = 1; i <= deeds; i++) {
          long before = journal.lastSeq();
          await().atMost(Duration.ofSeconds(30)).until(() -> journal.lastSeq() > before + 500);
          commit(deed, i);
          int told = i;
          await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> place.heard.reports().size() >= told || !faults.isEmpty());
        }
      } finally {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }
    assertThat(faults).isEmpty();
    JournalCheck check = place.verified();
    long returned = 0;
    for (int i = 0; i < callers.size(); i++) {
      assertThat(check.countOf("t" + i)).isEqualTo(callers.get(i).made());
      returned += callers.get(i).made();
    }
    assertThat(check.events()).hasSize((int) returned);
    System.out.printf(
        "%s under load, %d times: %d calls returned, %d events in %d segments%n",
        deed, deeds, returned, check.events().size(), check.files().size());
  }

  /** Does its deed on whatever is the active file just then; a roll may come between. */
  private void commit(String deed, int number) throws IOException {
    boolean done = false;
    while (!done) {
      try {
        switch (deed) {
          case "delete" -> Files.delete(place.file);
          case "move" -> Files.move(place.file, place.resolve("moved" + number));
          case "append" -> Files.writeString(place.file, "foreign\n", StandardOpenOption.APPEND);
          default -> {
            Path other = Files.writeString(place.resolve("other"), "another file");
            Files.move(other, place.file, StandardCopyOption.REPLACE_EXISTING);
          }
        }
        done = true;
      } catch (java.nio.file.NoSuchFileException e) {
        Thread.onSpinWait();
      }
    }
  }

  private static void logUntilInterrupted(Caller caller) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        caller.log();
        // All that is written is read back: some ten thousand events a second are load enough.
        LockSupport.parkNanos(100_000);
      }
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void underLoadWhatACutTookIsToldExactly() throws Exception {
    List<Caller> callers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try (Journal journal = place.open()) {
      for (int i = 0; i < 4; i++) {
        Caller caller = new Caller(journal, "t" + i);
        callers.add(caller);
        Thread thread = new Thread(() -> logUntilInterrupted(caller));
        threads.add(thread);
        thread.start();
      }
      for (int i = 1; i <= 5; i++) {
        long before = journal.lastSeq();
        await().until(() -> journal.lastSeq() > before + 500);
        truncate(place.file, Files.size(place.file) / 2);
        int told = i;
        await().until(() -> place.heard.reports().size() >= told);
      }
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    long returned = callers.stream().mapToLong(Caller::made).sum();
    List<Long> there = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(place.folder)) {
      readOn(reader, there);
    }
    List<Long> expected = new ArrayList<>();
    long next = 1;
    for (RecoveryReport report : place.heard.reports()) {
      LongStream.range(next, report.lostFrom().orElseThrow()).forEach(expected::add);
      next = report.lostTo().orElseThrow() + 1;
    }
    LongStream.rangeClosed(next, returned).forEach(expected::add);
    assertThat(there.equals(expected)).isTrue();
    long lost = returned - there.size();
    assertThat(new Verifier().verify(place.folder).exitCode()).isEqualTo(1);
    System.out.printf(
        "cut under load, 5 times: %d calls returned, %d events there, %d told as lost%n",
        returned, there.size(), lost);
  }

  /** Somebody who reads on while this happens misses nothing and gets nothing twice. */
  @ParameterizedTest
  @ValueSource(strings = {"delete", "move", "append", "replace"})
  void readerWhoFollowsGetsEveryEventOnce(String deed) throws Exception {
    try (Journal journal = place.open();
        JournalReader reader = JournalReader.open(place.folder)) {
      Caller caller = new Caller(journal, "a");
      List<Long> read = new ArrayList<>();
      for (int round = 1; round <= 3; round++) {
        caller.log(5);
        long upTo = caller.made();
        await().until(() -> readOn(reader, read) >= upTo);
        caller.log(5);
        commit(deed, round);
        int told = round;
        await().until(() -> place.heard.reports().size() >= told);
      }
      caller.log(5);
      await().until(() -> readOn(reader, read) >= caller.made());
      assertThat(read).isEqualTo(LongStream.rangeClosed(1, caller.made()).boxed().toList());
    }
  }

  private static long readOn(JournalReader reader, List<Long> read) throws IOException {
    for (JournalLine line = reader.next(); line != null; line = reader.next()) {
      if (line.isEvent()) {
        read.add(line.seq());
      }
    }
    return read.isEmpty() ? 0 : read.get(read.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "move", "append", "replace", "cut"})
  void keysMoveOnAllTheSame(String deed) throws IOException {
    Path keys = folder.resolve("keys");
    new KeyFolder(keys, new SecureRandom()).generate();
    KeySet set = KeySet.of(keys.toString(), name -> null);
    for (int start = 1; start <= 2; start++) {
      int told = start;
      try (Journal journal = place.open(config -> config.keys(set).evolve(true))) {
        assertThat(journal.recovery().found()).isEmpty();
        Caller caller = new Caller(journal, "start" + start).log(5);
        if (deed.equals("cut")) {
          truncate(place.file, Files.size(place.file) - 700);
        } else {
          commit(deed, start);
        }
        await().until(() -> place.heard.reports().size() == told);
        caller.log(5);
      }
    }
    List<Finding> findings =
        new Verifier()
            .tagKey(TagKey.read(keys.resolve("tag.key")))
            .publicKey(VerifyKey.read(keys.resolve("signing.pub")))
            .verify(place.folder)
            .findings();
    if (deed.equals("cut")) {
      assertThat(findings).extracting(Finding::kind).contains(Finding.Kind.LOST_LINES);
      assertThat(findings).extracting(Finding::kind).doesNotContain(Finding.Kind.CHANGED_LINE);
    } else {
      assertThat(findings).isEmpty();
      assertThat(JournalReader.newest(place.folder, 100, JournalLine::isEvent)).hasSize(20);
    }
  }

  @Test
  void unrelatedFilesAreNotTouched() throws IOException {
    byte[] other = "another's\n".getBytes(UTF_8);
    try (Journal journal = place.open()) {
      Files.write(place.resolve("security_audit.log.1"), other);
      told(journal, Files::delete);
    }
    assertThat(place.resolve("security_audit.log.1")).hasBinaryContent(other);
  }
}

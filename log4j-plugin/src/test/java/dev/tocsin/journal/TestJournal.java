package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The place of a journal under test: a folder, the file name {@code security_audit.log}, a clock
 * that stands still and a listener that remembers. By default segments are neither compressed nor
 * deleted, so that a test has what it asks for and nothing else.
 */
final class TestJournal {
  final Path folder;
  final Path file;
  final TestClock clock = new TestClock();
  final Heard heard = new Heard();

  private TestJournal(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("security_audit.log");
  }

  static TestJournal in(Path folder) {
    return new TestJournal(folder);
  }

  JournalConfig.Builder config() {
    return JournalConfig.builder(file)
        .writer("shop")
        .clock(clock)
        .naming(SegmentNaming.daily("security_audit.log", false))
        .retention(RetentionPolicy.FOREVER);
  }

  Journal open() throws JournalException {
    return open(config -> config);
  }

  Journal open(UnaryOperator<JournalConfig.Builder> settings) throws JournalException {
    return Journal.open(settings.apply(config()).build(), heard);
  }

  /** Opens the journal, logs and closes it. */
  void log(String caller, int events) throws JournalException {
    try (Journal journal = open()) {
      new Caller(journal, caller).log(events);
    }
  }

  /** Opens the journal, makes sealed segments of that many events each, and closes it. */
  void roll(String caller, int segments, int eventsEach) throws JournalException {
    try (Journal journal = open()) {
      Caller events = new Caller(journal, caller);
      for (int i = 0; i < segments; i++) {
        events.log(eventsEach);
        journal.roll("a test");
      }
    }
  }

  /** Opens the journal, logs an event that must get that number, closes it; tells what it found. */
  RecoveryReport reopen(long nextSeq) throws JournalException {
    try (Journal journal = open()) {
      assertThat(new Caller(journal, "at" + nextSeq).log()).isEqualTo(nextSeq);
      return journal.recovery();
    }
  }

  /** The same where nothing may be found, and nothing left over. */
  void reopenClean(long nextSeq) throws IOException {
    assertThat(reopen(nextSeq).found()).isEmpty();
    check().isRight();
    assertThat(filesThat(".next")).isEmpty();
    assertThat(filesThat(".torn-")).isEmpty();
  }

  /** Number of the last event in the files, as they are. */
  long lastSeq() throws IOException {
    return check().nextSeq() - 1;
  }

  SegmentNaming compressed() {
    return SegmentNaming.daily("security_audit.log", true);
  }

  JournalCheck check() throws IOException {
    return JournalCheck.of(folder);
  }

  /** Fails if the product's own verifier finds anything in a journal that is right. */
  JournalCheck verified() throws IOException {
    assertThat(new Verifier().verify(folder).findings()).isEmpty();
    return check().isRight();
  }

  Path resolve(String name) {
    return folder.resolve(name);
  }

  /** The names of all files in the folder, sorted. */
  List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  List<String> filesThat(String contain) throws IOException {
    return files().stream().filter(name -> name.contains(contain)).toList();
  }
}

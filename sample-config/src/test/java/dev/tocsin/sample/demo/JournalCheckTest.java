package dev.tocsin.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.sample.login.AuditedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCheckTest {
  private static final int LINE = 20;

  @TempDir Path original;
  @TempDir Path copy;

  @BeforeEach
  void writeAJournal() throws Exception {
    try (AuditedService audited = AuditedService.start(original)) {
      new DemoPlay(audited.service().uri(), 1).run();
    }
  }

  @Test
  void findsNothingInAJournalThatIsWhole() throws IOException {
    assertThat(findingsAfter(lines -> {})).isEmpty();
  }

  @Test
  void findsNothingInAJournalThatWentOnAfterARestart() throws Exception {
    try (JournalFeed before = JournalFeed.open(original);
        AuditedService audited = AuditedService.start(original)) {
      new DemoPlay(audited.service().uri(), 1, before.passed()).run();
    }

    assertThat(findingsAfter(lines -> {})).isEmpty();
  }

  @Test
  void findsAChangedByte() throws IOException {
    assertThat(
            findingsAfter(lines -> lines.set(LINE, lines.get(LINE).replace("success", "Success"))))
        .first()
        .asString()
        .contains("has a tag that is not the chain's");
  }

  @Test
  void findsARemovedLine() throws IOException {
    assertThat(findingsAfter(lines -> lines.remove(LINE))).anyMatch(f -> f.contains("has seq"));
  }

  @Test
  void findsADoubledLine() throws IOException {
    assertThat(findingsAfter(lines -> lines.add(LINE, lines.get(LINE)))).isNotEmpty();
  }

  @Test
  void findsLinesThatChangedPlaces() throws IOException {
    assertThat(findingsAfter(lines -> Collections.swap(lines, LINE, LINE + 1))).isNotEmpty();
  }

  private List<String> findingsAfter(Consumer<List<String>> tampering) throws IOException {
    String name = "security_audit.log";
    List<String> lines = new ArrayList<>(Files.readAllLines(original.resolve(name)));
    tampering.accept(lines);
    Files.write(copy.resolve(name), lines);
    try (JournalFeed feed = JournalFeed.open(copy)) {
      assertThat(feed.check().lines()).isGreaterThan(100);
      return feed.check().findings();
    }
  }
}

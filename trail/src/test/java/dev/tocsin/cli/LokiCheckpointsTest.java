package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.WitnessCopy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that Loki has is fetched, or it is told in one line that it wasn't. */
class LokiCheckpointsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String ID = "00112233445566778899aabbccddeeff";

  @TempDir private Path folder;
  private FakeLoki loki;

  @BeforeEach
  void start() throws IOException {
    loki = new FakeLoki();
  }

  @AfterEach
  void stop() {
    loki.close();
  }

  private static String checkpoint(int number) {
    return ("{\"record\":\"checkpoint\",\"journal\":\"%s\",\"line\":%d,\"last_seq\":%d,"
            + "\"head\":\"%s\",\"epoch\":0,\"time\":\"2026-11-22T00:01:00.000000Z\"}")
        .formatted(ID, number, number, "0".repeat(64));
  }

  private static long nanosAgo(Duration ago) {
    return NOW.minus(ago).toEpochMilli() * 1_000_000;
  }

  private LokiCheckpoints at(String address, int pageLimit) {
    return new LokiCheckpoints(address, List.of(), Set.of(), pageLimit, TIMEOUT);
  }

  /** The lines that come of it. */
  private List<String> fetch(LokiCheckpoints from, Duration age) throws IOException {
    Path lines = folder.resolve("lines");
    Path page = folder.resolve("page");
    Files.deleteIfExists(lines);
    Files.deleteIfExists(page);
    Files.createFile(page);
    try (WitnessCopy copy = new WitnessCopy(lines, Set.of())) {
      from.copyTo(copy, NOW.minus(age), NOW, page);
    }
    return Files.readAllLines(lines);
  }

  private CliException failure(String address) {
    return failure(at(address, 10));
  }

  private CliException failure(LokiCheckpoints from) {
    return catchThrowableOfType(CliException.class, () -> fetch(from, Duration.ofDays(1)));
  }

  @Test
  void allOfItIsFetchedInWindowsAndPages() throws IOException {
    for (int i = 1; i <= 25; i++) {
      loki.keep(nanosAgo(Duration.ofDays(29).minusHours(i)), checkpoint(i));
    }
    for (int i = 26; i <= 30; i++) {
      loki.keep(nanosAgo(Duration.ofMinutes(-20 - i)), checkpoint(i));
    }
    loki.keep(nanosAgo(Duration.ofDays(31)), checkpoint(99));
    List<String> lines = fetch(at(loki.address() + "//", 10), Duration.ofDays(30));
    Set<String> distinct = new HashSet<>(lines);
    assertThat(distinct).hasSize(30).noneMatch(line -> line.contains(":99,"));
    // Three pages of the first window, the last of them not full, and one of each other.
    assertThat(loki.asked).hasSize(3 + 4);
    assertThat(loki.asked)
        .extracting(query -> query.get("query"))
        .containsOnly("{service_name=~\".+\"} | event_name=\"tocsin.checkpoint\"");
    assertThat(loki.asked).extracting(query -> query.get("direction")).containsOnly("forward");
    assertThat(loki.asked.get(0)).containsEntry("start", "" + nanosAgo(Duration.ofDays(30)));
  }

  @Test
  void whatHasOneTimeIsNotLostAtTheEndOfAPage() throws IOException {
    for (int i = 1; i <= 12; i++) {
      loki.keep(nanosAgo(Duration.ofHours(i / 4)), checkpoint(i));
    }
    assertThat(new HashSet<>(fetch(at(loki.address(), 5), Duration.ofDays(1)))).hasSize(12);
    CliException failure = failure(at(loki.address(), 4));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(failure).hasMessageContaining("has more than 4 checkpoints of one instant: ");
  }

  @Test
  void journalsThatAreNamedNarrowTheQuestion() throws IOException {
    LokiCheckpoints two =
        new LokiCheckpoints(loki.address(), List.of(), Set.of(ID, "ff".repeat(16)), 10, TIMEOUT);
    fetch(two, Duration.ofDays(1));
    assertThat(loki.asked.get(0).get("query"))
        .endsWith(" | tocsin_journal_id=~\"" + ID + "|" + "ff".repeat(16) + "\"");
  }

  @Test
  void headersAreSent() throws IOException {
    List<HeaderFile.Header> headers =
        List.of(
            new HeaderFile.Header("Authorization", "Bearer x"),
            new HeaderFile.Header("X-Scope-OrgID", "shop"));
    fetch(new LokiCheckpoints(loki.address(), headers, Set.of(), 10, TIMEOUT), Duration.ofDays(1));
    assertThat(loki.headers.get(0).getFirst("Authorization")).isEqualTo("Bearer x");
    assertThat(loki.headers.get(0).getFirst("X-Scope-OrgID")).isEqualTo("shop");
  }

  @Test
  void secretsDoNotTravelInTheClear() {
    List<HeaderFile.Header> tenant = List.of(new HeaderFile.Header("x-scope-orgid", "shop"));
    List<HeaderFile.Header> token = List.of(new HeaderFile.Header("Authorization", "s3cret"));
    for (String address :
        List.of(
            "https://loki.example", "http://localhost:1", "http://[::1]:1", "http://127.0.0.9:1")) {
      new LokiCheckpoints(address, token, Set.of(), 10, TIMEOUT);
    }
    for (String address : List.of("http://loki.example", "http://10.0.0.1", "http://[fe80::1]")) {
      new LokiCheckpoints(address, tenant, Set.of(), 10, TIMEOUT);
      assertThatThrownBy(() -> new LokiCheckpoints(address, token, Set.of(), 10, TIMEOUT))
          .isInstanceOf(CliException.class)
          .hasMessageContaining("use https")
          .hasMessageNotContaining("s3cret");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http:",
        "http://",
        "http:///path",
        "http://a b",
        "http://host:0",
        "http://host:99999",
        "https://user:s3cret@host",
        "http://host/?token=s3cret",
        "http://host#s3"
      })
  void anAddressThatIsNoneIsWrongUsage(String address) {
    CliException failure = catchThrowableOfType(CliException.class, () -> at(address, 10));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(failure).hasMessageStartingWith("--witness").hasNoCause();
    assertThat(String.valueOf(failure.getMessage()).contains("s3cret"))
        .isEqualTo(address.contains("?"));
  }

  @Test
  void whatLokiRefusesIsTold() {
    assertThat(failure(loki.answering("/500", 500, "too many\noutstanding requests")))
        .hasMessageContaining("/500: HTTP 500 (too many\noutstanding requests): see that Loki");
    assertThat(failure(loki.answering("/404", 404, ""))).hasMessageContaining(": HTTP 404: see");
    for (int status : List.of(401, 403)) {
      assertThat(failure(loki.answering("/" + status, status, "no")))
          .hasMessageContaining(" (HTTP " + status + "): name a file with the right header");
    }
    assertThat(failure(loki.answering("/302", 302, "")))
        .hasMessageContaining("answers with a redirect, which is not followed: name where it");
    assertThat(loki.asked).isEmpty();
  }

  @Test
  void anAnswerThatIsDamagedIsNoWitness() {
    loki.keep(nanosAgo(Duration.ofHours(1)), "bye");
    assertThatThrownBy(() -> fetch(at(loki.address(), 10), Duration.ofDays(1)))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(loki.address() + ": line 1: not valid JSON: ");
    String page = loki.answering("/page", 200, "<html>Please sign in</html>");
    assertThatThrownBy(() -> fetch(at(page, 10), Duration.ofDays(1)))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(page + ": line 1: not valid JSON: ");
  }

  @Test
  void whatDoesNotAnswerIsTold() throws IOException {
    loki.close();
    assertThat(failure(loki.address()))
        .hasMessageContaining(loki.address() + ": no connection: see that Loki can be asked");
    assertThat(failure("http://host.invalid")).hasMessageContaining(": its host is not known: ");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LokiCheckpoints waiting =
          new LokiCheckpoints(
              "http://127.0.0.1:" + silent.getLocalPort(),
              List.of(),
              Set.of(),
              10,
              Duration.ofMillis(300));
      CliException failure = failure(waiting);
      assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(failure).message().containsPattern("timed out|no answer within");
    }
  }
}

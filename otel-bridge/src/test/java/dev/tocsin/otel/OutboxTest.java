package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventType;
import dev.tocsin.journal.ConsumerCursor;
import dev.tocsin.journal.ConsumerCursor.Position;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.journal.JournalRecord;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final LogRecords RECORDS =
      new LogRecords(
          Resource.getDefault(),
          InstrumentationScopeInfo.create("dev.tocsin"),
          FieldChoice.DEFAULT);

  @TempDir private Path folder;
  private final ScriptedTransport receiver = new ScriptedTransport();
  private final List<Running> running = new ArrayList<>();

  private record Running(Outbox outbox, Thread thread) {
    void stop() throws InterruptedException {
      outbox.stop(Long.MAX_VALUE, Duration.ZERO);
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @AfterEach
  void stopAll() throws InterruptedException {
    for (Running each : running) {
      each.stop();
    }
  }

  private ConsumerCursor cursor(WrittenJournal journal) {
    return new ConsumerCursor(journal.file(), "otel");
  }

  private Running start(WrittenJournal journal) {
    return start(journal, Outbox.Options.of("otel", 0));
  }

  private Running start(WrittenJournal journal, Outbox.Options options) {
    Outbox outbox =
        new Outbox(journal, cursor(journal), receiver, RECORDS, options, Clock.systemUTC());
    Thread thread = new Thread(outbox, "outbox");
    thread.start();
    Running started = new Running(outbox, thread);
    running.add(started);
    return started;
  }

  private static Path refused(WrittenJournal journal) {
    return journal.file().resolveSibling("security_audit.log.otel.refused");
  }

  @Test
  void sendsEachEventOnceAndInOrder() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = new ArrayList<>(journal.write(20));
      Running run = start(journal);
      await().until(() -> receiver.events().size() == 20);
      ids.addAll(journal.write(30));
      await().until(() -> run.outbox().confirmed().seq() == 50);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      assertThat(run.outbox().figures().sent()).isEqualTo(50);
      await().until(() -> run.outbox().figures().lagEvents() == 0);
    }
  }

  @Test
  void onlyWhatIsOnTheDiskLeaves() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.onDisk(3);
      List<String> ids = journal.write(5);
      await().until(() -> journal.journal().state().durableSeq() == 5);
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 3);
      String later = journal.write(1).get(0);
      // Several looks at the journal on.
      int looks = receiver.batches().size();
      await()
          .during(Duration.ofSeconds(1))
          .until(
              () -> run.outbox().confirmed().seq() == 3 && receiver.batches().size() <= looks + 2);
      assertThat(receiver.events()).containsExactlyElementsOf(ids.subList(0, 3));
      journal.onDisk(Long.MAX_VALUE);
      await().until(() -> run.outbox().confirmed().seq() == 6);
      assertThat(receiver.events()).hasSize(6).endsWith(later);
    }
  }

  @Test
  void goesOnFromItsCursorAfterARestart() throws Exception {
    List<String> ids = new ArrayList<>();
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      ids.addAll(journal.write(10));
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 10);
      run.stop();
      ids.addAll(journal.write(10));
      journal.journal().roll("test");
      ids.addAll(journal.write(10));
    }
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      ids.addAll(journal.write(5));
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 35);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
    }
  }

  @Test
  void readsThroughManyRollsAndCompressedSegments() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = new ArrayList<>();
      for (int roll = 0; roll < 8; roll++) {
        ids.addAll(journal.write(25));
        journal.journal().roll("test");
      }
      await()
          .until(
              () -> {
                try (var files = Files.list(folder)) {
                  return files.filter(each -> each.toString().endsWith(".gz")).count() == 8;
                }
              });
      Running run = start(journal, new Outbox.Options("otel", 7, 1_000_000, 0));
      for (int roll = 0; roll < 8; roll++) {
        ids.addAll(journal.write(25));
        journal.journal().roll("test");
      }
      await().until(() -> run.outbox().confirmed().seq() == 400);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
    }
  }

  @Test
  void whatCantBeSentNowIsSentLater() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    receiver.answer(
        batch -> tries.incrementAndGet() <= 3 ? Answer.later("is down") : Answer.taken());
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = journal.write(10);
      Running run = start(journal);
      await().until(() -> run.outbox().figures().trouble().equals("is down"));
      await().atMost(Duration.ofSeconds(20)).until(() -> run.outbox().confirmed().seq() == 10);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      assertThat(run.outbox().figures().failures()).isEqualTo(3);
      assertThat(run.outbox().figures().trouble()).isEmpty();
    }
  }

  @Test
  void theRecordThatIsRefusedIsSetAsideAndToldAndNoOther() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = new ArrayList<>(journal.write(40));
      String bad = ids.get(23);
      receiver.answer(
          batch ->
              batch.stream().anyMatch(each -> ScriptedTransport.id(each).equals(bad))
                  ? Answer.refused("no such thing")
                  : Answer.taken());
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 40);
      ids.remove(bad);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      assertThat(Files.readAllLines(refused(journal))).singleElement().asString().contains(bad);
      assertThat(journal.undelivered())
          .singleElement()
          .asString()
          .contains("refused", "no such thing", "first_seq=24");
      assertThat(run.outbox().figures().setAside()).isEqualTo(1);
    }
  }

  /** A process that is killed at any moment leaves no event behind its cursor untold. */
  @Test
  void whatIsSetAsideIsToldBeforeTheCursorPassesIt() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = new ArrayList<>(journal.write(40));
      Set<String> bad = Set.of(ids.get(3), ids.get(23));
      Set<Long> untold = ConcurrentHashMap.newKeySet();
      receiver.answer(
          batch -> {
            long passed = keptSeq(journal);
            if (passed > 3 && journal.undelivered().isEmpty()) {
              untold.add(passed);
            }
            return ids(batch).stream().anyMatch(bad::contains)
                ? Answer.partly(1, "no such thing")
                : Answer.taken();
          });
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 40);
      assertThat(untold).isEmpty();
      assertThat(journal.undelivered())
          .singleElement()
          .asString()
          .contains("count=2", "first_seq=4", "last_seq=24");
      assertThat(Files.readAllLines(refused(journal))).hasSize(2);
      assertThat(keptSeq(journal)).isEqualTo(40);
    }
  }

  @Test
  void whatIsSetAsideIsToldWhileTheReceiverIsAway() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = new ArrayList<>(journal.write(16));
      String bad = ids.get(3);
      receiver.answer(
          batch -> {
            if (Files.exists(refused(journal))) {
              return Answer.later("is down");
            }
            return ids(batch).contains(bad) ? Answer.partly(1, "too long") : Answer.taken();
          });
      await().until(() -> journal.checkpoint().isPresent());
      Running first = start(journal);
      await().until(() -> first.outbox().figures().trouble().equals("is down"));
      assertThat(journal.undelivered()).singleElement().asString().contains("first_seq=4");
      await().until(() -> keptSeq(journal) == 4);
      first.stop();
      receiver.answer(batch -> Answer.taken());
      Running second = start(journal);
      await().until(() -> second.outbox().confirmed().seq() == 16);
      ids.remove(bad);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      assertThat(journal.undelivered()).hasSize(1);
    }
  }

  private long keptSeq(WrittenJournal journal) {
    try {
      return cursor(journal).read().map(Position::seq).orElse(0L);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatTellsOfOthersIsSetAsideWithoutAWord() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      String bad = journal.write(EventType.AUDIT_UNDELIVERED, draft -> draft.putDetail("n", 1));
      receiver.answer(batch -> ids(batch).contains(bad) ? Answer.refused("no") : Answer.taken());
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 1);
      assertThat(run.outbox().figures().setAside()).isEqualTo(1);
      assertThat(Files.readAllLines(refused(journal))).hasSize(1);
      assertThat(journal.undelivered()).isEmpty();
    }
  }

  @Test
  void aReceiverThatRefusesEverythingIsNoJudge() throws Exception {
    receiver.answer(batch -> Answer.refused("bad path"));
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      await().until(() -> journal.checkpoint().isPresent());
      List<String> ids = journal.write(4);
      Running run = start(journal);
      await().until(() -> run.outbox().figures().trouble().equals("refuses everything: bad path"));
      assertThat(refused(journal)).doesNotExist();
      assertThat(run.outbox().confirmed().seq()).isZero();
      receiver.answer(batch -> Answer.taken());
      await().atMost(Duration.ofSeconds(20)).until(() -> run.outbox().confirmed().seq() == 4);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
    }
  }

  @Test
  void aRecordThatTheReceiverFailsAtIsSetAsideInTheEnd() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = new ArrayList<>(journal.write(3));
      String bad = ids.remove(1);
      receiver.answer(
          batch -> ids(batch).contains(bad) ? Answer.later("status 500") : Answer.taken());
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await().atMost(Duration.ofSeconds(60)).until(() -> run.outbox().confirmed().seq() == 3);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      assertThat(journal.undelivered()).singleElement().asString().contains("status 500");
    }
  }

  @Test
  void aReceiverThatComesBackBetweenTwoTriesIsNoJudge() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = journal.write(1);
      AtomicInteger tries = new AtomicInteger();
      // It is away for long, and back just as it is asked whether it does well.
      receiver.answer(
          batch ->
              ids(batch).contains(ids.get(0)) && tries.incrementAndGet() <= 6
                  ? Answer.later("is down")
                  : Answer.taken());
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await().atMost(Duration.ofSeconds(60)).until(() -> run.outbox().confirmed().seq() == 1);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      assertThat(run.outbox().figures().setAside()).isZero();
    }
  }

  /** Counts the requests that come before a pause is over that was asked for. */
  private static Function<List<LogRecordData>, Answer> watched(
      AtomicInteger early, Function<List<LogRecordData>, Answer> script) {
    AtomicLong until = new AtomicLong(System.nanoTime());
    return batch -> {
      if (System.nanoTime() - until.get() < 0) {
        early.incrementAndGet();
      }
      Answer answer = script.apply(batch);
      until.set(System.nanoTime() + answer.retryAfter().orElse(Duration.ZERO).toNanos());
      return answer;
    };
  }

  @Test
  void whoAsksForAPauseHasItAndGetsLessAtATimeInTheEnd() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = journal.write(8);
      AtomicInteger early = new AtomicInteger();
      receiver.answer(
          watched(
              early,
              batch ->
                  batch.size() > 5
                      ? Answer.later(Duration.ofMillis(900), "status 429")
                      : Answer.taken()));
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await().atMost(Duration.ofSeconds(90)).until(() -> run.outbox().confirmed().seq() == 8);
      assertThat(early).hasValue(0);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      assertThat(receiver.batches().stream().filter(batch -> batch.size() > 5)).hasSize(7);
      assertThat(run.outbox().figures().setAside()).isZero();
    }
  }

  @Test
  void thePauseThatTheCheckpointIsAnsweredWithIsKeptToo() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      String id = journal.write(1).get(0);
      AtomicInteger early = new AtomicInteger();
      receiver.answer(
          watched(
              early,
              batch ->
                  ids(batch).contains(id)
                      ? Answer.refused("status 400")
                      : Answer.later(Duration.ofSeconds(2), "status 429")));
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> receiver.batches().stream().filter(List.of(id)::equals).count() == 2);
      assertThat(early).hasValue(0);
      assertThat(run.outbox().figures().setAside()).isZero();
    }
  }

  @Test
  void aStopDoesNotCutAPauseShortThatWasAskedFor() throws Exception {
    receiver.answer(batch -> Answer.later(Duration.ofMinutes(1), "status 429"));
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(1);
      Running run = start(journal);
      await().until(() -> run.outbox().figures().trouble().equals("status 429"));
      await().until(() -> run.thread().getState() == Thread.State.TIMED_WAITING);
      int requests = receiver.batches().size();
      run.outbox().stop(1, Duration.ofMinutes(5));
      run.thread().join(10_000);
      assertThat(run.thread().isAlive()).isFalse();
      assertThat(receiver.batches()).hasSize(requests);
    }
  }

  @Test
  void aCompressedFileThatCantBeReadIsToldAndPassedOver() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(300);
      journal.journal().roll("test");
      List<String> behind = journal.write(3);
      Path compressed = await().until(this::gz, found -> found.size() == 1).get(0);
      byte[] whole = Files.readAllBytes(compressed);
      Files.write(compressed, Arrays.copyOf(whole, whole.length / 2));
      Running run = start(journal);
      await().atMost(Duration.ofSeconds(60)).until(() -> run.outbox().confirmed().seq() == 303);
      assertThat(receiver.events()).endsWith(behind.toArray(String[]::new));
      long readable = receiver.events().size() - 3L;
      assertThat(readable).isPositive();
      assertThat(run.outbox().figures().gone()).isEqualTo(300 - readable);
      assertThat(journal.undelivered())
          .singleElement()
          .asString()
          .contains("reason=damaged", "first_seq=" + (readable + 1), "last_seq=300");
    }
  }

  /** Nothing was lost by it. */
  @Test
  void aDamagedFileThatHadBeenSentIsNoReasonForWhatIsDeletedLater() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(300);
      Running first = start(journal);
      await().until(() -> first.outbox().confirmed().seq() == 300);
      first.stop();
      for (int roll = 0; roll < 3; roll++) {
        journal.journal().roll("test");
        journal.write(10);
      }
      List<Path> sealed = await().until(this::gz, found -> found.size() == 3);
      byte[] whole = Files.readAllBytes(sealed.get(0));
      Files.write(sealed.get(0), Arrays.copyOf(whole, whole.length - 4));
      Files.delete(sealed.get(2));
      Running run = start(journal);
      await().atMost(Duration.ofSeconds(60)).until(() -> run.outbox().confirmed().seq() == 330);
      assertThat(journal.undelivered())
          .singleElement()
          .asString()
          .contains("reason=deleted", "first_seq=311", "last_seq=320");
      assertThat(run.outbox().damaged()).isZero();
    }
  }

  @Test
  void aFaultThatEndsItIsTold() throws Exception {
    receiver.answer(
        batch -> {
          throw new StackOverflowError("deep");
        });
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(1);
      Running run = start(journal);
      await().until(() -> !run.thread().isAlive());
      assertThat(run.outbox().figures().trouble()).contains("fault of the program", "deep");
    }
  }

  @Test
  void filesThatHoldNothingToSendAreNotWaitedFor() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(5);
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 5);
      long segment = run.outbox().confirmed().segment();
      journal.journal().roll("test");
      journal.journal().roll("test");
      await().until(() -> run.outbox().confirmed().segment() == segment + 2);
      Position kept = cursor(journal).read().orElseThrow();
      assertThat(kept.segment()).isEqualTo(segment + 2);
      assertThat(kept.seq()).isEqualTo(5);
      journal.write(1);
      await().until(() -> run.outbox().confirmed().seq() == 6);
      assertThat(receiver.events()).hasSize(6);
    }
  }

  private List<Path> gz() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(each -> each.toString().endsWith(".gz")).sorted().toList();
    }
  }

  @Test
  void aBatchWithoutEventsHasNoAge() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder);
        JournalReader reader = JournalReader.openAt(folder, journal.id(), 1)) {
      JournalLine line = Objects.requireNonNull(reader.next());
      String checkpoint = await().until(journal::checkpoint, Optional::isPresent).orElseThrow();
      LogRecordData record = RECORDS.ofCheckpoint(checkpoint, JournalRecord.parse(checkpoint));
      Batch.Builder batch = new Batch.Builder(10, 1_000_000);
      batch.add(new Batch.Item(record, line, 0, Position.start(journal.id()), false));
      assertThat(batch.build().oldest()).isNull();
    }
  }

  @Test
  void aPartlyTakenBatchIsSentInHalves() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = journal.write(16);
      String bad = ids.get(3);
      Set<String> seen = new HashSet<>();
      receiver.answer(
          batch -> {
            batch.forEach(each -> seen.add(ScriptedTransport.id(each)));
            boolean has = batch.stream().map(ScriptedTransport::id).anyMatch(bad::equals);
            return has ? Answer.partly(1, "one is too long") : Answer.taken();
          });
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 16);
      assertThat(seen).containsAll(ids);
      assertThat(Files.readAllLines(refused(journal))).hasSize(1);
      assertThat(run.outbox().figures().repeated()).isPositive();
    }
  }

  @Test
  void theNewestCheckpointGoesAheadOfTheBacklog() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(5_000);
      journal.journal().roll("test");
      await().until(() -> journal.checkpoint().isPresent());
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 5_000);
      assertThat(receiver.taken().get(0)).startsWith(journal.id() + ":");
      assertThat(receiver.taken()).doesNotHaveDuplicates();
    }
  }

  @Test
  void segmentsThatWereDeletedUnsentAreTold() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(10);
      journal.journal().roll("test");
      journal.write(10);
      journal.journal().roll("test");
      List<String> left = journal.write(10);
      try (var files = Files.list(folder)) {
        for (Path each : files.toList()) {
          if (each.getFileName().toString().matches("security_audit-.*")) {
            Files.delete(each);
          }
        }
      }
      Running fresh = start(journal, Outbox.Options.of("fresh", 0));
      await().until(() -> fresh.outbox().confirmed().seq() == 30);
      fresh.stop();
      assertThat(receiver.events()).containsExactlyElementsOf(left);
      assertThat(journal.undelivered()).as("nobody followed it before").isEmpty();

      cursor(journal).moveTo(Position.start(journal.id()), Clock.systemUTC().instant());
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 30);
      assertThat(run.outbox().figures().gone()).isEqualTo(20);
      assertThat(journal.undelivered())
          .singleElement()
          .asString()
          .contains("deleted", "first_seq=1", "last_seq=20");
    }
  }

  @Test
  void aCursorThatIsCutOrOfAnotherJournalBeginsAnew() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> ids = journal.write(3);
      Files.writeString(cursor(journal).path(), "{\"record\":\"cursor\",\"jour");
      Running cut = start(journal);
      await().until(() -> cut.outbox().confirmed().seq() == 3);
      cut.stop();
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      cursor(journal).moveTo(new Position("0".repeat(32), 7, 9, 2), Clock.systemUTC().instant());
      Running foreign = start(journal);
      await().until(() -> foreign.outbox().confirmed().seq() == 3);
      assertThat(receiver.events()).hasSize(6);
    }
  }

  @Test
  void aStopSendsWhatIsRecordedIfItCan() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      Running run = start(journal);
      List<String> ids = journal.write(2_000);
      run.outbox().stop(2_000, Duration.ofSeconds(10));
      run.thread().join(10_000);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
    }
  }

  @Test
  void aStopDoesNotWaitForAReceiverThatIsDown() throws Exception {
    receiver.answer(batch -> Answer.later("is down"));
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(2);
      Running run = start(journal);
      await().until(() -> run.outbox().figures().failures() > 0);
      run.outbox().stop(2, Duration.ofMinutes(5));
      run.thread().join(10_000);
      assertThat(run.thread().isAlive()).isFalse();
    }
  }

  @Test
  void keepsThePaceThatWasAskedFor() throws Exception {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(40);
      long begun = System.nanoTime();
      Running run = start(journal, new Outbox.Options("otel", 10, 1_000_000, 20));
      await().until(() -> run.outbox().confirmed().seq() == 40);
      // The first ten at once, then ten each half second.
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThan(Duration.ofMillis(1_400));
    }
  }

  @Test
  void memoryHoldsOneBatchHoweverMuchWaits() throws Exception {
    AtomicInteger largest = new AtomicInteger();
    receiver.answer(
        batch -> {
          largest.accumulateAndGet(batch.size(), Math::max);
          return Answer.taken();
        });
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      journal.write(10_000);
      Running run = start(journal);
      await().until(() -> run.outbox().confirmed().seq() == 10_000);
      assertThat(largest.get()).isBetween(1_000, 4_096);
    }
  }

  @Test
  void aDamagedLineIsToldAndPassedOver() throws Exception {
    Path file;
    List<String> ids;
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      ids = new ArrayList<>(journal.write(3));
      file = journal.file();
    }
    damage(file, ids.get(1));
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      Outbox outbox = start(journal).outbox();
      await().until(() -> outbox.confirmed().seq() == 3);
      assertThat(receiver.events()).containsExactly(ids.get(0), ids.get(2));
      assertThat(outbox.figures().gone()).isEqualTo(1);
      assertThat(outbox.damaged()).isEqualTo(1);
      assertThat(journal.undelivered())
          .singleElement()
          .asString()
          .contains("reason=damaged", "first_seq=2", "last_seq=2");
      await().untilAsserted(() -> assertThat(receiver.taken()).anyMatch(id -> id.contains(":")));
    }
  }

  private static void damage(Path file, String id) throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"event_id\":\"" + id, "\"event_id\":!" + id));
  }

  private static Set<String> ids(List<LogRecordData> batch) {
    Set<String> ids = new HashSet<>();
    batch.forEach(each -> ids.add(ScriptedTransport.id(each)));
    return ids;
  }
}

package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.ConsumerCursor;
import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.RollTrigger;
import dev.tocsin.otel.Shipment.Account;
import dev.tocsin.otel.Shipment.Backlog;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShipmentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final ScriptedTransport receiver = new ScriptedTransport();
  private final Heard heard = new Heard();

  /** What a shipment told. */
  private static final class Heard implements Shipment.Listener {
    private final List<String> undelivered = new CopyOnWriteArrayList<>();
    private final List<String> waiting = new CopyOnWriteArrayList<>();

    @Override
    public void undelivered(Consumer<EventDraft> fields) {
      EventDraft draft = new EventDraft().setType(EventType.AUDIT_UNDELIVERED);
      fields.accept(draft);
      undelivered.add(String.valueOf(draft.get(EventField.DETAILS)));
    }

    @Override
    public void waiting(String trouble) {
      waiting.add(trouble);
    }
  }

  private Path active() {
    return folder.resolve("security_audit.log").toAbsolutePath();
  }

  private List<String> left(int events) throws IOException {
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      return journal.write(events);
    }
  }

  private static Shipment.Options options(@Nullable String source) {
    return new Shipment.Options("otel", EventTypes.builtIn(), null, null, source);
  }

  private Shipment shipment() {
    return new Shipment(options(null), FieldChoice.DEFAULT, receiver);
  }

  private Backlog look() throws IOException {
    return shipment().look(JournalFiles.of(active())).orElseThrow();
  }

  private Account send() throws IOException, InterruptedException {
    return shipment().send(look(), PATIENCE, heard);
  }

  @Test
  void sendsWhatIsBehindTheCursorAndMovesItToTheEnd() throws Exception {
    List<String> ids = left(30);
    Backlog backlog = look();
    assertThat(backlog.events()).isEqualTo(30);
    assertThat(backlog.writer()).isEqualTo("test");
    assertThat(backlog.restart()).isEmpty();

    Account account = send();

    assertThat(account.complete()).isTrue();
    assertThat(account.sent()).isEqualTo(30);
    assertThat(account.upTo()).isEqualTo(30);
    assertThat(account.checkpoints()).isEqualTo(checkpoints());
    assertThat(account.trouble()).isEmpty();
    assertThat(receiver.events()).containsExactlyElementsOf(ids);
    assertThat(receiver.taken().get(0)).as("the newest checkpoint goes first").contains(":");
    assertThat(new ConsumerCursor(active(), "otel").read()).hasValue(backlog.to());
    assertThat(look().isNews()).isFalse();
    assertThat(receiver.taken()).doesNotHaveDuplicates();
  }

  private int checkpoints() throws IOException {
    try (Stream<String> lines = Files.lines(active())) {
      return (int) lines.filter(line -> line.startsWith("{\"record\":\"checkpoint\"")).count();
    }
  }

  @Test
  void goesOnWhereTheBridgeHasComeTo() throws Exception {
    List<String> ids = left(30);
    new ConsumerCursor(active(), "otel")
        .moveTo(
            new ConsumerCursor.Position(look().journal(), 1, 0, 10), Clock.systemUTC().instant());

    Account account = send();

    assertThat(account.sent()).isEqualTo(20);
    assertThat(receiver.events()).containsExactlyElementsOf(ids.subList(10, 30));
  }

  @Test
  void recordsComeFromTheWriterOrFromWhomTheUserNames() throws Exception {
    left(1);
    List<LogRecordData> records = new CopyOnWriteArrayList<>();
    receiver.answer(
        batch -> {
          records.addAll(batch);
          return Answer.taken();
        });
    Backlog backlog = look();
    try (Shipment named = new Shipment(options("shop"), FieldChoice.DEFAULT, receiver)) {
      named.send(backlog, PATIENCE, heard);
    }
    Resource resource = records.get(0).getResource();
    assertThat(resource.getAttribute(AuditResource.SERVICE_NAME)).isEqualTo("shop");
    assertThat(resource.getAttribute(AuditResource.SERVICE_INSTANCE)).isEqualTo(backlog.journal());
    assertThat(
            records
                .get(0)
                .getInstrumentationScopeInfo()
                .getAttributes()
                .get(AttributeKey.stringKey("tocsin.journal.id")))
        .isEqualTo(backlog.journal());
    records.clear();
    shipment().send(backlog, PATIENCE, heard);
    assertThat(records.get(0).getResource().getAttribute(AuditResource.SERVICE_NAME))
        .isEqualTo("test");
  }

  @Test
  void whatAProcessWritesMeanwhileIsLeftToIt() throws Exception {
    List<String> ids = left(20);
    Backlog backlog = look();
    try (WrittenJournal journal = WrittenJournal.open(folder)) {
      List<String> more = journal.write(5);
      int checkpoints = checkpoints();

      Account account = shipment().send(backlog, PATIENCE, heard);

      assertThat(account.complete()).isTrue();
      assertThat(account.checkpoints()).isLessThanOrEqualTo(checkpoints);
      assertThat(receiver.events()).containsExactlyElementsOf(ids);
      assertThat(look().events()).isEqualTo(more.size());
    }
  }

  @Test
  void anEventThatIsRefusedIsSetAsideAlsoIfItIsTheFirstOfAll() throws Exception {
    List<String> ids = left(20);
    String bad = ids.get(0);
    receiver.answer(
        batch ->
            batch.stream().map(ScriptedTransport::id).anyMatch(bad::equals)
                ? Answer.refused("bad attribute")
                : Answer.taken());

    Account account = send();

    assertThat(account.complete()).isTrue();
    assertThat(account.refused()).isEqualTo(1);
    assertThat(account.sent()).isEqualTo(19);
    assertThat(account.checkpoints()).isEqualTo(checkpoints());
    assertThat(receiver.events()).containsExactlyElementsOf(ids.subList(1, 20));
    assertThat(account.refusedFile()).content().contains(bad).hasLineCount(1);
    assertThat(heard.undelivered).singleElement().asString().contains("refused", "bad attribute");
  }

  @Test
  void givesUpWhenNothingGetsThroughAndTheNextOneGoesOn() throws Exception {
    List<String> ids = left(20);
    receiver.answer(batch -> Answer.later("http://x: no connection"));

    Account given = shipment().send(look(), Duration.ofMillis(300), heard);

    assertThat(given.complete()).isFalse();
    assertThat(given.trouble()).isEqualTo("http://x: no connection");
    assertThat(given.upTo()).isZero();
    assertThat(heard.waiting).containsExactly("http://x: no connection");
    receiver.answer(batch -> Answer.taken());
    assertThat(send().complete()).isTrue();
    assertThat(receiver.events()).containsExactlyElementsOf(ids);
  }

  @Test
  void endsSoonWhenItIsStopped() throws Exception {
    left(20);
    receiver.answer(batch -> Answer.later("busy"));
    Shipment shipment = shipment();
    Thread stopper =
        new Thread(
            () -> {
              await().until(() -> !heard.waiting.isEmpty());
              shipment.stop();
            });
    stopper.start();

    Account account = shipment.send(look(), Duration.ofHours(1), heard);

    assertThat(account.complete()).isFalse();
    stopper.join();
  }

  @Test
  void whereTheCursorIsNoneEverythingIsSentAndThatIsSaid() throws Exception {
    List<String> ids = left(5);
    Path cursor = active().resolveSibling("security_audit.log.otel.cursor");
    Files.writeString(cursor, "{\"record\":\"cur");

    assertThat(look().restart()).startsWith(cursor.toString());
    assertThat(send().sent()).isEqualTo(5);
    assertThat(receiver.events()).containsExactlyElementsOf(ids);
  }

  @Test
  void aDamagedLineIsToldAndLeftOut() throws Exception {
    List<String> ids = left(5);
    Files.writeString(
        active(),
        Files.readString(active()).replace("\"message\":\"no 2\"", "\"message\":\"no 2!"));

    Account account = send();

    assertThat(account.complete()).isTrue();
    assertThat(heard.undelivered).singleElement().asString().contains("damaged");
    assertThat(account.damaged()).isEqualTo(1);
    assertThat(account.deleted()).isZero();
    assertThat(receiver.events()).containsExactly(ids.get(0), ids.get(1), ids.get(3), ids.get(4));
  }

  @Test
  void whatRetentionTookFromABridgeIsTold() throws Exception {
    try (WrittenJournal journal =
        WrittenJournal.open(folder, config -> config.trigger(RollTrigger.atSize(8_192)))) {
      journal.write(100);
    }
    List<JournalFiles.Segment> segments = JournalFiles.of(active()).segments();
    assertThat(segments).hasSizeGreaterThan(2);
    // It may lie there compressed and not, where the end came in between.
    String first = segments.get(0).file().toString().replaceFirst("\\.gz$", "");
    Files.deleteIfExists(Path.of(first));
    Files.deleteIfExists(Path.of(first + ".gz"));

    long present = look().events();
    assertThat(present).isBetween(1L, 99L);
    assertThat(look().firstSeq()).isEqualTo(100 - present + 1);
    new ConsumerCursor(active(), "otel").moveTo(look().from(), Clock.systemUTC().instant());

    Account account = send();

    assertThat(account.complete()).isTrue();
    assertThat(account.sent()).isEqualTo(present);
    assertThat(account.deleted()).isEqualTo(100 - present);
    assertThat(heard.undelivered).singleElement().asString().contains("deleted");
  }

  @Test
  void namesAnOptionThatIsWrong() {
    OtlpSettings otlp = OtlpSettings.builder(name -> null).build();
    EventTypes types = EventTypes.builtIn();
    assertThatThrownBy(
            () -> new Shipment(new Shipment.Options("a/b", types, null, null, null), otlp))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name \"a/b\": use up to 40 letters, digits, - and _");
    assertThatThrownBy(
            () -> new Shipment(new Shipment.Options("otel", types, null, "nme", null), otlp))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("without: field \"nme\" is not known");
  }

  @Test
  void whatAKilledProcessLeftArrivesAtTheCollector() throws Exception {
    Path configuration = folder.resolve("log4j2.xml");
    Path acknowledged = folder.resolve("acknowledged");
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.writeString(
        configuration,
        Application.xml(logs, "<OpenTelemetry endpoint=\"http://127.0.0.1:9\" metrics=\"off\"/>"));
    Process application =
        java(
                "-Dlog4j2.configurationFile=" + configuration,
                LoggingProcess.class.getName(),
                acknowledged.toString(),
                "1000000")
            .inheritIO()
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(acknowledged) && Files.size(acknowledged) > 1_000 * 37);
    application.destroyForcibly().waitFor();
    Set<String> ids = new HashSet<>();
    for (String line : Files.readAllLines(acknowledged)) {
      if (line.length() == 36) {
        ids.add(line);
      }
    }
    try (RealCollector collector = RealCollector.start(folder.resolve("out.jsonl"))) {
      for (String words : List.of(collector.http(), collector.grpc() + " --protocol grpc")) {
        List<String> command = new ArrayList<>(List.of("ship", logs.toString(), "--otlp"));
        command.addAll(List.of(words.split(" ")));
        Process ship = java(command.toArray(String[]::new)).redirectErrorStream(true).start();
        String said = new String(ship.getInputStream().readAllBytes(), UTF_8);
        assertThat(ship.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(ship.exitValue()).as(said).isZero();
        assertThat(said).hasLineCount(2);
      }
      assertThat(collector.arrived().keySet()).containsAll(ids);
      assertThat(collector.arrived().values()).containsOnly(1);
    }
  }

  private static ProcessBuilder java(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
    if (words[0].equals("ship")) {
      command.add("dev.tocsin.cli.Main");
    }
    command.addAll(List.of(words));
    return new ProcessBuilder(command);
  }
}

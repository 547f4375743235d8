package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.journal.Verifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against OpenTelemetry's real collector. */
@Timeout(300)
class CollectorTest {
  @TempDir private Path folder;

  private Path logs() {
    return folder.resolve("logs");
  }

  private Path out() {
    return folder.resolve("out.jsonl");
  }

  private static String bridge(String endpoint, String more) {
    return "<OpenTelemetry endpoint=\"" + endpoint + "\" metrics=\"off\" " + more + "/>";
  }

  private static void awaitAll(RealCollector collector, Set<String> ids) {
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> collector.arrived().keySet().containsAll(ids));
  }

  @Test
  void aBurstOf300000EventsArrivesWhole() throws Exception {
    int burst = "short".equals(System.getenv("TOCSIN_LONG_TESTS")) ? 30_000 : 300_000;
    try (RealCollector collector = RealCollector.start(out())) {
      Set<String> ids = new HashSet<>();
      long begun = System.nanoTime();
      long logged;
      try (Application application = Application.start(logs(), bridge(collector.http(), ""))) {
        var log = application.security();
        for (int i = 0; i < burst; i++) {
          ids.add(
              log.event(EventType.AUTH_FAILURE)
                  .user("user" + i % 1_000)
                  .ip("203.0.113." + i % 250)
                  .detail("attempt", i)
                  .log());
        }
        logged = System.nanoTime() - begun;
        awaitAll(collector, ids);
      }
      Map<String, Integer> arrived = collector.arrived();
      long events = arrived.keySet().stream().filter(ids::contains).count();
      long twice = arrived.values().stream().filter(times -> times > 1).count();
      System.out.printf(
          "bridge: %,d events logged in %.1f s, all at the collector after %.1f s, %d twice%n",
          burst, logged / 1e9, (System.nanoTime() - begun) / 1e9, twice);
      assertThat(ids).hasSize(burst);
      assertThat(events).isEqualTo(burst);
    }
  }

  @Test
  void grpcDeliversToo() throws Exception {
    try (RealCollector collector = RealCollector.start(out())) {
      Set<String> ids = new HashSet<>();
      try (Application application =
          Application.start(logs(), bridge(collector.grpc(), "protocol=\"grpc\""))) {
        for (int i = 0; i < 20_000; i++) {
          ids.add(application.security().event(EventType.DATA_EXPORT).detail("n", i).log());
        }
        awaitAll(collector, ids);
      }
      assertThat(collector.arrived().keySet()).containsAll(ids);
    }
  }

  @Test
  void aStopSendsEverythingUpToTheLastEvent() throws Exception {
    try (RealCollector collector = RealCollector.start(out())) {
      Set<String> ids = new HashSet<>();
      try (Application application = Application.start(logs(), bridge(collector.http(), ""))) {
        for (int i = 0; i < 500; i++) {
          ids.add(application.security().event(EventType.DATA_EXPORT).detail("n", i).log());
        }
      }
      assertThat(collector.arrived().keySet()).containsAll(ids);
      StringBuilder all = new StringBuilder();
      collector.lines(all::append);
      assertThat(all.toString()).contains("\"eventName\":\"tocsin.audit_stopped\"");
    }
  }

  @Test
  void reconfiguringInALoopLosesNothing() throws Exception {
    try (RealCollector collector = RealCollector.start(out())) {
      Set<String> ids = new HashSet<>();
      AtomicBoolean over = new AtomicBoolean();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      try (Application application =
          Application.start(logs(), bridge(collector.http(), "maxEventsPerSecond=\"100000\""))) {
        Thread logging =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; !over.get(); i++) {
                      if (i % 20 == 0) {
                        Thread.sleep(5);
                      }
                      String id =
                          application.security().event(EventType.API_ACCESS).detail("n", i).log();
                      synchronized (ids) {
                        ids.add(id);
                      }
                    }
                  } catch (RuntimeException | InterruptedException e) {
                    failure.set(e);
                  }
                });
        logging.start();
        for (int round = 0; round < 12 || size(ids) < 1_500; round++) {
          // Every other time the bridge has other settings, and another one takes its place.
          int pace = 100_000 + round / 2;
          application.reconfigure(bridge(collector.http(), "maxEventsPerSecond=\"" + pace + "\""));
        }
        over.set(true);
        logging.join();
        awaitAll(collector, ids);
      }
      assertThat(failure.get()).isNull();
      assertThat(ids).hasSizeGreaterThan(1_000);
      assertThat(collector.arrived().keySet()).containsAll(ids);
    }
  }

  private static int size(Set<String> ids) {
    synchronized (ids) {
      return ids.size();
    }
  }

  @Test
  void twoCollectorsEachHaveTheirOwnCursor() throws Exception {
    try (RealCollector first = RealCollector.start(folder.resolve("first.jsonl"));
        RealCollector second = RealCollector.start(folder.resolve("second.jsonl"))) {
      Set<String> ids = new HashSet<>();
      String both =
          bridge(first.http(), "name=\"first\"") + bridge(second.http(), "name=\"second\"");
      try (Application application = Application.start(logs(), both)) {
        for (int i = 0; i < 200; i++) {
          ids.add(application.security().event(EventType.API_ACCESS).detail("n", i).log());
        }
        awaitAll(first, ids);
        second.kill();
        for (int i = 0; i < 200; i++) {
          ids.add(application.security().event(EventType.API_ACCESS).detail("n", i).log());
        }
        awaitAll(first, ids);
        second.start();
        awaitAll(second, ids);
      }
    }
  }

  @Test
  void killsOfCollectorAndApplicationLoseNothing() throws Exception {
    Files.createDirectories(logs());
    Path acknowledged = folder.resolve("acknowledged");
    Path configuration = folder.resolve("log4j2.xml");
    try (RealCollector collector = RealCollector.start(out())) {
      Files.writeString(configuration, Application.xml(logs(), bridge(collector.http(), "")));
      Process application = launch(configuration, acknowledged, 1_000_000);
      try {
        for (int round = 0; round < 5; round++) {
          awaitMore(acknowledged, 300);
          collector.kill();
          awaitMore(acknowledged, 300);
          if (round == 1 || round == 3) {
            application.destroyForcibly().waitFor();
            application = launch(configuration, acknowledged, 1_000_000);
            awaitMore(acknowledged, 300);
          }
          collector.start();
        }
        application.destroyForcibly().waitFor();
        Set<String> ids = acknowledged(acknowledged);
        application = launch(configuration, acknowledged, 10);
        awaitAll(collector, ids);
        assertThat(application.waitFor()).isZero();
        Map<String, Integer> arrived = collector.arrived();
        long twice = ids.stream().filter(id -> arrived.getOrDefault(id, 0) > 1).count();
        System.out.printf(
            "bridge: %d acknowledged events over 5 kills of the collector and 3 of the"
                + " application, 0 lost, %d of them twice%n",
            ids.size(), twice);
        assertThat(ids).hasSizeGreaterThan(1_000);
        assertThat(arrived.keySet()).containsAll(ids);
        assertThat(inAuditFiles()).containsAll(ids);
        assertThat(new Verifier().verify(logs()).findings()).isEmpty();
      } finally {
        application.destroyForcibly().waitFor();
      }
    }
  }

  private Set<String> inAuditFiles() throws Exception {
    Set<String> ids = new HashSet<>();
    JsonEventReader events = JsonEventReader.lenient();
    EventDraft draft = new EventDraft();
    try (JournalReader reader = JournalReader.open(logs())) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        if (line.isEvent()) {
          byte[] bytes = line.bytes();
          events.read(bytes, 0, bytes.length, EventTypes.builtIn(), draft);
          ids.add(EventIds.text(draft.idMsb(), draft.idLsb()));
        }
      }
    }
    return ids;
  }

  /** Waits until so many more events were acknowledged. */
  private static void awaitMore(Path acknowledged, int events) throws IOException {
    long before = Files.exists(acknowledged) ? Files.size(acknowledged) : 0;
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> Files.exists(acknowledged) && Files.size(acknowledged) - before >= events * 37L);
  }

  private static Process launch(Path configuration, Path acknowledged, int events)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.configurationFile=" + configuration,
                "-cp",
                System.getProperty("java.class.path"),
                LoggingProcess.class.getName()));
    command.addAll(Arrays.asList(acknowledged.toString(), String.valueOf(events)));
    return new ProcessBuilder(command).inheritIO().start();
  }

  /** The ids that were written whole. */
  private static Set<String> acknowledged(Path file) throws IOException {
    Set<String> ids = new HashSet<>();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.length() == 36) {
          ids.add(line);
        }
      }
    }
    return ids;
  }
}

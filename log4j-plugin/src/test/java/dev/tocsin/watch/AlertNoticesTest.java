package dev.tocsin.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.notify.Receiver;
import dev.tocsin.notify.Secret;
import dev.tocsin.watch.WatchedJournal.SetClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told what of an alert, and when. */
class AlertNoticesTest {
  private static final String RULES =
      WatchedJournal.RULES.replace(
          "escalate: {after: 30m, severity: critical}",
          "escalate: {after: 30m, severity: critical, notify: boss}\n  notify: duty");

  @TempDir private Path folder;
  private final SetClock clock = new SetClock();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void listen() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          String status = body.replaceAll(".*\"status\":\"(\\w+)\".*", "$1");
          String severity = body.replaceAll(".*\"severity\":\"(\\w+)\".*", "$1");
          String id = body.replaceAll(".*\"notification_id\":\"([^\"]+)\".*", "$1");
          // A receiver knows by the id what it has already.
          String line = exchange.getRequestURI().getPath() + " " + status + " " + severity;
          if (told.stream().noneMatch(each -> each.endsWith(line.charAt(1) + id))) {
            told.add(line + " " + line.charAt(1) + id);
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Receiver receiver(String name) throws Exception {
    return new Receiver(
        name,
        Receiver.Kind.WEBHOOK,
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name),
        Optional.of(Secret.ofVariable("KEY", "a secret that is long enough for a signature")),
        Optional.empty());
  }

  private WatchedJournal attacked() throws Exception {
    WatchedJournal journal =
        WatchedJournal.open(
            folder,
            clock,
            WatchedJournal.settings(RULES, List.of(receiver("duty"), receiver("boss"))));
    await().until(() -> journal.watcher().figures().live());
    journal.fail("192.0.2.66", 3);
    awaitTold("/duty firing high");
    return journal;
  }

  private void pass(WatchedJournal journal, int minutes) {
    clock.pass(Duration.ofMinutes(minutes));
    journal.watcher().tick();
  }

  private List<String> told() {
    List<String> lines = new ArrayList<>();
    told.forEach(line -> lines.add(line.substring(0, line.lastIndexOf(' '))));
    return lines;
  }

  private void awaitTold(String line) {
    await().until(() -> told().contains(line));
  }

  @Test
  void whoeverWasToldThatItBeganIsToldThatItIsOver() throws Exception {
    try (WatchedJournal journal = attacked()) {
      pass(journal, 20);
      awaitTold("/duty resolved high");
      assertThat(told()).containsExactly("/duty firing high", "/duty resolved high");
    }
  }

  @Test
  void anAlertThatEscalatesWhileItLastsIsEndedForAll() throws Exception {
    try (WatchedJournal journal = attacked()) {
      for (int i = 0; i < 4; i++) {
        pass(journal, 8);
        journal.fail("192.0.2.66", 3);
      }
      awaitTold("/boss escalated critical");
      awaitTold("/duty escalated critical");
      pass(journal, 20);
      awaitTold("/boss resolved critical");
      awaitTold("/duty resolved critical");
    }
  }

  /** An attack that is over is not one that somebody has looked at. */
  @Test
  void anAlertThatEscalatesWhenItIsOverIsToldWithItsEnd() throws Exception {
    try (WatchedJournal journal = attacked()) {
      pass(journal, 20);
      awaitTold("/duty resolved high");
      pass(journal, 10);
      awaitTold("/boss escalated critical");
      awaitTold("/boss resolved critical");
      awaitTold("/duty escalated critical");
      awaitTold("/duty resolved critical");
    }
  }
}

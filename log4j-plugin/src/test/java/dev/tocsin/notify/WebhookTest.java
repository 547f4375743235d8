package dev.tocsin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.encode.Hostile;
import dev.tocsin.event.Values;
import dev.tocsin.notify.NotifyListener.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications to webhooks, over real sockets. */
class WebhookTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private final HeardTrouble heard = new HeardTrouble();

  private Notifier notifier(Pace pace, Receiver... receivers) throws IOException {
    return Notifier.open(folder, List.of(receivers), heard, pace, Clock.systemUTC());
  }

  private static NotifierHealth.Counts counts(Notifier notifier) {
    return notifier.health().of("soc");
  }

  private static Pace withTimeout(Duration timeout) {
    Pace fast = Alerts.FAST;
    return new Pace(
        fast.firstRetry(),
        fast.maxRetry(),
        timeout,
        fast.resend(),
        fast.validFor(),
        fast.firingFor(),
        fast.resolvedFor(),
        fast.giveUpAfter(),
        fast.maxEntries(),
        fast.maxBytes());
  }

  private static Pace bounded(Duration giveUpAfter, int maxEntries, long maxBytes) {
    Pace fast = Alerts.FAST;
    return new Pace(
        fast.firstRetry(),
        fast.maxRetry(),
        fast.timeout(),
        fast.resend(),
        fast.validFor(),
        fast.firingFor(),
        fast.resolvedFor(),
        giveUpAfter,
        maxEntries,
        maxBytes);
  }

  /** An address where nobody listens. */
  private static URI nowhere() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort() + "/hook");
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("soc"))) {
      return all.toList();
    }
  }

  private static JsonNode json(Hook.Request request) throws IOException {
    return JSON.readTree(request.body());
  }

  private static List<String> alertIds(Hook hook) {
    return hook.requests().stream()
        .map(
            request -> {
              try {
                return json(request).get("alert_id").asText();
              } catch (IOException e) {
                throw new AssertionError(request.text(), e);
              }
            })
        .toList();
  }

  @Test
  void signsTheTimeAndTheBodyAndTellsEverything() throws Exception {
    Notification firing = Alerts.firing(UUID.randomUUID());
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      notifier.send(List.of("soc", "soc"), firing);
      await().until(() -> counts(notifier).delivered() == 1);
      assertThat(hook.requests()).hasSize(1);
      Hook.Request request = hook.requests().get(0);
      assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
      String signature = request.headers().getFirst("Tocsin-Signature");
      assertThat(signature).matches("t=[0-9]{10},v1=[0-9a-f]{64}");
      String time = signature.substring(2, 12);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Alerts.SECRET.getBytes(UTF_8), "HmacSHA256"));
      mac.update((time + "." + request.text()).getBytes(UTF_8));
      assertThat(signature).endsWith(",v1=" + HexFormat.of().formatHex(mac.doFinal()));
      assertThat(NotificationJson.read(request.body())).isEqualTo(firing);
      JsonNode body = json(request);
      assertThat(body.get("status").asText()).isEqualTo("firing");
      assertThat(body.get("count").asLong()).isEqualTo(5);
      assertThat(body.at("/key/ip_address").asText()).isEqualTo("203.0.113.7");
      assertThat(files()).isEmpty();
      assertThat(heard.all()).isEmpty();
    }
  }

  @Test
  void sendsAgainUntilItIsTaken() throws Exception {
    List<Integer> statuses = List.of(500, 503, 408, 429);
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      hook.answer(
          request ->
              hook.requests().size() > statuses.size()
                  ? Hook.OK
                  : Hook.Reply.of(statuses.get(hook.requests().size() - 1)));
      notifier.send(List.of("soc"), Alerts.firing(UUID.randomUUID()));
      await().until(() -> counts(notifier).delivered() == 1);
      assertThat(counts(notifier)).isEqualTo(new NotifierHealth.Counts(1, 1, 4, 0, 0, 0, 0));
      assertThat(hook.requests())
          .extracting(Hook.Request::text)
          .hasSize(5)
          .containsOnly(hook.requests().get(0).text());
      assertThat(heard.of(Trouble.UNREACHABLE))
          .singleElement()
          .asString()
          .contains(
              "receiver soc (webhook at "
                  + hook.url().resolve("/").toString().replaceFirst("/$", ""))
          .contains("HTTP 500");
      await().until(() -> heard.of(Trouble.RECOVERED).size() == 1);
    }
  }

  @Test
  void waitsForAsLongAsTheReceiverAsks() throws Exception {
    try (Hook hook =
            new Hook(request -> new Hook.Reply(429, Map.of("Retry-After", "1"), "slow down"));
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      notifier.send(List.of("soc"), Alerts.firing(UUID.randomUUID()));
      await().until(() -> counts(notifier).retried() == 1);
      hook.answer(request -> Hook.OK);
      await().until(() -> counts(notifier).delivered() == 1);
      long pause = hook.requests().get(1).nanos() - hook.requests().get(0).nanos();
      // The fastest pace would take 80 ms at most; the receiver asked for a second.
      assertThat(pause).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (Hook other = new Hook(request -> Hook.OK);
        Hook hook =
            new Hook(
                request -> new Hook.Reply(302, Map.of("Location", other.url().toString()), ""));
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      notifier.send(List.of("soc"), Alerts.firing(UUID.randomUUID()));
      await().until(() -> counts(notifier).refused() == 1);
      assertThat(other.requests()).isEmpty();
      assertThat(heard.of(Trouble.REFUSED))
          .singleElement()
          .asString()
          .contains("HTTP 302, a redirect, which is not followed")
          .doesNotContain("\n");
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void whatIsRefusedIsToldOnceAndNotSentAgain() throws Exception {
    try (Hook hook =
            new Hook(request -> new Hook.Reply(400, Map.of(), "no\u001b[31m thanks\r\nat all"));
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      notifier.send(List.of("soc"), Alerts.firing(UUID.randomUUID()));
      notifier.send(List.of("soc"), Alerts.firing(UUID.randomUUID()));
      await().until(() -> counts(notifier).refused() == 2);
      assertThat(hook.requests()).hasSize(2);
      assertThat(heard.of(Trouble.REFUSED))
          .singleElement()
          .asString()
          .contains("HTTP 400 (no\\u001b[31m thanks\\u000d\\u000aat all)");
      hook.answer(request -> Hook.OK);
      notifier.send(List.of("soc"), Alerts.firing(UUID.randomUUID()));
      await().until(() -> counts(notifier).delivered() == 1);
    }
  }

  @Test
  void readsOnlyTheBeginningOfAnAnswer() throws Exception {
    try (Hook hook = new Hook(request -> Hook.ENDLESS);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      notifier.send(List.of("soc"), Alerts.firing(UUID.randomUUID()));
      await().until(() -> !heard.of(Trouble.UNREACHABLE).isEmpty());
      assertThat(heard.of(Trouble.UNREACHABLE).get(0))
          .hasSizeLessThan(800)
          .contains("HTTP 500 (xxx")
          .contains("xxx…");
    }
  }

  @Test
  void receiverThatHangsIsTriedAgainAndDelaysNoOther() throws Exception {
    try (Hook slow = new Hook(request -> Hook.HANGS);
        Hook other = new Hook(request -> Hook.OK);
        Notifier notifier =
            notifier(
                withTimeout(Duration.ofMillis(300)),
                Alerts.webhook("soc", slow.url()),
                Alerts.webhook("ops", other.url()))) {
      for (int i = 0; i < 50; i++) {
        notifier.send(List.of("soc", "ops"), Alerts.firing(new UUID(1, i)));
      }
      await().until(() -> notifier.health().of("ops").delivered() == 50);
      assertThat(counts(notifier).delivered()).isZero();
      await().until(() -> slow.requests().size() > 1);
      assertThat(counts(notifier).retried()).isPositive();
      slow.answer(request -> Hook.OK);
      await().until(() -> counts(notifier).delivered() == 50);
      assertThat(notifier.health().total().delivered()).isEqualTo(100);
    }
  }

  @Test
  void oneThatIsNeverTakenKeepsNoneOfTheOthersBackButThoseOfItsAlert() throws Exception {
    UUID poison = new UUID(9, 9);
    try (Hook hook =
            new Hook(
                request ->
                    request.text().contains(poison.toString()) ? Hook.Reply.of(500) : Hook.OK);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      notifier.send(List.of("soc"), Alerts.firing(poison));
      notifier.send(List.of("soc"), Alerts.resolved(poison));
      for (int i = 0; i < 20; i++) {
        notifier.send(List.of("soc"), Alerts.firing(new UUID(1, i)));
      }
      await().until(() -> counts(notifier).delivered() == 20);
      assertThat(counts(notifier).waiting()).isEqualTo(2);
      hook.answer(request -> Hook.OK);
      await().until(() -> counts(notifier).delivered() == 22);
      List<String> told =
          hook.requests().stream()
              .map(Hook.Request::text)
              .filter(text -> text.contains(poison.toString()))
              .toList();
      assertThat(told.get(told.size() - 1)).contains("\"status\":\"resolved\"");
      assertThat(told.subList(0, told.size() - 1)).allMatch(text -> text.contains("\"firing\""));
    }
  }

  @Test
  void whatWaitsIsDeliveredAfterTheRestart() throws Exception {
    List<String> sent = IntStream.range(0, 30).mapToObj(i -> new UUID(3, i).toString()).toList();
    try (Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", nowhere()))) {
      sent.forEach(id -> notifier.send(List.of("soc"), Alerts.firing(UUID.fromString(id))));
      await().until(() -> counts(notifier).waiting() == 30);
    }
    assertThat(files()).hasSize(30);
    assertThat(Files.getPosixFilePermissions(folder.resolve("soc")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(files())
        .allSatisfy(
            file ->
                assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      await().until(() -> counts(notifier).delivered() == 30);
      assertThat(alertIds(hook)).containsExactlyElementsOf(sent);
      assertThat(files()).isEmpty();
    }
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      notifier.send(List.of("soc"), Alerts.firing(new UUID(4, 4)));
      await().until(() -> counts(notifier).delivered() == 1);
      assertThat(alertIds(hook)).containsExactly(new UUID(4, 4).toString());
    }
  }

  @Test
  void whatWaitsIsDeliveredAfterAKill() throws Exception {
    int count = 300;
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                WaitingNotifier.class.getName(),
                folder.toString(),
                nowhere().toString(),
                Integer.toString(count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream said = child.getInputStream()) {
      assertThat(new String(said.readNBytes(7), UTF_8)).isEqualTo("waiting");
    } finally {
      child.destroyForcibly().waitFor();
    }
    Files.writeString(folder.resolve("soc").resolve("000000000999-half.json.tmp"), "{\"vers");
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      await().until(() -> counts(notifier).delivered() == count);
      assertThat(alertIds(hook)).hasSize(count).doesNotHaveDuplicates();
      assertThat(files()).isEmpty();
      System.out.println("delivered after SIGKILL: " + count + " of " + count);
    }
  }

  @Test
  void whenTooManyWaitTheOldestThatAreOverGoFirst() throws Exception {
    try (Notifier notifier =
        notifier(bounded(Duration.ofHours(24), 4, 1 << 20), Alerts.webhook("soc", nowhere()))) {
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 1)));
      notifier.send(List.of("soc"), Alerts.resolved(new UUID(1, 2)));
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 3)));
      notifier.send(List.of("soc"), Alerts.resolved(new UUID(1, 4)));
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 5)));
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 6)));
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 7)));
      await().until(() -> counts(notifier).queued() == 7 && counts(notifier).waiting() == 4);
      assertThat(counts(notifier).dropped()).isEqualTo(3);
      assertThat(heard.of(Trouble.DROPPED)).hasSize(1);
    }
    List<Long> left = new ArrayList<>();
    Spool.list(folder.resolve("soc"))
        .forEach(slip -> left.add(slip.alertId().getLeastSignificantBits()));
    assertThat(left).containsExactly(3L, 5L, 6L, 7L);
  }

  @Test
  void boundsTheirSizeToo() throws Exception {
    try (Notifier notifier =
        notifier(bounded(Duration.ofHours(24), 1_000, 20_000), Alerts.webhook("soc", nowhere()))) {
      for (int i = 0; i < 100; i++) {
        notifier.send(List.of("soc"), Alerts.firing(new UUID(1, i)));
      }
      await().until(() -> counts(notifier).queued() == 100);
      await().until(() -> counts(notifier).waiting() + counts(notifier).dropped() == 100);
      long size = 0;
      for (Path file : files()) {
        size += Files.size(file);
      }
      assertThat(size).isBetween(15_000L, 20_000L);
    }
  }

  @Test
  void givesUpWhatIsTooOldAndCountsIt() throws Exception {
    try (Notifier notifier =
        notifier(bounded(Duration.ZERO, 100, 1 << 20), Alerts.webhook("soc", nowhere()))) {
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 1)));
      await().until(() -> counts(notifier).failed() == 1);
      assertThat(counts(notifier).waiting()).isZero();
      await().until(() -> heard.of(Trouble.GIVEN_UP).size() == 1);
      assertThat(files()).isEmpty();
    }
    assertThat(Pace.DEFAULT.giveUpAfter()).isGreaterThanOrEqualTo(Duration.ofHours(24));
  }

  @Test
  void whatTheDiskDoesNotTakeIsDeliveredFromMemory() throws Exception {
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      Files.delete(folder.resolve("soc"));
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 1)));
      await().until(() -> counts(notifier).delivered() == 1);
      assertThat(heard.of(Trouble.NOT_SAVED)).singleElement().asString().contains("NoSuchFile");
    }
  }

  @Test
  void anyTextStaysValidJsonAndBounded() throws Exception {
    List<String> texts = new ArrayList<>(Hostile.VALUES);
    texts.add("\u0001".repeat(1 << 20));
    texts.add("\ud83d\ude00".repeat(1 << 19));
    texts.add("\ud800".repeat(1 << 20));
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier = notifier(Alerts.FAST, Alerts.webhook("soc", hook.url()))) {
      for (String text : texts) {
        notifier.send(List.of("soc"), Alerts.with(text));
      }
      await().until(() -> counts(notifier).delivered() == texts.size());
      for (int i = 0; i < texts.size(); i++) {
        Hook.Request request = hook.requests().get(i);
        assertThat(request.body()).hasSizeLessThan(64 << 10);
        assertThat(request.text()).doesNotContain("\n", "\r", "\u2028", "\u001b");
        String description = json(request).get("description").asText();
        String whole = Values.name(texts.get(i));
        if (whole.length() <= 4_096) {
          assertThat(description).isEqualTo(whole);
        } else {
          assertThat(description).hasSize(4_096).endsWith("…");
        }
      }
      System.out.println("hostile texts sent: " + texts.size());
    }
  }

  @Test
  void receiverThatNobodyConfiguredIsCountedAndToldOnce() throws Exception {
    Notifier notifier = notifier(Alerts.FAST);
    try (notifier) {
      notifier.send(List.of("sock"), Alerts.firing(new UUID(1, 1)));
      notifier.send(List.of("sock"), Alerts.firing(new UUID(1, 2)));
      await().until(() -> notifier.health().total().dropped() == 2);
      assertThat(heard.of(Trouble.UNKNOWN_RECEIVER))
          .singleElement()
          .asString()
          .contains("receiver \"sock\": is not configured");
    }
    notifier.send(List.of("sock"), Alerts.firing(new UUID(1, 3)));
    assertThat(notifier.health().total().dropped()).isEqualTo(3);
  }

  @Test
  void otherReceiversTakeOverWhatWaits() throws Exception {
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier =
            notifier(
                Alerts.FAST, Alerts.webhook("soc", nowhere()), Alerts.webhook("gone", nowhere()))) {
      notifier.send(List.of("soc", "gone"), Alerts.firing(new UUID(1, 1)));
      await().until(() -> notifier.health().total().waiting() == 2);
      notifier.setReceivers(List.of(Alerts.webhook("soc", hook.url())));
      await().until(() -> counts(notifier).delivered() == 1);
      assertThat(counts(notifier).queued()).isEqualTo(1);
      assertThat(notifier.receivers()).containsExactly("soc");
    }
    try (Notifier notifier = notifier(Alerts.FAST)) {
      assertThat(heard.of(Trouble.UNKNOWN_RECEIVER))
          .singleElement()
          .asString()
          .contains("gone: 1 notifications wait for a receiver that is not configured");
      assertThat(notifier.receivers()).isEmpty();
    }
  }

  @Test
  void credentialsAreSentAsTheyShouldBe() throws Exception {
    Secret secret = Secret.ofVariable("TOKEN", "open sesame");
    try (Hook hook = new Hook(request -> Hook.OK);
        Notifier notifier =
            notifier(
                Alerts.FAST,
                new Receiver(
                    "basic",
                    Receiver.Kind.ALERTMANAGER,
                    hook.url(),
                    Optional.empty(),
                    Optional.of(new Receiver.Credentials(Optional.of("tocsin"), secret))),
                new Receiver(
                    "bearer",
                    Receiver.Kind.ALERTMANAGER,
                    hook.url(),
                    Optional.empty(),
                    Optional.of(new Receiver.Credentials(Optional.empty(), secret))))) {
      notifier.send(List.of("basic"), Alerts.firing(new UUID(1, 1)));
      await().until(() -> hook.requests().size() == 1);
      notifier.send(List.of("bearer"), Alerts.firing(new UUID(1, 1)));
      await().until(() -> notifier.health().of("bearer").delivered() == 1);
      assertThat(hook.requests().get(0).headers().getFirst("Authorization"))
          .isEqualTo("Basic dG9jc2luOm9wZW4gc2VzYW1l");
      assertThat(hook.requests())
          .extracting(request -> request.headers().getFirst("Authorization"))
          .contains("Bearer open sesame");
      assertThat(hook.requests().get(0).path()).isEqualTo("/hook/api/v2/alerts");
      assertThat(secret.toString()).isEqualTo("(secret)");
    }
  }

  @Test
  void alertThatGoesOnIsToldToAnAlertmanagerAgainThoughItRefusedOnce() throws Exception {
    UUID over = new UUID(1, 2);
    try (Hook hook = new Hook(request -> Hook.Reply.of(401));
        Notifier notifier = notifier(Alerts.FAST, Alerts.alertmanager("soc", hook.url()))) {
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 1)));
      notifier.send(List.of("soc"), Alerts.firing(over));
      await().until(() -> hook.requests().size() > 4);
      assertThat(counts(notifier)).isEqualTo(new NotifierHealth.Counts(2, 0, 0, 2, 0, 0, 2));
      assertThat(heard.of(Trouble.REFUSED)).hasSize(1);
      notifier.send(List.of("soc"), Alerts.resolved(over));
      // First as firing, as it was never heard of; an end that was refused goes.
      await().until(() -> counts(notifier).waiting() == 1);
      hook.answer(request -> Hook.OK);
      await().until(() -> counts(notifier).delivered() == 1);
      assertThat(counts(notifier).waiting()).isZero();
    }
  }

  @Test
  void closingEndsARequestThatHangs() throws Exception {
    try (Hook hook = new Hook(request -> Hook.HANGS)) {
      try (Notifier notifier =
          notifier(withTimeout(Duration.ofHours(1)), Alerts.webhook("soc", hook.url()))) {
        notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 1)));
        await().until(() -> hook.requests().size() == 1);
      }
      await()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().equals("tocsin-notify-soc")));
      assertThat(files()).hasSize(1);
    }
  }

  @Test
  void listenerThatThrowsHarmsNothing() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.add(e));
    try (Hook hook = new Hook(request -> Hook.Reply.of(500));
        Notifier notifier =
            Notifier.open(
                folder,
                List.of(Alerts.webhook("soc", hook.url())),
                (trouble, receiver, message) -> {
                  throw new IllegalStateException("a listener's mistake");
                },
                Alerts.FAST,
                Clock.systemUTC())) {
      notifier.send(List.of("soc"), Alerts.firing(new UUID(1, 1)));
      await().dontCatchUncaughtExceptions().until(() -> counts(notifier).retried() > 1);
      hook.answer(request -> Hook.OK);
      await().dontCatchUncaughtExceptions().until(() -> counts(notifier).delivered() == 1);
      assertThat(thrown).isNotEmpty();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}

package dev.tocsin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.encode.Hostile;
import dev.tocsin.event.Severity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications to the real Alertmanager, which tells a webhook of its own in its turn. */
class AlertmanagerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> SOC = List.of("soc");

  @TempDir private static Path shared;

  private static Hook told;
  private static Alertmanager alertmanager;

  @TempDir private Path folder;

  private final HeardTrouble heard = new HeardTrouble();

  @BeforeAll
  static void start() throws Exception {
    Path unused = BackEnds.require("alertmanager");
    told = new Hook(request -> Hook.OK);
    alertmanager = Alertmanager.start(shared, Alertmanager.freePort(), told.url());
  }

  @AfterAll
  static void stop() {
    if (alertmanager != null) {
      alertmanager.close();
    }
    if (told != null) {
      told.close();
    }
  }

  private Notifier notifier(Pace pace) throws IOException {
    return notifier(pace, alertmanager.url());
  }

  private Notifier notifier(Pace pace, URI url) throws IOException {
    return Notifier.open(
        folder, List.of(Alerts.alertmanager("soc", url)), heard, pace, Clock.systemUTC());
  }

  private static NotifierHealth.Counts counts(Notifier notifier) {
    return notifier.health().of("soc");
  }

  /** What people are told of an alert: its status, and severity, in order. */
  private static List<String> told(UUID alert) throws IOException {
    List<String> all = new ArrayList<>();
    for (Hook.Request request : told.requests()) {
      for (JsonNode each : JSON.readTree(request.body()).get("alerts")) {
        if (each.at("/annotations/alert_id").asText().equals(alert.toString())) {
          all.add(each.get("status").asText() + " " + each.at("/labels/severity").asText());
        }
      }
    }
    return all;
  }

  @Test
  void alertFiresThereWithItsLabelsAndIsResolvedAfterwards() throws Exception {
    UUID alert = UUID.randomUUID();
    Notification firing = Alerts.firing(alert);
    try (Notifier notifier = notifier(Alerts.FAST)) {
      notifier.send(SOC, firing);
      await().until(() -> counts(notifier).delivered() == 1);
      JsonNode there = alertmanager.alerts(alert).get(0);
      assertThat(
              JSON.convertValue(there.get("labels"), new TypeReference<Map<String, String>>() {}))
          .isEqualTo(
              Map.of(
                  "alertname", "high_failure_rate",
                  "severity", "high",
                  "service", "shop",
                  "ip_address", "203.0.113.7"));
      assertThat(there.at("/annotations/summary").asText()).isEqualTo(firing.title());
      assertThat(there.at("/annotations/count").asText()).isEqualTo("5");
      assertThat(there.at("/annotations/event_ids").asText()).isEqualTo(firing.eventIds().get(0));
      assertThat(there.at("/annotations/runbook_url").asText())
          .isEqualTo("https://wiki.example/guessing");
      assertThat(OffsetDateTime.parse(there.get("startsAt").asText()).toInstant())
          .isEqualTo(firing.firedAt().truncatedTo(ChronoUnit.MILLIS));
      assertThat(there.at("/status/state").asText()).isEqualTo("active");
      await().until(() -> told(alert).equals(List.of("firing high")));

      notifier.send(SOC, Alerts.resolved(alert));
      await().until(() -> counts(notifier).delivered() == 2);
      assertThat(alertmanager.alerts(alert)).isEmpty();
      await().until(() -> told(alert).equals(List.of("firing high", "resolved high")));
      await().until(() -> Spool.list(folder.resolve("soc")).isEmpty());
      assertThat(heard.all()).isEmpty();
    }
  }

  @Test
  void alertThatGoesOnIsToldAgainAndOutlivesWhatItWasValidFor() throws Exception {
    UUID alert = UUID.randomUUID();
    try (Notifier notifier = notifier(Alerts.FAST)) {
      notifier.send(SOC, Alerts.firing(alert));
      await().until(() -> alertmanager.alerts(alert).size() == 1);
      String first = alertmanager.alerts(alert).get(0).get("endsAt").asText();
      await()
          .until(
              () ->
                  OffsetDateTime.parse(alertmanager.alerts(alert).get(0).get("endsAt").asText())
                      .isAfter(OffsetDateTime.parse(first).plusSeconds(1)));
      assertThat(counts(notifier)).isEqualTo(new NotifierHealth.Counts(1, 1, 0, 0, 0, 0, 0));
    }
    // A new process knows it, and tells it again, without being told anything.
    String before = alertmanager.alerts(alert).get(0).get("endsAt").asText();
    try (Notifier notifier = notifier(Alerts.FAST)) {
      await().until(() -> !alertmanager.alerts(alert).get(0).get("endsAt").asText().equals(before));
      notifier.keepActive(Set.of(alert));
      notifier.keepActive(Set.of());
      await().until(() -> alertmanager.alerts(alert).isEmpty());
      await().until(() -> told(alert).equals(List.of("firing high", "resolved high")));
    }
  }

  @Test
  void alertOfHigherSeverityTakesThePlaceOfTheLowerOne() throws Exception {
    UUID alert = UUID.randomUUID();
    try (Notifier notifier = notifier(Alerts.FAST)) {
      notifier.send(SOC, Alerts.firing(alert));
      await().until(() -> told(alert).contains("firing high"));
      notifier.send(SOC, Alerts.escalated(alert, Severity.CRITICAL));
      await().until(() -> told(alert).contains("firing critical"));
      await().until(() -> told(alert).contains("resolved high"));
      assertThat(alertmanager.alerts(alert))
          .singleElement()
          .satisfies(
              each -> {
                assertThat(each.at("/labels/escalated").asText()).isEqualTo("true");
                assertThat(each.at("/labels/severity").asText()).isEqualTo("critical");
              });
      notifier.send(SOC, Alerts.resolved(alert));
      await().until(() -> told(alert).contains("resolved critical"));
      assertThat(alertmanager.alerts(alert)).isEmpty();
    }
  }

  @Test
  void nothingIsLostWhileItIsDown() throws Exception {
    int port = Alertmanager.freePort();
    List<UUID> sent = IntStream.range(0, 100).mapToObj(i -> new UUID(5, i)).toList();
    UUID over = UUID.randomUUID();
    Pace pace = shownFor(Duration.ofSeconds(1));
    try (Notifier notifier = notifier(pace, Alertmanager.at(port))) {
      for (UUID id : sent) {
        notifier.send(SOC, Alerts.withKey(id, Map.of("user_id", "user-" + id)));
      }
      notifier.send(SOC, Alerts.firing(over));
      notifier.send(SOC, Alerts.resolved(over));
      await().until(() -> counts(notifier).waiting() == sent.size() + 1);
      await().until(() -> counts(notifier).retried() > 3);
      assertThat(heard.of(NotifyListener.Trouble.UNREACHABLE)).hasSize(1);
      assertThat(counts(notifier).delivered()).isZero();
      try (Alertmanager late = Alertmanager.start(folder, port, told.url())) {
        await()
            .untilAsserted(
                () -> assertThat(counts(notifier).delivered()).isEqualTo(sent.size() + 1L));
        assertThat(late.alerts())
            .extracting(each -> each.at("/annotations/alert_id").asText())
            .containsAll(sent.stream().map(UUID::toString).toList());
        // It was over before anybody could be told: Alertmanager alone would never tell it.
        await().until(() -> told(over).equals(List.of("firing high", "resolved high")));
        System.out.println(
            "alerts at an Alertmanager that started late: " + late.alerts().size() + " of 100");
      }
    }
  }

  private static Pace shownFor(Duration firingFor) {
    Pace fast = Alerts.FAST;
    return new Pace(
        fast.firstRetry(),
        fast.maxRetry(),
        fast.timeout(),
        fast.resend(),
        fast.validFor(),
        firingFor,
        fast.resolvedFor(),
        fast.giveUpAfter(),
        fast.maxEntries(),
        fast.maxBytes());
  }

  @Test
  void takesAnyTextAsLabelAndAnnotation() throws Exception {
    try (Notifier notifier = notifier(Alerts.FAST)) {
      for (String text : Hostile.VALUES) {
        // Of an alert without a name it says, rightly, that the name is missing; rules have one.
        notifier.send(SOC, Alerts.with(text.isEmpty() ? "-" : text));
      }
      int count = Hostile.VALUES.size();
      await().until(() -> counts(notifier).delivered() + counts(notifier).refused() == count);
      assertThat(counts(notifier).refused()).as(() -> heard.all().toString()).isZero();
      System.out.println("hostile texts that Alertmanager took: " + count);
      notifier.keepActive(Set.of());
      await().until(() -> counts(notifier).waiting() == 0);
    }
  }

  @Test
  void labelNamesAreThoseThatPrometheusTakes() {
    assertThat(AlertmanagerJson.labelName("ip_address")).isEqualTo("ip_address");
    assertThat(AlertmanagerJson.labelName("details.reason")).isEqualTo("details_reason");
    assertThat(AlertmanagerJson.labelName("0day")).isEqualTo("_day");
    assertThat(AlertmanagerJson.labelName("severity")).isEqualTo("key_severity");
    assertThat(AlertmanagerJson.labelName("__name__")).isEqualTo("key___name__");
    assertThat(AlertmanagerJson.labelName("")).isEqualTo("key_");
    assertThat(AlertmanagerJson.labelName("größe")).isEqualTo("gr__e");
  }

  @Test
  void fieldsWhoseNamesBecomeOneKeepTheirLabels() {
    Map<String, String> key = new LinkedHashMap<>();
    key.put("details.a-b", "1");
    key.put("details.a_b", "2");
    assertThat(AlertmanagerJson.labels(Alerts.withKey(key), Severity.LOW, false))
        .containsEntry("details_a_b", "1")
        .containsEntry("details_a_b_", "2");
  }
}

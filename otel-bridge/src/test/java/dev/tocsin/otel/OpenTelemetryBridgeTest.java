package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.event.EventType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenTelemetryBridgeTest {
  @TempDir private Path folder;

  /** Nobody listens there. */
  private static final String NOWHERE = "endpoint=\"http://127.0.0.1:9\" metrics=\"off\" ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name=\"a b\" | OpenTelemetry name \"a b\": use up to 40 letters",
        "endpoint=\"collector:4318\" | begin it with http:// or https://",
        "endpoint=\"http://collector.example.com\" | allowInsecure",
        "protocol=\"http/json\" | protocol",
        "endpoint=\"https://127.0.0.1:9\" certificate=\"nowhere.pem\" | nowhere.pem",
        "compression=\"zip\" | compression",
        "timeoutMillis=\"soon\" | OpenTelemetry timeoutMillis \"soon\": use a number from 1",
        "maxEventsPerSecond=\"-1\" | OpenTelemetry maxEventsPerSecond \"-1\": use a number from 0",
        "flushTimeoutMillis=\"5s\" | OpenTelemetry flushTimeoutMillis \"5s\"",
        "metrics=\"global\" | OpenTelemetry metrics \"global\": use own, application or off",
        "also=\"request_hedaers\" | request_headers",
        "allowInsecure=\"yes\" | OpenTelemetry allowInsecure \"yes\": use true or false",
        "headers=\"no equals sign\" | headers",
        "endpont=\"http://127.0.0.1\" | OpenTelemetry unknown attribute \"endpont\": use one of name",
      })
  void whatIsWrongStopsTheStartWithOneLine(String attributes, String said) {
    assertThatThrownBy(
            () -> Application.start(folder.resolve("logs"), "<OpenTelemetry " + attributes + "/>"))
        .hasMessageContaining(said)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void twoBridgesOfOneNameAreRefused() {
    assertThatThrownBy(
            () ->
                Application.start(
                    folder, "<OpenTelemetry " + NOWHERE + "/><OpenTelemetry " + NOWHERE + "/>"))
        .hasMessageContaining("name \"otel\": another element beside it has it");
  }

  @Test
  void itsSettingsAreInTheAuditFileWithoutSecrets() throws IOException {
    try (Application application =
        Application.start(
            folder, "<OpenTelemetry " + NOWHERE + "headers=\"authorization=Bearer%20hush\"/>")) {
      application.security().event(EventType.DATA_EXPORT).log();
      String written = Files.readString(folder.resolve("security_audit.log"));
      assertThat(written)
          .contains("\"Outlet.otel.endpoint\":\"http://127.0.0.1:9\"")
          .contains("\"Outlet.otel.headers\":\"authorization\"")
          .doesNotContain("hush");
    }
  }

  @Test
  void settingsThatDifferInASecretAreOthers() {
    OpenTelemetryBridge one = bridge("a=1");
    assertThat(one).isEqualTo(bridge("a=1")).hasSameHashCodeAs(bridge("a=1"));
    assertThat(one).isNotEqualTo(bridge("a=2"));
    assertThat(one.settings()).isEqualTo(bridge("a=2").settings());
    assertThat(one.toString()).doesNotContain("=1");
  }

  private static OpenTelemetryBridge bridge(String headers) {
    return OpenTelemetryBridge.newBuilder()
        .setEndpoint("http://127.0.0.1:9")
        .setHeaders(headers)
        .build();
  }

  @Test
  void aRunningApplicationCountsByTypeAndNothingOfAPerson() throws Exception {
    InMemoryMetricReader reader = InMemoryMetricReader.create();
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder().registerMetricReader(reader).build()) {
      io.opentelemetry.api.GlobalOpenTelemetry.resetForTest();
      io.opentelemetry.sdk.OpenTelemetrySdk.builder()
          .setMeterProvider(provider)
          .buildAndRegisterGlobal();
      try (Application application =
          Application.start(
              folder,
              "<OpenTelemetry endpoint=\"http://127.0.0.1:9\" metrics=\"application\""
                  + " flushTimeoutMillis=\"0\"/>")) {
        for (int i = 0; i < 5; i++) {
          application
              .security()
              .event(EventType.AUTH_FAILURE)
              .user("mallory")
              .ip("203.0.113.9")
              .log();
        }
        await().until(() -> health().getRecorded() >= 5);
        await().until(() -> reader.collectAllMetrics().size() == AuditMetrics.METRICS.size() - 1);
        Map<String, MetricData> metrics = byName(reader.collectAllMetrics());
        for (AuditMetrics.Metric described : AuditMetrics.METRICS) {
          MetricData metric = metrics.get(described.name());
          if (metric == null) {
            // There was none.
            assertThat(described.name()).isEqualTo("tocsin.alerts");
          } else {
            assertThat(metric.getUnit()).isEqualTo(described.unit());
            assertThat(metric.getDescription()).isEqualTo(described.description());
          }
        }
        assertThat(metric(metrics, "tocsin.events").getLongSumData().getPoints())
            .anySatisfy(
                point -> {
                  assertThat(point.getValue()).isEqualTo(5);
                  assertThat(point.getAttributes().toString())
                      .contains("auth_failure", "low", "failure");
                });
        assertThat(metric(metrics, "tocsin.journal.write.duration").getHistogramData().getPoints())
            .singleElement()
            .satisfies(point -> assertThat(point.getCount()).isPositive());
        assertThat(
                metric(metrics, "tocsin.failed_attempts_last_hour")
                    .getDoubleGaugeData()
                    .getPoints())
            .singleElement()
            .satisfies(point -> assertThat(point.getValue()).isEqualTo(5));
        assertThat(metrics.toString()).doesNotContain("mallory").doesNotContain("203.0.113");
      } finally {
        io.opentelemetry.api.GlobalOpenTelemetry.resetForTest();
      }
    }
  }

  private AuditHealth health() {
    String file = folder.resolve("security_audit.log").toString();
    return AuditRegistry.health().stream()
        .filter(each -> each.getJournal().equals(file))
        .findFirst()
        .orElseThrow();
  }

  private static MetricData metric(Map<String, MetricData> metrics, String name) {
    return Objects.requireNonNull(metrics.get(name), name);
  }

  private static Map<String, MetricData> byName(Collection<MetricData> metrics) {
    return metrics.stream().collect(Collectors.toMap(MetricData::getName, each -> each));
  }

  @Test
  void eventsThatAreRefusedAreToldInTheAuditFile() throws Exception {
    try (Receiver receiver = Receiver.start(body -> body.contains("mallory") ? 400 : 200);
        Application application =
            Application.start(
                folder,
                "<OpenTelemetryBridge endpoint=\"" + receiver.url() + "\" metrics=\"off\"/>")) {
      application.security().event(EventType.AUTH_FAILURE).user("mallory").log();
      application.security().event(EventType.AUTH_SUCCESS).user("alice").log();
      await().atMost(Duration.ofSeconds(60)).until(() -> health().getUndeliveredEvents() == 1);
      await().until(() -> receiver.taken().contains("alice"));
      await().until(() -> receiver.taken().contains("tocsin.audit_undelivered"));
      assertThat(Files.readString(folder.resolve("security_audit.log")))
          .contains("\"event_type\":\"audit_undelivered\"", "\"reason\":\"refused\"");
      assertThat(Files.readString(folder.resolve("security_audit.log.otel.refused")))
          .contains("mallory");
      assertThat(receiver.taken()).doesNotContain("mallory");
    }
  }

  @Test
  void itsOwnMetricsArriveAndAReceiverThatHangsHoldsNoStopUp() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    AtomicBoolean hangs = new AtomicBoolean();
    try (Receiver receiver =
        Receiver.start(
            body -> {
              if (hangs.get()) {
                awaitQuietly(hang);
              }
              return 200;
            })) {
      Application application =
          Application.start(
              folder,
              "<OpenTelemetry endpoint=\""
                  + receiver.url()
                  + "\" headers=\"X-Key=k1\" metricsIntervalMillis=\"1000\""
                  + " flushTimeoutMillis=\"500\"/>");
      application.security().event(EventType.AUTH_FAILURE).user("alice").log();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> receiver.takenAt("/v1/metrics").contains("tocsin.events"));
      assertThat(receiver.takenAt("/v1/metrics")).contains("auth_failure").doesNotContain("alice");
      assertThat(receiver.keys()).containsOnly("k1");
      hangs.set(true);
      application.security().event(EventType.AUTH_FAILURE).user("alice").log();
      long begun = System.nanoTime();
      application.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    } finally {
      hang.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      var unused = latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theDocumentationHasEveryMetric() throws IOException {
    List<String> rows =
        AuditMetrics.METRICS.stream()
            .map(
                each ->
                    "| `%s` | %s | %s | %s | %s |"
                        .formatted(
                            each.name(),
                            each.kind().name().toLowerCase(java.util.Locale.ROOT),
                            each.unit(),
                            each.attributes().stream()
                                .map(key -> "`" + key.getKey() + "`")
                                .collect(Collectors.joining(", ")),
                            each.description())
                        .replace("|  |", "| |"))
            .toList();
    String page = Files.readString(Path.of("..", "docs", "metrics.md"));
    int begin = page.indexOf("<!-- generated: metrics -->");
    int end = page.indexOf("<!-- end: metrics -->");
    assertThat(page.substring(begin, end).lines().filter(line -> line.startsWith("| `")).toList())
        .containsExactlyElementsOf(rows);
  }

  @Test
  void theResourceIsTheApplicationsOrTheEnvironments() {
    Resource environment =
        AuditResource.of(
            null,
            "shop",
            "0123",
            name ->
                name.equals("OTEL_RESOURCE_ATTRIBUTES")
                    ? "service.namespace=web%20shop,broken,team=a+b"
                    : null);
    assertThat(environment.getAttributes().asMap().toString())
        .contains("service.name=shop", "service.instance.id=0123", "service.namespace=web shop")
        .contains("team=a+b")
        .doesNotContain("broken");
    Resource named =
        AuditResource.of(
            null, "shop", "0123", name -> name.equals("OTEL_SERVICE_NAME") ? "till" : null);
    assertThat(named.getAttribute(AuditResource.SERVICE_NAME)).isEqualTo("till");
    Resource given =
        AuditResource.of(
            Resource.builder().put("service.name", "own").put("service.instance.id", "7").build(),
            "shop",
            "0123",
            name -> null);
    assertThat(given.getAttribute(AuditResource.SERVICE_NAME)).isEqualTo("own");
    assertThat(given.getAttribute(AuditResource.SERVICE_INSTANCE)).isEqualTo("7");
  }
}

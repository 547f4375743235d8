package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.event.EventType;
import dev.tocsin.otel.compile.Target;
import dev.tocsin.otel.stack.BackEnd;
import dev.tocsin.otel.stack.Fleet;
import dev.tocsin.otel.stack.Fleet.Gateway;
import dev.tocsin.otel.stack.RealPrometheus;
import dev.tocsin.otel.stack.SecuredStores;
import dev.tocsin.otel.stack.TrialAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents, gateways and stores with TLS, certificates and tokens, as in collector-config. */
@Timeout(300)
class SecuredFleetTest {
  private static final Path FILES = Path.of("..", "collector-config", "collector");
  private static final String CERTIFICATES = FILES.resolve("intake-certificates.yaml").toString();
  private static final String TOKEN = FILES.resolve("intake-token.yaml").toString();

  private static final String RULES =
      """
      title: Sign-in failed
      name: failed
      detection:
        selection: {event_type: auth_failure}
        condition: selection
      ---
      title: Many failures
      name: many_failures
      correlation:
        type: event_count
        rules: [failed]
        group-by: [ip_address]
        timespan: 1m
        condition: {gte: 5}
      """;

  /** So many that it is as good as impossible for all of them to go to one of two gateways. */
  private static final int CLIENTS = 40;

  private static final String ATTACKER = "203.0.113.66";

  @TempDir private Path folder;

  private @Nullable Fleet last;

  @BeforeEach
  void begin() throws IOException {
    last = new Fleet(folder, RULES, Duration.ofSeconds(2));
  }

  @AfterEach
  void stopAll() {
    Fleet fleet = last;
    if (fleet != null) {
      fleet.close();
    }
  }

  private Fleet fleet() {
    Fleet fleet = last;
    if (fleet == null) {
      throw new IllegalStateException();
    }
    return fleet;
  }

  /** An agent on the loopback interface. */
  private Agent agent(String name, String file, Map<String, String> places)
      throws IOException, InterruptedException {
    String intake = "127.0.0.1:" + BackEnd.freePort();
    String health = "127.0.0.1:" + BackEnd.freePort();
    Map<String, String> environment = new HashMap<>(places);
    environment.put("TOCSIN_OTLP_HTTP", intake);
    environment.put("TOCSIN_OTLP_GRPC", "127.0.0.1:" + BackEnd.freePort());
    environment.put("TOCSIN_QUEUE", folder.resolve(name + "-queue").toString());
    environment.put("TOCSIN_HEALTH", health);
    BackEnd process =
        fleet()
            .keep(
                BackEnd.start(
                    "collector",
                    Files.createDirectories(folder.resolve(name)),
                    "http://" + health,
                    "/",
                    environment,
                    List.of("--config", FILES.resolve(file).toString())));
    return new Agent(process, "http://" + intake);
  }

  /** A collector that passes everything on, and where it takes events in. */
  private record Agent(BackEnd process, String endpoint) {}

  private Application application(String name, String bridge) throws IOException {
    return fleet().keep(Application.start(folder.resolve(name), bridge));
  }

  private static String bridge(String endpoint, String... attributes) {
    return "<OpenTelemetry endpoint=\""
        + endpoint
        + "\" metrics=\"off\" flushTimeoutMillis=\"1000\" "
        + String.join(" ", attributes)
        + "/>";
  }

  private static String certificates(TrialAuthority authority, @Nullable String name) {
    String trusted = "certificate=\"" + authority.authority() + "\"";
    return name == null
        ? trusted
        : trusted
            + " clientCertificate=\""
            + authority.certificate(name)
            + "\" clientKey=\""
            + authority.key(name)
            + "\"";
  }

  private static void fail(Application application, int times) {
    for (int i = 0; i < times; i++) {
      application.security().event(EventType.AUTH_FAILURE).user("alice").ip(ATTACKER).log();
    }
  }

  private AuditHealth health(String process) {
    String file = folder.resolve(process).resolve("security_audit.log").toString();
    return AuditRegistry.health().stream()
        .filter(each -> each.getJournal().equals(file))
        .findFirst()
        .orElseThrow();
  }

  private void awaitTrouble(String process, String part) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(health(process).getOutletTrouble()).isNotNull().contains(part));
    assertThat(health(process).getUnsentEvents()).isPositive();
  }

  private static String secure(String endpoint) {
    return endpoint.replace("http://", "https://");
  }

  @Test
  void everyHopIsEncryptedAndAsksWhoComes() throws Exception {
    TrialAuthority authority =
        TrialAuthority.make(
            folder.resolve("tls"),
            "alertmanager",
            "loki",
            "prometheus",
            "gateway",
            "agent",
            "shop",
            "test");
    SecuredStores stores = SecuredStores.start(fleet(), authority, folder);
    Map<String, String> places = new HashMap<>(authority.variables("gateway"));
    places.put("TOCSIN_LOKI", stores.loki().http() + "/otlp");
    places.put("TOCSIN_PROMETHEUS", stores.prometheus().http() + "/api/v1/otlp");
    String gateway =
        secure(fleet().gateway("gateway", Target.COLLECTOR, places, CERTIFICATES).endpoint());

    Map<String, String> toGateway = new HashMap<>(authority.variables("agent"));
    toGateway.put("TOCSIN_GATEWAY", gateway);
    Agent agent = agent("agent", "agent.yaml", toGateway);
    fail(application("till", bridge(agent.endpoint())), 3);
    Application shop = application("shop", bridge(gateway, certificates(authority, null)));
    fail(shop, 3);

    awaitTrouble("shop", "check clientCertificate and clientKey");
    shop.reconfigure(bridge(gateway, certificates(authority, "shop")));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> stores.inLoki("event_name=\"tocsin.auth_failure\"") == 6);
    for (String engine : List.of("loki", "prometheus")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> stores.alerts().contains(engine + " " + ATTACKER));
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> stores.inPrometheus("otelcol_process_uptime_seconds_total") > 0);
    for (String place :
        List.of(
            gateway + "/v1/logs",
            stores.loki().http() + "/ready",
            stores.prometheus().http() + "/-/ready",
            stores.alertmanager().http() + "/-/ready")) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(place)).build();
      var nobody = authority.client(null);
      // In TLS 1.3 the server refuses after the handshake: its reason and the connection's end
      // race.
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () -> nobody.send(request, HttpResponse.BodyHandlers.ofString()))
                      .as(place)
                      .isInstanceOf(IOException.class)
                      .hasMessageContaining("certificate"));
      // Without TLS there is no answer but that it is wanted.
      assertThat(BackEnd.get(place.replace("https://", "http://")).status()).isEqualTo(400);
    }
  }

  @Test
  void whoDoesNotKnowTheTokenIsTurnedAwayAndKeepsItsEvents() throws Exception {
    TrialAuthority authority = TrialAuthority.make(folder.resolve("tls"), "gateway", "agent");
    Path tokens = Files.writeString(folder.resolve("tokens"), "old-token\nolder-token\n");
    try (Receiver store = Receiver.start(body -> 200)) {
      Map<String, String> places = new HashMap<>(authority.variables("gateway"));
      places.put("TOCSIN_LOKI", store.url());
      places.put("TOCSIN_PROMETHEUS", store.url());
      places.put("TOCSIN_TOKEN_FILE", tokens.toString());
      Gateway gateway = fleet().gateway("gateway", Target.COLLECTOR, places, TOKEN);
      String endpoint = secure(gateway.endpoint());
      String trusted = certificates(authority, null);

      Application shop =
          application(
              "shop", bridge(endpoint, trusted, "headers=\"Authorization=Bearer%20guessed\""));
      shop.security().event(EventType.AUTH_FAILURE).user("of-the-shop").ip(ATTACKER).log();
      awaitTrouble("shop", "HTTP 401");
      assertThat(health("shop").getOutletTrouble()).contains("check headers");
      shop.reconfigure(bridge(endpoint, trusted, "headers=\"Authorization=Bearer%20old-token\""));
      await().atMost(Duration.ofSeconds(30)).until(() -> store.taken().contains("of-the-shop"));
      // Tokens are exchanged without a gap, and without a start.
      Files.writeString(tokens, "new-token\n");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                shop.security().event(EventType.API_ACCESS).ip(ATTACKER).log();
                return health("shop").getOutletTrouble() != null;
              });
      shop.reconfigure(bridge(endpoint, trusted, "headers=\"Authorization=Bearer%20new-token\""));
      shop.security().event(EventType.AUTH_FAILURE).user("the-last").ip(ATTACKER).log();
      await().atMost(Duration.ofSeconds(30)).until(() -> store.taken().contains("the-last"));
    }
  }

  @Test
  void anAgentThatIsNotKnownKeepsWhatItHasTaken() throws Exception {
    TrialAuthority authority = TrialAuthority.make(folder.resolve("tls"), "gateway", "agent");
    TrialAuthority other = TrialAuthority.make(folder.resolve("other"), "agent");
    try (Receiver store = Receiver.start(body -> 200)) {
      Map<String, String> places = new HashMap<>(authority.variables("gateway"));
      places.put("TOCSIN_LOKI", store.url());
      places.put("TOCSIN_PROMETHEUS", store.url());
      String endpoint =
          secure(fleet().gateway("gateway", Target.COLLECTOR, places, CERTIFICATES).endpoint());
      Path key = folder.resolve("key.pem");
      Path certificate = folder.resolve("certificate.pem");
      Files.copy(other.key("agent"), key);
      Files.copy(other.certificate("agent"), certificate);
      Map<String, String> environment = new HashMap<>();
      environment.put("TOCSIN_GATEWAY", endpoint);
      environment.put("TOCSIN_TLS_CA", authority.authority().toString());
      environment.put("TOCSIN_TLS_KEY", key.toString());
      environment.put("TOCSIN_TLS_CERT", certificate.toString());
      Agent agent = agent("agent", "agent.yaml", environment);
      Application till = application("till", bridge(agent.endpoint()));
      till.security().event(EventType.AUTH_FAILURE).user("of-the-till").ip(ATTACKER).log();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> agent.process().said().contains("certificate"));
      assertThat(health("till").getUnsentEvents()).isZero();
      assertThat(store.taken()).doesNotContain("of-the-till");
      agent.process().kill();
      Files.copy(authority.key("agent"), key, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(authority.certificate("agent"), certificate, StandardCopyOption.REPLACE_EXISTING);
      agent.process().restart();
      await().atMost(Duration.ofSeconds(60)).until(() -> store.taken().contains("of-the-till"));
    }
  }

  @Test
  void whatAStoreRefusesForGoodIsCountedWhereItAlerts() throws Exception {
    RealPrometheus prometheus = fleet().prometheus("http://127.0.0.1:9");
    try (Receiver store = Receiver.start(body -> 401)) {
      Gateway gateway =
          fleet()
              .gateway(
                  "gateway",
                  Target.COLLECTOR,
                  Map.of("TOCSIN_LOKI", store.url(), "TOCSIN_PROMETHEUS", prometheus.otlp()));
      fail(application("shop", bridge(gateway.endpoint())), 3);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          prometheus.query(
                              "otelcol_exporter_send_failed_log_records_total > 2", Instant.now()))
                      .extracting(each -> each.labels().get("exporter"))
                      .containsExactly("otlp_http/loki"));
      assertThat(
              prometheus.query(
                  "otelcol_exporter_queue_capacity{data_type=\"logs\"} > 0", Instant.now()))
          .isNotEmpty();
      assertThat(gateway.process().said()).contains("401");
    }
  }

  @Test
  void agentsSendAllEventsOfAClientToTheSameOfTheTumblingGateways() throws Exception {
    TrialAuthority authority = TrialAuthority.make(folder.resolve("tls"), "gateway", "agent");
    try (Receiver store = Receiver.start(body -> 200);
        Receiver first = Receiver.start(body -> 200);
        Receiver second = Receiver.start(body -> 200)) {
      List<String> gateways = new ArrayList<>();
      for (Receiver alerts : List.of(first, second)) {
        int grpc = BackEnd.freePort();
        Map<String, String> places = new HashMap<>(authority.variables("gateway"));
        places.put("TOCSIN_LOKI", store.url());
        places.put("TOCSIN_ALERTS", alerts.url());
        fleet()
            .gateway(
                "gateway-" + gateways.size(),
                Target.COLLECTOR_TUMBLING,
                places,
                CERTIFICATES,
                "yaml:receivers::otlp::protocols::grpc::endpoint: 127.0.0.1:" + grpc,
                "yaml:processors::interval/many_failures::interval: 15s",
                "yaml:exporters::otlp_http/alerts::encoding: json");
        gateways.add("127.0.0.1:" + grpc);
      }
      Map<String, String> toGateways = new HashMap<>(authority.variables("agent"));
      toGateways.put("TOCSIN_GATEWAYS", gateways.toString());
      List<Application> applications =
          List.of(
              application(
                  "shop", bridge(agent("agent-1", "agent-sticky.yaml", toGateways).endpoint())),
              application(
                  "till", bridge(agent("agent-2", "agent-sticky.yaml", toGateways).endpoint())));
      // Enough clients for both gateways. None fails five times at one agent, and each ten times in
      // all, of which five
      // are in one window wherever it ends.
      for (int round = 0; round < 5; round++) {
        for (Application application : applications) {
          for (int client = 1; client <= CLIENTS; client++) {
            application.security().event(EventType.AUTH_FAILURE).ip("198.51.100." + client).log();
          }
        }
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                for (int client = 1; client <= CLIENTS; client++) {
                  String value = "\"198.51.100." + client + "\"";
                  assertThat(List.of(first.taken().contains(value), second.taken().contains(value)))
                      .as("the gateways that alert of %s", value)
                      .containsExactlyInAnyOrder(true, false);
                }
              });
      assertThat(first.taken()).contains("tocsin.rule.many_failures");
      assertThat(second.taken()).contains("tocsin.rule.many_failures");
    }
  }
}

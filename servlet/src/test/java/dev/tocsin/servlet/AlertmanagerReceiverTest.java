package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.BlockList;
import jakarta.servlet.ServletException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertmanagerReceiverTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String JSON = "application/json";
  private static final String RULES =
      """
      title: Failed
      name: failed
      detection: {s: {event_type: auth_failure}, condition: s}
      ---
      title: Many failures
      name: many
      correlation:
        {type: event_count, rules: failed, group-by: ip_address, timespan: 5m, condition: {gte: 5}}
      response: {block: {duration: 15m}}
      ---
      title: Tried out
      name: tried_out
      simulate: true
      correlation:
        {type: event_count, rules: failed, group-by: ip_address, timespan: 5m, condition: {gte: 5}}
      response: {block: {duration: 15m}}
      """;

  /** Clients that no other test has. */
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  @TempDir private Path folder;
  private final String client = "203.0.113." + CLIENTS.incrementAndGet();
  private final HttpClient http = HttpClient.newHttpClient();
  private LoggerContext context;
  private Server server;
  private AlertmanagerReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
    context = new LoggerContext("fleet");
    byte[] xml =
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="%s/audit.log" source="shop">
              <Rules file="%s" neverBlock="198.51.100.0/24"/>
            </SecurityAudit>
          </Appenders>
          <Loggers><Root level="error"><AppenderRef ref="audit"/></Root></Loggers>
        </Configuration>
        """
            .formatted(folder, rules)
            .getBytes(UTF_8);
    context.start(
        new XmlConfiguration(context, new ConfigurationSource(new ByteArrayInputStream(xml))));
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    receiver = new AlertmanagerReceiver();
    ServletHolder holder = new ServletHolder(receiver);
    holder.setInitParameter("tokenFile", token.toString());
    server = new Server(new QueuedThreadPool(8));
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler handler = new ServletContextHandler();
    handler.addServlet(holder, "/fleet-alerts");
    server.setHandler(handler);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    context.stop();
  }

  private static String alert(String status, String labels) {
    return "{\"status\":\"%s\",\"labels\":{%s},\"startsAt\":\"%s\",\"fingerprint\":\"%s\"}"
        .formatted(status, labels.replace('\'', '"'), Instant.now(), "0123456789abcdef");
  }

  private static String labels(String rule, String client) {
    return "'response':'block','rule':'%s','tocsin_client_network':'%s'".formatted(rule, client);
  }

  private static String message(String... alerts) {
    return "{\"version\":\"4\",\"externalURL\":\"http://am:9093\",\"alerts\":["
        + String.join(",", alerts)
        + "]}";
  }

  private HttpRequest.Builder request() {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/fleet-alerts"));
  }

  private HttpResponse<String> post(String body) throws Exception {
    return http.send(
        request()
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", JSON)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String journal() throws IOException {
    return Files.readString(folder.resolve("audit.log"));
  }

  @Test
  void anAlertBlocksItsClientOnceAndTheAnswerSaysSo() throws Exception {
    String body = message(alert("firing", labels("many", client)));
    HttpResponse<String> first = post(body);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEqualTo("{\"blocked\":1,\"refused\":[]}\n");
    assertThat(first.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith(JSON));
    assertThat(BlockList.isBlocked(client)).isTrue();
    assertThat(post(body).body()).isEqualTo("{\"known\":1,\"refused\":[]}\n");
    assertThat(receiver.counts()).isEqualTo(Map.of("blocked", 1L, "known", 1L));
    assertThat(journal())
        .containsOnlyOnce("\"event_type\":\"client_blocked\"")
        .contains("\"fleet_alert\":\"0123456789abcdef\"", "\"fleet_source\":\"http://am:9093\"");
  }

  @Test
  void anIpv6NetworkIsShutOutWithAllItsAddresses() throws Exception {
    assertThat(post(message(alert("firing", labels("many", "2001:db8:1:2::/64")))).body())
        .isEqualTo("{\"blocked\":1,\"refused\":[]}\n");
    assertThat(BlockList.isBlocked("2001:db8:1:2:3:4:5:6")).isTrue();
    assertThat(BlockList.isBlocked("2001:db8:1:3::1")).isFalse();
  }

  @Test
  void aResolvedAlertEndsNoBlock() throws Exception {
    assertThat(post(message(alert("firing", labels("many", client)))).statusCode()).isEqualTo(200);
    assertThat(post(message(alert("resolved", labels("many", client)))).body())
        .isEqualTo("{\"resolved\":1,\"refused\":[]}\n");
    assertThat(BlockList.isBlocked(client)).isTrue();
    assertThat(journal()).doesNotContain("client_unblocked");
  }

  /** Each alert is refused for itself, and the one beside it is not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "'rule':'many','tocsin_client_network':'192.0.2.7' ! not_asked",
        "'response':'alert','rule':'many','tocsin_client_network':'192.0.2.7' ! not_asked",
        "'response':'block','tocsin_client_network':'192.0.2.7' ! no_rule",
        "'response':'block','rule':'many' ! no_client",
        "'response':'block','rule':'many','tocsin_client_network':'192.0.2.0/24' ! no_client",
        "'response':'block','rule':'many','tocsin_client_network':'0.0.0.0/0' ! no_client",
        "'response':'block','rule':'many','tocsin_client_network':'2001:db8::1' ! no_client",
        "'response':'block','rule':'many','tocsin_client_network':'2001:db8::/48' ! no_client",
        "'response':'block','rule':'many','tocsin_client_network':'2001:DB8::/64' ! no_client",
        "'response':'block','rule':'many','tocsin_client_network':'p1.a:AAAA' ! no_client",
        "'response':'block','rule':'many','tocsin_client_network':'shop.example' ! no_client",
        "'response':'block','rule':'many','tocsin_client_network':'198.51.100.7' ! spared",
        "'response':'block','rule':'many','tocsin_client_network':'127.0.0.1' ! spared",
        "'response':'block','rule':'tried_out','tocsin_client_network':'192.0.2.7' ! simulated",
        "'response':'block','rule':'many_','tocsin_client_network':'192.0.2.7' ! unknown_rule",
      })
  void whatMayNotBlockIsRefusedAndCounted(String labels, String outcome) throws Exception {
    HttpResponse<String> answer =
        post(message(alert("firing", labels), alert("firing", labels("many", client))));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains(
            "\"blocked\":1",
            "\"" + outcome + "\":1",
            "\"refused\":[{\"alert\":\"0123456789abcdef\",\"rule\":\"");
    assertThat(receiver.counts()).isEqualTo(Map.of("blocked", 1L, outcome, 1L));
    assertThat(BlockList.isBlocked("192.0.2.7")).isFalse();
    assertThat(journal()).containsOnlyOnce("\"event_type\":\"client_blocked\"");
  }

  @Test
  void anAnswerNamesAFewOfManyRefusedAndCountsAll() throws Exception {
    String[] alerts = new String[3_000];
    Arrays.fill(alerts, alert("firing", labels("many_", client)));
    HttpResponse<String> answer = post(message(alerts));
    assertThat(answer.body()).contains("\"unknown_rule\":3000").hasSizeLessThan(4_000);
    assertThat(receiver.counts()).containsEntry("unknown_rule", 3_000L);
  }

  @Test
  void whatAlertmanagerLeftOutIsTold() throws Exception {
    String body = message().replace("\"alerts\"", "\"truncatedAlerts\":7,\"alerts\"");
    assertThat(post(body).body()).isEqualTo("{\"truncated\":7,\"refused\":[]}\n");
    assertThat(receiver.counts()).isEqualTo(Map.of("truncated", 7L));
  }

  @Test
  void nothingIsDoneOfAMessageThatIsWrongAtItsEnd() throws Exception {
    String good = message(alert("firing", labels("many", client)));
    for (String bad :
        new String[] {
          good + "x", good.substring(0, good.length() - 1), good.replace("\"4\"", "4")
        }) {
      HttpResponse<String> answer = post(bad);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body().lines()).hasSize(1);
    }
    assertThat(BlockList.isBlocked(client)).isFalse();
    assertThat(receiver.counts()).isEqualTo(Map.of("malformed", 3L));
  }

  @ParameterizedTest
  @CsvSource({
    ", 401",
    "Bearer 0123456789abcdef0123456789abcdee, 401",
    "Basic 0123456789abcdef0123456789abcdef, 401",
  })
  void whoHasNotTheTokenIsTurnedAwayUnheard(@Nullable String authorization, int status)
      throws Exception {
    String answer =
        sent("POST", authorization, JSON, null, message(alert("firing", labels("many", client))));
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("WWW-Authenticate: Bearer");
    assertThat(BlockList.isBlocked(client)).isFalse();
    assertThat(receiver.counts()).isEqualTo(Map.of("unauthorized", 1L));
    assertThat(journal()).doesNotContain("client_blocked", "auth_failure");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, application/json, , 405",
    "PUT, application/json, , 405",
    "DELETE, application/json, , 405",
    "OPTIONS, application/json, , 405",
    "HEAD, application/json, , 405",
    "POST, text/plain, , 415",
    "POST, application/jsonp, , 415",
    "POST, application/json; charset=utf-16, , 415",
    "POST, application/json, gzip, 415",
    "POST, application/json; charset=UTF-8, , 200",
    "POST, Application/JSON, , 200",
  })
  void takesOnlyJsonThatIsPosted(String method, String type, @Nullable String encoding, int status)
      throws Exception {
    String body = message(alert("firing", labels("many", client)));
    assertThat(sent(method, "Bearer " + TOKEN, type, encoding, body))
        .startsWith("HTTP/1.1 " + status + " ");
    assertThat(BlockList.isBlocked(client)).isEqualTo(status == 200);
    assertThat(receiver.counts()).isEqualTo(Map.of(status == 200 ? "blocked" : "unsuitable", 1L));
  }

  /** Sends all at once: an answer that comes before the end of a message may be lost to others. */
  private String sent(
      String method,
      @Nullable String authorization,
      String type,
      @Nullable String encoding,
      String body)
      throws IOException {
    return sent(
        method
            + " /fleet-alerts HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
            + (authorization == null ? "" : "Authorization: " + authorization + "\r\n")
            + (encoding == null ? "" : "Content-Encoding: " + encoding + "\r\n")
            + "Content-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /** The answer comes before the end of the message, which nobody waits for. */
  @Test
  void whatIsTooLargeIsRefusedWithAndWithoutALength() throws Exception {
    int size = AlertmanagerReceiver.MAX_BYTES + 1;
    assertThat(sent(head("Content-Length: " + size))).startsWith("HTTP/1.1 413 ");
    String chunk = Integer.toHexString(size) + "\r\n" + "x".repeat(size);
    assertThat(sent(head("Transfer-Encoding: chunked") + chunk)).startsWith("HTTP/1.1 413 ");
    assertThat(receiver.counts()).isEqualTo(Map.of("too_large", 2L));
  }

  private static String head(String length) {
    return "POST /fleet-alerts HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer "
        + TOKEN
        + "\r\nContent-Type: application/json\r\n"
        + length
        + "\r\n\r\n";
  }

  /** What comes back of a request that is sent as it stands. */
  private String sent(String request) throws IOException {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** A sender that goes away or dawdles holds a thread until the container's idle timeout. */
  @Test
  void aMessageThatNeverEndsDoesNothingAndIsGivenUpByTheContainer() throws Exception {
    String body = message(alert("firing", labels("many", client)));
    ServerConnector connector = (ServerConnector) server.getConnectors()[0];
    connector.setIdleTimeout(300);
    int port = connector.getLocalPort();
    String unfinished = head("Content-Length: " + (body.length() + 1)) + body;
    try (Socket goesAway = new Socket(InetAddress.getLoopbackAddress(), port)) {
      goesAway.getOutputStream().write(unfinished.getBytes(ISO_8859_1));
    }
    assertThat(sent(unfinished)).as("of one that dawdles").doesNotContain(" 200 ");
    QueuedThreadPool threads = (QueuedThreadPool) server.getThreadPool();
    await().atMost(Duration.ofSeconds(10)).until(() -> threads.getUtilizedThreads() <= 1);
    assertThat(BlockList.isBlocked(client)).isFalse();
    assertThat(receiver.counts()).doesNotContainKey("blocked");
    connector.setIdleTimeout(30_000);
    assertThat(post(body).statusCode()).as("the next one is taken").isEqualTo(200);
  }

  @Test
  void whereNoRulesAreEvaluatedAlertmanagerShallSendItAgain() throws Exception {
    context.stop();
    HttpResponse<String> answer = post(message(alert("firing", labels("many", client))));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).isEqualTo("{\"not_ready\":1,\"refused\":[]}\n");
  }

  @Test
  void aWrongTokenFileStopsTheStart() throws Exception {
    Path shortToken = Files.writeString(folder.resolve("short"), "abc");
    refusesToStart(null);
    refusesToStart(shortToken.toString());
    refusesToStart(folder + "/none");
    refusesToStart("\0");
  }

  private static void refusesToStart(@Nullable String file) throws Exception {
    ServletHolder holder = new ServletHolder(new AlertmanagerReceiver());
    if (file != null) {
      holder.setInitParameter("tokenFile", file);
    }
    holder.setInitOrder(1);
    ServletContextHandler handler = new ServletContextHandler();
    handler.addServlet(holder, "/");
    Server other = new Server();
    other.setHandler(handler);
    try {
      assertThatThrownBy(other::start)
          .isInstanceOf(ServletException.class)
          .hasMessageStartingWith("init parameter tokenFile");
    } finally {
      other.stop();
    }
  }
}

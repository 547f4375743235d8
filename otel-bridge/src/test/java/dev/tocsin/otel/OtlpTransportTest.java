package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.otel.Answer.Kind;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.testing.logs.TestLogRecordData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches over HTTP, to real sockets that answer well and badly. */
@Timeout(30)
class OtlpTransportTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final List<LogRecordData> BATCH = batch("login refused", "login granted");
  private static final String PROTOBUF = "Content-Type: application/x-protobuf";
  private static final String HTML = "Content-Type: text/html; charset=utf-8";
  private static final String JSON = "Content-Type: application/json";

  @TempDir private Path folder;

  static List<LogRecordData> batch(String... texts) {
    return List.of(texts).stream().<LogRecordData>map(OtlpTransportTest::event).toList();
  }

  private static LogRecordData event(String text) {
    return TestLogRecordData.builder().setBodyValue(Value.of(text)).build();
  }

  private static OtlpTransport transport(String endpoint, UnaryOperator<OtlpSettings.Builder> more)
      throws IOException {
    return new OtlpTransport(
        more.apply(OtlpSettings.builder(name -> null).endpoint(endpoint)).build(), CLOCK);
  }

  private static Answer send(String endpoint, UnaryOperator<OtlpSettings.Builder> more)
      throws Exception {
    try (OtlpTransport transport = transport(endpoint, more)) {
      return transport.send(BATCH);
    }
  }

  private static Answer answerTo(HostileReceiver.Reply reply) throws Exception {
    try (HostileReceiver receiver = new HostileReceiver(reply)) {
      return send(receiver.url("http"), UnaryOperator.identity());
    }
  }

  private static UnaryOperator<OtlpSettings.Builder> within(Duration timeout) {
    return settings -> settings.timeout(timeout);
  }

  /** A response with a partial success, the message up to 127 bytes. */
  static byte[] partialSuccess(int rejected, String message) {
    byte[] text = message.getBytes(UTF_8);
    byte[] response = new byte[6 + text.length];
    response[0] = 1 << 3 | 2;
    response[1] = (byte) (4 + text.length);
    response[2] = 1 << 3;
    response[3] = (byte) rejected;
    response[4] = 2 << 3 | 2;
    response[5] = (byte) text.length;
    System.arraycopy(text, 0, response, 6, text.length);
    return response;
  }

  @Test
  void postsTheBatchAsTheSpecificationSays() throws Exception {
    try (HostileReceiver receiver = new HostileReceiver(HostileReceiver.http(200, "", PROTOBUF));
        OtlpTransport transport =
            transport(
                receiver.url("http"),
                settings -> settings.headers(Map.of("Authorization", "Bearer s3cret")))) {
      assertThat(transport.send(BATCH)).isEqualTo(Answer.taken());
      assertThat(transport.send(BATCH)).isEqualTo(Answer.taken());
      assertThat(receiver.connections()).isEqualTo(1);
      HostileReceiver.Request request = receiver.requests().get(1);
      assertThat(request.line()).isEqualTo("POST /v1/logs HTTP/1.1");
      assertThat(request.headers())
          .containsEntry("content-type", "application/x-protobuf")
          .containsEntry("content-encoding", "gzip")
          .containsEntry("authorization", "Bearer s3cret")
          .containsEntry("user-agent", "OTel-OTLP-Exporter-Java/1.67.0");
      assertThat(request.text()).contains("login refused", "login granted");
    }
  }

  @Test
  void leavesTheBatchUncompressedIfTold() throws Exception {
    try (HostileReceiver receiver = new HostileReceiver(HostileReceiver.http(204, ""))) {
      assertThat(send(receiver.url("http"), settings -> settings.compression("none")).kind())
          .isEqualTo(Kind.TAKEN);
      HostileReceiver.Request request = receiver.requests().get(0);
      assertThat(request.headers()).doesNotContainKey("content-encoding");
      assertThat(request.text()).contains("login refused");
    }
  }

  @Test
  void readsHowManyRecordsWereLeftOut() throws Exception {
    Answer answer =
        answerTo(HostileReceiver.http(200, partialSuccess(1, "no timestamp"), PROTOBUF));
    assertThat(answer.kind()).isEqualTo(Kind.PARTLY);
    assertThat(answer.rejected()).isEqualTo(1);
    assertThat(answer.reason())
        .startsWith("http://localhost:")
        .endsWith(": leaves out 1: no timestamp");
  }

  @Test
  void believesNoMoreRecordsLeftOutThanWereSent() throws Exception {
    Answer answer = answerTo(HostileReceiver.http(200, partialSuccess(100, ""), PROTOBUF));
    assertThat(answer.kind()).isEqualTo(Kind.PARTLY);
    assertThat(answer.rejected()).isEqualTo(BATCH.size());
  }

  @Test
  void keepsAWarningOfAReceiverThatTookAll() throws Exception {
    Answer answer = answerTo(HostileReceiver.http(200, partialSuccess(0, "old client"), PROTOBUF));
    assertThat(answer.kind()).isEqualTo(Kind.TAKEN);
    assertThat(answer.reason()).endsWith(": old client");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                  | TAKEN  | 0
          {"partialSuccess":{}}                               | TAKEN  | 0
          {"partialSuccess":null,"took":{"ms":[1]}}           | TAKEN  | 0
          {"partialSuccess":{"rejectedLogRecords":"2"}}       | PARTLY | 2
          {"partialSuccess":{"rejectedLogRecords":1}}         | PARTLY | 1
          {"partialSuccess":{"rejectedLogRecords":"-1"}}      | LATER  | 0
          {"partialSuccess":{"rejectedLogRecords":"many"}}    | LATER  | 0
          {"partialSuccess":                                  | LATER  | 0
          {}{}                                                | LATER  | 0
          "ok"                                                | LATER  | 0
          """)
  void understandsAnAnswerInJson(String json, Kind kind, int rejected) throws Exception {
    Answer answer = answerTo(HostileReceiver.http(200, json, JSON));
    assertThat(answer.kind()).isEqualTo(kind);
    assertThat(answer.rejected()).isEqualTo(rejected);
  }

  @Test
  void doesNotTakeAPageForAnAnswer() throws Exception {
    String page = "<html><title>Please log in</title></html>";
    assertThat(answerTo(HostileReceiver.http(200, page, HTML)).reason())
        .endsWith(": HTTP 200: answers what is no OTLP: check endpoint, and what stands between");
    assertThat(answerTo(HostileReceiver.http(200, page)).kind()).isEqualTo(Kind.LATER);
    assertThat(answerTo(HostileReceiver.http(200, "ok", PROTOBUF)).kind()).isEqualTo(Kind.LATER);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void seesThatTheBatchIsRefused(int status) throws Exception {
    // A google.rpc.Status: code 3, message "bad".
    byte[] body = {8, 3, 18, 3, 'b', 'a', 'd'};
    Answer answer = answerTo(HostileReceiver.http(status, body, PROTOBUF));
    assertThat(answer.kind()).isEqualTo(Kind.REFUSED);
    assertThat(answer.reason()).contains(": HTTP " + status + " (bad): ");
  }

  @Test
  void doesNotBlameTheBatchForAMissingTls() throws Exception {
    Answer answer =
        answerTo(
            HostileReceiver.http(
                400,
                "Client sent an HTTP request to an HTTPS server.\n",
                "Content-Type: text/plain"));
    assertThat(answer.kind()).isEqualTo(Kind.LATER);
    assertThat(answer.reason()).endsWith(": wants TLS: begin endpoint with https://");
  }

  @ParameterizedTest
  @CsvSource({
    "401, check headers",
    "403, check headers",
    "404, check endpoint",
    "405, check endpoint",
    "407, check proxy",
    "408, asks for a pause",
    "415, check protocol and compression",
    "418, check endpoint",
    "429, asks for a pause",
    "500, see its log",
    "502, see its log",
    "503, see its log",
    "504, see its log",
  })
  void keepsTheBatchForLaterAndTellsTheWayOut(int status, String wayOut) throws Exception {
    Answer answer = answerTo(HostileReceiver.http(status, "no\r\nway", HTML));
    assertThat(answer.kind()).isEqualTo(Kind.LATER);
    assertThat(answer.reason())
        .matches("http://localhost:\\d+: HTTP " + status + " \\(no\\\\u000d\\\\u000away\\): .*")
        .endsWith(wayOut);
  }

  @ParameterizedTest
  @CsvSource({
    "7, PT7S",
    "0, PT0S",
    "86400, PT1H",
    "99999999999999999999, PT1H",
    "'Sat, 28 Nov 2026 12:00:30 GMT', PT30S",
    "'Sat, 28 Nov 2026 11:00:00 GMT', PT0S",
    "'Sun, 29 Nov 2026 12:00:00 GMT', PT1H",
    "soon,",
    "-1,",
  })
  void waitsAsLongAsItIsAskedTo(String retryAfter, @Nullable Duration pause) throws Exception {
    for (int status : new int[] {429, 503}) {
      Answer answer = answerTo(HostileReceiver.http(status, "", "Retry-After: " + retryAfter));
      assertThat(answer.kind()).isEqualTo(Kind.LATER);
      // 429 asks for a pause by itself.
      Duration byItself = status == 429 ? Duration.ZERO : null;
      assertThat(answer.retryAfter().orElse(null)).isEqualTo(pause == null ? byItself : pause);
    }
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (HostileReceiver other = new HostileReceiver(HostileReceiver.http(200, ""))) {
      Answer answer =
          answerTo(
              HostileReceiver.http(
                  307, "", "Location: " + other.url("http") + "/v1/logs?token=s3cret"));
      assertThat(answer.kind()).isEqualTo(Kind.LATER);
      assertThat(answer.reason())
          .contains("redirects to " + other.url("http") + ", which is not followed")
          .doesNotContain("s3cret");
      assertThat(other.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"})
  void givesUpWhereNoAnswerComesInTime(String beginning) throws Exception {
    try (HostileReceiver receiver = new HostileReceiver(HostileReceiver.hang(beginning))) {
      long begin = System.nanoTime();
      Answer answer = send(receiver.url("http"), within(Duration.ofMillis(300)));
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
      assertThat(answer.kind()).isEqualTo(Kind.LATER);
    }
  }

  @Test
  void goesByTheStatusOfARefusalWhoseBodyDoesNotCome() throws Exception {
    try (HostileReceiver receiver =
        new HostileReceiver(
            HostileReceiver.hang("HTTP/1.1 413 Too Large\r\nContent-Length: 100\r\n\r\nhalf"))) {
      assertThat(send(receiver.url("http"), within(Duration.ofMillis(300))).kind())
          .isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void hearsARefusalThatDoesNotWaitForTheWholeBatch() throws Exception {
    HostileReceiver.Reply early =
        HostileReceiver.hang("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    try (HostileReceiver receiver =
            new HostileReceiver(early) {
              @Override
              void converse(InputStream in, OutputStream out)
                  throws IOException, InterruptedException {
                early.write(out, this);
              }
            };
        OtlpTransport transport =
            transport(receiver.url("http"), settings -> settings.compression("none"))) {
      assertThat(transport.send(batch("x".repeat(100_000))).kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 20",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        "SSH-2.0-OpenSSH_9.2\r\n",
      })
  void keepsTheBatchIfTheConnectionIsCut(String beginning) throws Exception {
    Answer answer = answerTo(HostileReceiver.cut(beginning));
    assertThat(answer.kind()).isEqualTo(Kind.LATER);
    assertThat(answer.reason()).startsWith("http://localhost:").endsWith("see its log");
  }

  @Test
  void readsNoAnswerWithoutAnEnd() throws Exception {
    assertThat(answerTo(HostileReceiver.endless(200)).reason())
        .endsWith(": HTTP 200: the answer breaks off or is too long: see its log");
    assertThat(answerTo(HostileReceiver.endless(503)).kind()).isEqualTo(Kind.LATER);
  }

  @Test
  void goesOnAfterEachKindOfFailure() throws Exception {
    List<HostileReceiver.Reply> replies =
        List.of(
            HostileReceiver.http(400, ""),
            HostileReceiver.cut(""),
            HostileReceiver.http(503, ""),
            HostileReceiver.endless(200),
            HostileReceiver.http(200, ""));
    List<HostileReceiver.Reply> next = new CopyOnWriteArrayList<>(replies);
    try (HostileReceiver receiver =
            new HostileReceiver((out, self) -> next.remove(0).write(out, self));
        OtlpTransport transport = transport(receiver.url("http"), UnaryOperator.identity())) {
      assertThat(List.of(send(transport), send(transport), send(transport), send(transport)))
          .containsExactly(Kind.REFUSED, Kind.LATER, Kind.LATER, Kind.LATER);
      assertThat(send(transport)).isEqualTo(Kind.TAKEN);
    }
  }

  private static Kind send(OtlpTransport transport) throws InterruptedException {
    return transport.send(BATCH).kind();
  }

  @Test
  void findsNobody() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    for (String protocol : List.of("http/protobuf", "grpc")) {
      assertThat(send("http://localhost:" + free, settings -> settings.protocol(protocol)))
          .isEqualTo(
              Answer.later(
                  "http://localhost:"
                      + free
                      + ": no connection: is the receiver up? check endpoint"));
      assertThat(send("https://nobody.invalid", settings -> settings.protocol(protocol)))
          .isEqualTo(Answer.later("https://nobody.invalid: its host is not known: check endpoint"));
    }
  }

  @Test
  void goesThroughAProxy() throws Exception {
    try (HostileReceiver proxy = new HostileReceiver(HostileReceiver.http(200, ""))) {
      Answer answer =
          send(
              "http://collector.invalid:4318/base/",
              settings -> settings.proxy("127.0.0.1:" + proxy.port()).allowInsecure(true));
      assertThat(answer).isEqualTo(Answer.taken());
      assertThat(proxy.requests().get(0).line())
          .isEqualTo("POST http://collector.invalid:4318/base/v1/logs HTTP/1.1");
    }
  }

  @Test
  void opensATunnelForTlsThroughAProxy() throws Exception {
    try (HostileReceiver proxy = new HostileReceiver(HostileReceiver.http(407, ""))) {
      Answer answer =
          send(
              "https://collector.invalid", settings -> settings.proxy("127.0.0.1:" + proxy.port()));
      assertThat(answer.kind()).isEqualTo(Kind.LATER);
      assertThat(answer.reason()).contains("check proxy");
      assertThat(proxy.requests().get(0).line())
          .isEqualTo("CONNECT collector.invalid:443 HTTP/1.1");
    }
  }

  @Test
  void trustsWhomItIsTold() throws Exception {
    Certificates server = Certificates.of("localhost");
    Certificates other = Certificates.of("client.invalid");
    Path trusted = Certificates.write(folder.resolve("trusted.pem"), other.certificatePem());
    try (HostileReceiver receiver =
            new HostileReceiver(server.serverSocket(null), HostileReceiver.http(200, ""));
        OtlpTransport transport =
            transport(
                receiver.url("https"), settings -> settings.certificate(trusted.toString()))) {
      assertThat(send(receiver.url("https"), UnaryOperator.identity()).reason())
          .contains("its certificate is not trusted")
          .endsWith("check certificate");
      assertThat(transport.send(BATCH).reason()).endsWith("check certificate");
      Certificates.write(trusted, server.certificatePem());
      assertThat(transport.send(BATCH)).isEqualTo(Answer.taken());
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void wantsTheCertificateOfTheHostItSpeaksTo() throws Exception {
    Certificates other = Certificates.of("client.invalid");
    Path trusted = Certificates.write(folder.resolve("trusted.pem"), other.certificatePem());
    try (HostileReceiver receiver =
        new HostileReceiver(other.serverSocket(null), HostileReceiver.http(200, ""))) {
      assertThat(
              send(receiver.url("https"), settings -> settings.certificate(trusted.toString()))
                  .reason())
          .contains("its certificate is not one for it")
          .endsWith("check endpoint");
    }
  }

  @Test
  void showsItsCertificateWhereOneIsDemanded() throws Exception {
    Certificates server = Certificates.of("localhost");
    Certificates client = Certificates.of("client.invalid");
    Path trusted = Certificates.write(folder.resolve("trusted.pem"), server.certificatePem());
    Path key = Certificates.write(folder.resolve("key.pem"), "A key:\n" + client.keyPem());
    Path certificate = Certificates.write(folder.resolve("cert.pem"), client.certificatePem());
    try (HostileReceiver receiver =
        new HostileReceiver(server.serverSocket(client), HostileReceiver.http(200, ""))) {
      UnaryOperator<OtlpSettings.Builder> anonymous =
          settings -> settings.certificate(trusted.toString());
      assertThat(send(receiver.url("https"), anonymous).kind()).isEqualTo(Kind.LATER);
      assertThat(
              send(
                  receiver.url("https"),
                  settings ->
                      anonymous
                          .apply(settings)
                          .clientKey(key.toString())
                          .clientCertificate(certificate.toString())))
          .isEqualTo(Answer.taken());
    }
  }

  @Test
  void speaksNoTlsWithAPortThatHasNone() throws Exception {
    try (HostileReceiver receiver = new HostileReceiver(HostileReceiver.http(400, ""))) {
      assertThat(send(receiver.url("https"), UnaryOperator.identity()).reason())
          .contains(": no TLS (")
          .contains("check endpoint");
    }
  }

  @Test
  void sendsNoBatchOfMoreThan64MiB() throws Exception {
    Collection<LogRecordData> batch = Collections.nCopies(65, event("x".repeat(1 << 20)));
    try (HostileReceiver receiver = new HostileReceiver(HostileReceiver.http(200, ""));
        OtlpTransport transport = transport(receiver.url("http"), UnaryOperator.identity())) {
      assertThat(transport.send(batch).reason()).endsWith(": the batch is too large to be sent");
      assertThat(transport.send(batch).kind()).isEqualTo(Kind.REFUSED);
      assertThat(receiver.requests()).isEmpty();
      assertThat(transport.send(BATCH)).isEqualTo(Answer.taken());
    }
  }

  @Test
  void canBeInterrupted() throws Exception {
    try (HostileReceiver receiver = new HostileReceiver(HostileReceiver.hang(""));
        OtlpTransport transport = transport(receiver.url("http"), UnaryOperator.identity())) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> transport.send(BATCH)).isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/protobuf", "grpc"})
  void closesWhileABatchIsOnItsWay(String protocol) throws Exception {
    CompletableFuture<OtlpTransport> open = new CompletableFuture<>();
    try (HostileReceiver receiver =
            new HostileReceiver(
                (out, self) -> {
                  open.join().close();
                  HostileReceiver.hang("").write(out, self);
                });
        OtlpTransport transport =
            transport(receiver.url("http"), settings -> settings.protocol(protocol))) {
      open.complete(transport);
      assertThat(transport.send(BATCH).reason()).endsWith("the transport is closed");
      assertThat(transport.send(BATCH).reason()).endsWith("the transport is closed");
    }
  }
}

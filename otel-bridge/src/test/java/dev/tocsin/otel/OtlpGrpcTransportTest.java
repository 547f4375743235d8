package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.otel.Answer.Kind;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches over gRPC, to real sockets that answer well and badly. */
@Timeout(30)
class OtlpGrpcTransportTest {
  private static final List<LogRecordData> BATCH =
      OtlpTransportTest.batch("login refused", "login granted");

  @TempDir private Path folder;

  private static OtlpTransport transport(String endpoint, UnaryOperator<OtlpSettings.Builder> more)
      throws IOException {
    return new OtlpTransport(
        more.apply(OtlpSettings.builder(name -> null).endpoint(endpoint).protocol("grpc")).build(),
        Clock.systemUTC());
  }

  private static Answer send(
      HostileReceiver receiver, String scheme, UnaryOperator<OtlpSettings.Builder> more)
      throws Exception {
    try (OtlpTransport transport = transport(receiver.url(scheme), more)) {
      return transport.send(BATCH);
    }
  }

  private static Answer answerTo(HostileGrpc.Call call) throws Exception {
    try (HostileGrpc receiver = new HostileGrpc(call)) {
      return send(receiver, "http", UnaryOperator.identity());
    }
  }

  @Test
  void sendsBatchesOverOneConnection() throws Exception {
    try (HostileGrpc receiver = new HostileGrpc(HostileGrpc.ok(new byte[0]));
        OtlpTransport transport = transport(receiver.url("http"), UnaryOperator.identity())) {
      assertThat(transport.send(BATCH)).isEqualTo(Answer.taken());
      assertThat(transport.send(BATCH)).isEqualTo(Answer.taken());
      assertThat(receiver.connections()).isEqualTo(1);
      assertThat(receiver.requests().get(1).text()).contains("login refused", "login granted");
    }
  }

  @Test
  void readsHowManyRecordsWereLeftOut() throws Exception {
    Answer answer = answerTo(HostileGrpc.ok(OtlpTransportTest.partialSuccess(2, "no timestamp")));
    assertThat(answer.kind()).isEqualTo(Kind.PARTLY);
    assertThat(answer.rejected()).isEqualTo(2);
    assertThat(answer.reason()).endsWith(": leaves out 2: no timestamp");
  }

  @Test
  void doesNotTakeAnythingForAnAnswer() throws Exception {
    assertThat(answerTo(HostileGrpc.ok(new byte[] {'o', 'k'})).kind()).isEqualTo(Kind.LATER);
  }

  @ParameterizedTest
  @CsvSource({
    "1,  LATER,   can't take it now: see its log",
    "2,  LATER,   see its log",
    "3,  REFUSED, can't use the batch",
    "4,  LATER,   can't take it now: see its log",
    "5,  LATER,   see its log",
    "6,  LATER,   see its log",
    "7,  LATER,   wants other credentials: check headers",
    "8,  LATER,   asks for a pause",
    "9,  LATER,   see its log",
    "10, LATER,   can't take it now: see its log",
    "11, LATER,   see its log",
    "12, LATER,   has no receiver of logs: check endpoint",
    "13, LATER,   is in trouble: see its log",
    "14, LATER,   can't take it now: see its log",
    "15, LATER,   see its log",
    "16, LATER,   wants other credentials: check headers",
    "99, LATER,   see its log",
  })
  void blamesTheBatchOnlyIfTheCodeDoes(int code, Kind kind, String wayOut) throws Exception {
    Answer answer = answerTo(HostileGrpc.failed(code, "its words%0Aits words"));
    assertThat(answer.kind()).isEqualTo(kind);
    assertThat(answer.reason()).contains(" (its words\\u000aits words): ").endsWith(wayOut);
    assertThat(answer.asksForPause()).isEqualTo(wayOut.equals("asks for a pause"));
  }

  /** As gRPC's implementations write it. */
  @ParameterizedTest
  @CsvSource({
    "8,  grpc: received message larger than max (5000000 vs. 4194304)",
    "8,  grpc: received message after decompression larger than max 4194304",
    "8,  gRPC message exceeds maximum size 4194304: 5000000",
    "8,  Received message exceeds the maximum configured message size.",
    "11, 'Error, decoded message length too large: found 5000000 bytes, the limit is: 4194304'",
  })
  void seesThatABatchIsTooLarge(int code, String description) throws Exception {
    Answer answer = answerTo(HostileGrpc.failed(code, description));
    assertThat(answer.kind()).isEqualTo(Kind.REFUSED);
    assertThat(answer.reason()).endsWith(": the batch is too large for it");
  }

  @Test
  void keepsTheBatchIfTheConnectionIsCut() throws Exception {
    HostileGrpc.Call cut =
        (stream, out) -> {
          throw new EOFException("cut");
        };
    Answer answer = answerTo(cut);
    assertThat(answer.kind()).isEqualTo(Kind.LATER);
    assertThat(answer.reason()).endsWith("see its log");
  }

  @Test
  void givesUpWhereNoAnswerComesInTime() throws Exception {
    try (HostileGrpc receiver = new HostileGrpc((stream, out) -> {})) {
      assertThat(
              send(receiver, "http", settings -> settings.timeout(Duration.ofMillis(300))).reason())
          .endsWith(": no answer within 300 ms: see its log, or raise timeout");
    }
  }

  @Test
  void keepsTheBatchIfTheOtherSideSpeaksNoGrpc() throws Exception {
    try (HostileReceiver receiver = new HostileReceiver(HostileReceiver.http(200, ""))) {
      assertThat(send(receiver, "http", UnaryOperator.identity()).kind()).isEqualTo(Kind.LATER);
    }
  }

  @Test
  void followsNoRedirectOutOfTls() throws Exception {
    Certificates server = Certificates.of("localhost");
    Path trusted = Certificates.write(folder.resolve("trusted.pem"), server.certificatePem());
    try (HostileGrpc other = new HostileGrpc(HostileGrpc.ok(new byte[0]));
        HostileGrpc receiver =
            new HostileGrpc(
                h2(server.serverSocket(null)),
                HostileGrpc.header("307", "location", other.url("http")))) {
      Answer answer = send(receiver, "https", settings -> settings.certificate(trusted.toString()));
      assertThat(answer.kind()).isEqualTo(Kind.LATER);
      assertThat(other.connections()).isZero();
      assertThat(receiver.requests()).isNotEmpty();
    }
  }

  @Test
  void goesOnAfterAFailure() throws Exception {
    int[] calls = {0};
    HostileGrpc.Call busyOnce =
        (stream, out) ->
            (calls[0]++ == 0 ? HostileGrpc.failed(14, "busy") : HostileGrpc.ok(new byte[0]))
                .answer(stream, out);
    try (HostileGrpc receiver = new HostileGrpc(busyOnce);
        OtlpTransport transport = transport(receiver.url("http"), UnaryOperator.identity())) {
      assertThat(transport.send(BATCH).kind()).isEqualTo(Kind.LATER);
      assertThat(transport.send(BATCH)).isEqualTo(Answer.taken());
    }
  }

  @Test
  void canBeInterrupted() throws Exception {
    try (HostileGrpc receiver = new HostileGrpc((stream, out) -> {});
        OtlpTransport transport = transport(receiver.url("http"), UnaryOperator.identity())) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> transport.send(BATCH)).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void trustsWhomItIsToldAndShowsItsCertificate() throws Exception {
    Certificates server = Certificates.of("localhost");
    Certificates client = Certificates.of("client.invalid");
    Path trusted = Certificates.write(folder.resolve("trusted.pem"), server.certificatePem());
    Path key = Certificates.write(folder.resolve("key.pem"), client.keyPem());
    Path certificate = Certificates.write(folder.resolve("cert.pem"), client.certificatePem());
    SSLServerSocket socket = h2(server.serverSocket(client));
    UnaryOperator<OtlpSettings.Builder> trusting =
        settings -> settings.certificate(trusted.toString());
    try (HostileGrpc receiver = new HostileGrpc(socket, HostileGrpc.ok(new byte[0]))) {
      assertThat(send(receiver, "https", UnaryOperator.identity()).reason())
          .contains("its certificate is not trusted")
          .endsWith("check certificate");
      assertThat(send(receiver, "https", trusting).kind()).isEqualTo(Kind.LATER);
      assertThat(
              send(
                  receiver,
                  "https",
                  settings ->
                      trusting
                          .apply(settings)
                          .clientKey(key.toString())
                          .clientCertificate(certificate.toString())))
          .isEqualTo(Answer.taken());
    }
  }

  private static SSLServerSocket h2(SSLServerSocket socket) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    return socket;
  }
}

package dev.tocsin.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Posts an exporter's batches by the JDK's HTTP client, once each, to the configured address and
 * nowhere else: no redirect is followed. It reads the answers, which exporters don't.
 */
final class JdkHttpSender implements HttpSender {
  private static final String GZIP = "gzip";
  private static final int MAX_ANSWER_BYTES = 64 * 1_024;
  private static final Duration LONGEST_MOMENT = Duration.ofMillis(100);

  private final HttpSenderConfig config;
  private final HttpClient client;
  private final HttpVerdict verdict;
  private final Trouble trouble;
  private final Supplier<CompletableFuture<Answer>> inFlight;

  /**
   * A sender.
   *
   * @param inFlight gives, to each batch, what its answer goes to; completed from elsewhere it ends
   *     the request
   */
  JdkHttpSender(
      HttpSenderConfig config,
      HttpVerdict verdict,
      Trouble trouble,
      Supplier<CompletableFuture<Answer>> inFlight) {
    this.config = config;
    this.verdict = verdict;
    this.trouble = trouble;
    this.inFlight = inFlight;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.getConnectTimeout());
    if (config.getSslContext() != null) {
      builder.sslContext(config.getSslContext());
    }
    if (config.getProxyOptions() != null) {
      builder.proxy(config.getProxyOptions().getProxySelector());
    }
    client = builder.build();
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    CompletableFuture<Answer> answer = inFlight.get();
    try {
      post(bytes(message), answer);
    } catch (IOException | RuntimeException e) {
      answer.complete(trouble.later(e));
    }
    // The exporter's part ends with the bytes. Told of a failure it would log a stack trace, where
    // the answer is one line.
    onResponse.accept(Told.OF_SUCCESS);
  }

  private byte[] bytes(MessageWriter message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.getContentLength());
    try (OutputStream out = compressed(bytes)) {
      message.writeMessage(out);
    }
    return bytes.toByteArray();
  }

  private OutputStream compressed(OutputStream out) throws IOException {
    @Nullable Compressor compressor = config.getCompressor();
    if (compressor == null) {
      return out;
    }
    return compressor.getEncoding().equals(GZIP) ? new FastGzip(out) : compressor.compress(out);
  }

  private void post(byte[] body, CompletableFuture<Answer> answer) {
    long begin = System.nanoTime();
    AtomicReference<ResponseInfo> begun = new AtomicReference<>();
    CompletableFuture<java.net.http.HttpResponse<CappedBody.Content>> response =
        client.sendAsync(
            request(body),
            head -> {
              begun.set(head);
              return new CappedBody(MAX_ANSWER_BYTES, timeLeft(begin));
            });
    var unusedEnd =
        response
            .thenApply(this::judge)
            .whenComplete(
                (judged, failure) ->
                    answer.complete(judged == null ? judge(begun.get(), failure) : judged));
    // Of one that is done this does nothing.
    var unusedCancellation = answer.whenComplete((any, failure) -> response.cancel(true));
  }

  private Answer judge(java.net.http.HttpResponse<CappedBody.@Nullable Content> response) {
    CappedBody.Content body = response.body();
    // A proxy that opens no tunnel speaks in the receiver's place, and of its body nothing is left.
    return verdict.judge(
        response.statusCode(), response.headers(), body == null ? CappedBody.NOTHING : body);
  }

  /**
   * Of an answer that broke off after its head: what is said goes by the status. Whether the client
   * fails then or gives what came is a race, and differs between JDKs.
   */
  private Answer judge(@Nullable ResponseInfo head, Throwable failure) {
    return head == null
        ? trouble.later(failure)
        : verdict.judge(head.statusCode(), head.headers(), CappedBody.BROKEN_OFF);
  }

  private HttpRequest request(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.getEndpoint())
            .timeout(config.getTimeout())
            .header("Content-Type", config.getContentType())
            .header("Accept-Encoding", "identity")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    @Nullable Compressor compressor = config.getCompressor();
    if (compressor != null) {
      request.header("Content-Encoding", compressor.getEncoding());
    }
    config
        .getHeadersSupplier()
        .get()
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return request.build();
  }

  /**
   * For the answer's body: the client's timeout ends where that begins on older JDKs, and covers it
   * on newer ones; there the status has to be told a moment before.
   */
  private Duration timeLeft(long begin) {
    Duration timeout = config.getTimeout();
    Duration tenth = timeout.dividedBy(10);
    Duration moment = tenth.compareTo(LONGEST_MOMENT) < 0 ? tenth : LONGEST_MOMENT;
    Duration left = timeout.minus(moment).minusNanos(System.nanoTime() - begin);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public CompletableResultCode shutdown() {
    // The client ends its thread when nobody has it any more.
    return CompletableResultCode.ofSuccess();
  }

  /** What an exporter is told, whatever the answer was. */
  private enum Told implements HttpResponse {
    OF_SUCCESS;

    @Override
    public int getStatusCode() {
      return 200;
    }

    @Override
    public String getStatusMessage() {
      return "OK";
    }

    @Override
    public byte[] getResponseBody() {
      return new byte[0];
    }
  }
}

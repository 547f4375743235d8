package dev.tocsin.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends an exporter's batches by another sender and reads the answers, which exporters don't. */
final class WatchedGrpcSender implements GrpcSender {
  private final GrpcSender sender;
  private final GrpcVerdict verdict;
  private final Trouble trouble;
  private final Supplier<CompletableFuture<Answer>> inFlight;

  /**
   * A sender.
   *
   * @param sender sends
   * @param inFlight gives, to each batch, what its answer goes to
   */
  WatchedGrpcSender(
      GrpcSender sender,
      GrpcVerdict verdict,
      Trouble trouble,
      Supplier<CompletableFuture<Answer>> inFlight) {
    this.sender = sender;
    this.verdict = verdict;
    this.trouble = trouble;
    this.inFlight = inFlight;
  }

  @Override
  public void send(
      MessageWriter message, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
    CompletableFuture<Answer> answer = inFlight.get();
    // Told of a failure the exporter would log a stack trace, where the answer is one line.
    sender.send(
        message,
        response -> {
          onResponse.accept(Told.OF_SUCCESS);
          answer.complete(verdict.judge(response));
        },
        failure -> {
          onResponse.accept(Told.OF_SUCCESS);
          answer.complete(trouble.later(failure));
        });
  }

  @Override
  public CompletableResultCode shutdown() {
    return sender.shutdown();
  }

  /** What an exporter is told, whatever the answer was. */
  private enum Told implements GrpcResponse {
    OF_SUCCESS;

    @Override
    public GrpcStatusCode getStatusCode() {
      return GrpcStatusCode.OK;
    }

    @Override
    public String getStatusDescription() {
      return "";
    }

    @Override
    public byte[] getResponseMessage() {
      return new byte[0];
    }
  }
}

package dev.tocsin.otel;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body, as much of it as comes in time and fits. The status is known by then and may be
 * all that counts, so a body that breaks off is no error.
 */
final class CappedBody implements HttpResponse.BodySubscriber<CappedBody.Content> {
  static final Content NOTHING = new Content(new byte[0], true);

  static final Content BROKEN_OFF = new Content(new byte[0], false);

  private final int maxBytes;
  private final Duration timeout;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<Boolean> end = new CompletableFuture<>();
  private volatile Flow.@Nullable Subscription subscription;

  /** What came. */
  static final class Content {
    private final byte[] bytes;
    private final boolean whole;

    private Content(byte[] bytes, boolean whole) {
      this.bytes = bytes;
      this.whole = whole;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Whether it came to its end. */
    boolean isWhole() {
      return whole;
    }
  }

  CappedBody(int maxBytes, Duration timeout) {
    this.maxBytes = maxBytes;
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<Content> getBody() {
    return end.completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS)
        .thenApply(this::content);
  }

  private Content content(boolean whole) {
    Flow.Subscription current = subscription;
    if (!whole && current != null) {
      // Closes the connection.
      current.cancel();
    }
    return new Content(bytes.toByteArray(), whole);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > maxBytes - bytes.size()) {
        end.complete(false);
        return;
      }
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.write(part, 0, part.length);
    }
  }

  @Override
  public void onError(Throwable e) {
    end.complete(false);
  }

  @Override
  public void onComplete() {
    end.complete(true);
  }
}

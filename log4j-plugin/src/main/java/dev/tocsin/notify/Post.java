package dev.tocsin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.Quote;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to a receiver and says what came of it. It goes to the configured address and
 * nowhere else: no redirect is followed. For one thread; {@link #cancel} for all.
 */
final class Post {
  private static final int MAX_ANSWER_BYTES = 2_048;
  private static final String API = "/api/v2/alerts";

  private final HttpClient client;
  private final Receiver receiver;
  private final Duration timeout;
  private final Clock clock;
  private final URI address;
  private volatile @Nullable CompletableFuture<HttpResponse<byte[]>> inFlight;
  private volatile boolean cancelled;

  Post(HttpClient client, Receiver receiver, Duration timeout, Clock clock) {
    this.client = client;
    this.receiver = receiver;
    this.timeout = timeout;
    this.clock = clock;
    this.address = address(receiver);
  }

  /** A client for all receivers of a notifier. */
  static HttpClient newClient(Duration timeout) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(timeout)
        .build();
  }

  private static URI address(Receiver receiver) {
    if (receiver.kind() == Receiver.Kind.WEBHOOK) {
      return receiver.url();
    }
    String text = receiver.url().toString();
    int query = text.indexOf('?');
    String path = query < 0 ? text : text.substring(0, query);
    return URI.create(
        path.replaceFirst("/+$", "") + API + (query < 0 ? "" : text.substring(query)));
  }

  Answer send(byte[] body) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request(body), ignored -> new BoundedBody(MAX_ANSWER_BYTES));
    inFlight = answer;
    if (cancelled) {
      answer.cancel(true);
    }
    try {
      return judge(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return silent("no answer within " + timeout.toSeconds() + " s");
    } catch (ExecutionException e) {
      return silent(reason(e.getCause()));
    } catch (CancellationException e) {
      return silent("stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return silent("interrupted");
    } finally {
      // Of one that is done this does nothing.
      answer.cancel(true);
      inFlight = null;
    }
  }

  /** Ends the request that is on its way, and those to come. */
  void cancel() {
    cancelled = true;
    CompletableFuture<HttpResponse<byte[]>> current = inFlight;
    if (current != null) {
      current.cancel(true);
    }
  }

  private HttpRequest request(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Tocsin")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    receiver
        .signingKey()
        .ifPresent(
            key ->
                request.header(
                    Signature.HEADER, Signature.of(key, clock.instant().getEpochSecond(), body)));
    receiver
        .credentials()
        .ifPresent(credentials -> request.header("Authorization", authorization(credentials)));
    return request.build();
  }

  private static String authorization(Receiver.Credentials credentials) {
    String secret = credentials.secret().text();
    return credentials
        .user()
        .map(user -> (user + ":" + secret).getBytes(UTF_8))
        .map(both -> "Basic " + Base64.getEncoder().encodeToString(both))
        .orElse("Bearer " + secret);
  }

  private Answer judge(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Answer(Answer.Kind.DELIVERED, "HTTP " + status, Duration.ZERO);
    }
    String said = new String(response.body(), UTF_8).strip();
    String text = "HTTP " + status + (said.isEmpty() ? "" : " (" + Quote.line(said) + ")");
    if (status == 408 || status == 429 || status >= 500) {
      return new Answer(Answer.Kind.BUSY, text, pause(response));
    }
    if (status >= 300 && status < 400) {
      text = "HTTP " + status + ", a redirect, which is not followed";
    }
    return new Answer(Answer.Kind.REFUSED, text, Duration.ZERO);
  }

  /** {@code Retry-After} as RFC 9110 has it: seconds, or a date. */
  private Duration pause(HttpResponse<?> response) {
    String value = response.headers().firstValue("Retry-After").orElse("").strip();
    if (value.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      Duration pause = Duration.between(clock.instant(), until);
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeException | ArithmeticException e) {
      return Duration.ZERO;
    }
  }

  private static Answer silent(String text) {
    return new Answer(Answer.Kind.SILENT, text, Duration.ZERO);
  }

  private static String reason(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "its host is not known";
      }
      if (cause instanceof HttpTimeoutException) {
        return "no answer in time";
      }
      if (cause instanceof SSLException) {
        return "TLS: " + Quote.line(String.valueOf(cause.getMessage()));
      }
    }
    if (e instanceof ConnectException) {
      return "no connection";
    }
    String message = e instanceof IOException ? e.getMessage() : null;
    return message == null
        ? String.valueOf(e == null ? null : e.getClass().getSimpleName())
        : Quote.line(message);
  }
}

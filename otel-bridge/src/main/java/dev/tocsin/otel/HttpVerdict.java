package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.Quote;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What follows from an answer in HTTP.
 *
 * <p>OTLP wants a batch tried again for 429, 502, 503 and 504 and dropped for all other errors.
 * Here none may be lost, and it is the batch's fault only if the answer says so:
 *
 * <ul>
 *   <li>2xx: taken, if the answer is one of OTLP's or empty. Anything else was said by a proxy or a
 *       portal, and nobody took the batch: later.
 *   <li>400, 413 and 422: refused. It can't be read, is too large, or holds what the receiver can't
 *       use. But 400 also greets those who speak unencrypted to a port for TLS: later.
 *   <li>All else: later. Credentials, paths, redirects, limits and trouble of the receiver are for
 *       people to put right, and then the batch is good.
 * </ul>
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp-response">OTLP, OTLP/HTTP
 *     Response</a>
 */
final class HttpVerdict {
  private static final Duration MAX_PAUSE = Duration.ofHours(1);
  private static final int STATUS_MESSAGE = 2 << 3 | WireReader.BYTES;

  private final Endpoint endpoint;
  private final Clock clock;

  HttpVerdict(Endpoint endpoint, Clock clock) {
    this.endpoint = endpoint;
    this.clock = clock;
  }

  Answer judge(int status, HttpHeaders headers, CappedBody.Content body) {
    String place = endpoint.place();
    String type = headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (status >= 200 && status < 300) {
      return success(status, type, body);
    }
    String said = said(type, body.bytes());
    String what = place + ": HTTP " + status + (said.isEmpty() ? "" : " (" + said + ")") + ": ";
    if (status == 400 && endpoint.isPlain() && speaksOfTls(said)) {
      return Answer.later(what + "wants TLS: begin endpoint with https://");
    }
    if (status == 400 || status == 422) {
      return Answer.refused(what + "can't use the batch");
    }
    if (status == 413) {
      return Answer.refused(what + "the batch is too large for it");
    }
    String reason =
        what + (status >= 300 && status < 400 ? redirect(headers) : troubleAndWayOut(status));
    return pause(headers)
        .or(() -> status == 429 ? Optional.of(Duration.ZERO) : Optional.empty())
        .map(pause -> Answer.later(pause, reason))
        .orElseGet(() -> Answer.later(reason));
  }

  private Answer success(int status, String type, CappedBody.Content body) {
    String place = endpoint.place();
    if (!body.isWhole()) {
      return Answer.later(
          place + ": HTTP " + status + ": the answer breaks off or is too long: see its log");
    }
    Optional<PartialSuccess> said = Optional.empty();
    if (body.bytes().length == 0) {
      return Answer.taken();
    } else if (type.startsWith("application/json")) {
      said = PartialSuccess.ofJson(body.bytes());
    } else if (!type.startsWith("text/")) {
      said = PartialSuccess.ofProtobuf(body.bytes());
    }
    return said.map(partial -> partial.answer(place))
        .orElseGet(
            () ->
                Answer.later(
                    place
                        + ": HTTP "
                        + status
                        + ": answers what is no OTLP: check endpoint, and what stands between"));
  }

  private static String troubleAndWayOut(int status) {
    return switch (status) {
      case 401, 403 -> "wants other credentials: check headers";
      case 404 -> "has no receiver of logs at this path: check endpoint";
      case 405 -> "takes no POST at this path: check endpoint";
      case 407 -> "the proxy wants credentials, which it can't be given: check proxy";
      case 415 -> "does not know this form: check protocol and compression";
      case 408, 429 -> "asks for a pause";
      case 431 -> "wants less headers: check headers";
      default -> status >= 500 ? "is in trouble: see its log" : "does not take it: check endpoint";
    };
  }

  private static String redirect(HttpHeaders headers) {
    String target = headers.firstValue("Location").map(HttpVerdict::place).orElse("elsewhere");
    return "redirects to " + target + ", which is not followed: set endpoint to what is meant";
  }

  /** Of a redirect's target no more than host and port: the rest may hold tokens. */
  private static String place(String location) {
    try {
      URI target = URI.create(location);
      return target.getHost() == null ? "another path" : Quote.line(new Endpoint(target).place());
    } catch (IllegalArgumentException e) {
      return "elsewhere";
    }
  }

  /** The servers of Go, nginx, Apache and Tomcat all name what they miss. */
  private static boolean speaksOfTls(String said) {
    String upper = said.toUpperCase(Locale.ROOT);
    return upper.contains("HTTPS") || upper.contains("TLS") || upper.contains("SSL");
  }

  /** What the body tells people: the message of a {@code google.rpc.Status}, or a text. */
  private static String said(String type, byte[] body) {
    boolean text = type.startsWith("text/") || type.startsWith("application/json");
    return Quote.line(text ? new String(body, UTF_8).strip() : statusMessage(body));
  }

  private static String statusMessage(byte[] body) {
    String message = "";
    try {
      WireReader status = new WireReader(body);
      while (status.hasMore()) {
        int tag = status.tag();
        if (tag == STATUS_MESSAGE) {
          message = status.text();
        } else {
          status.skip(tag);
        }
      }
      return message;
    } catch (IOException e) {
      return "";
    }
  }

  /** {@code Retry-After} as RFC 9110 has it, seconds or a date, within an hour. */
  private Optional<Duration> pause(HttpHeaders headers) {
    String value = headers.firstValue("Retry-After").orElse("").strip();
    if (value.matches("[0-9]+")) {
      return Optional.of(
          value.length() > 9 ? MAX_PAUSE : clamp(Duration.ofSeconds(Long.parseLong(value))));
    }
    try {
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      return Optional.of(clamp(Duration.between(clock.instant(), until)));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Duration clamp(Duration pause) {
    if (pause.isNegative()) {
      return Duration.ZERO;
    }
    return pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
  }
}

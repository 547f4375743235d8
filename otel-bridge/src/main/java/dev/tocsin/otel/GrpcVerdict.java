package dev.tocsin.otel;

import dev.tocsin.event.Quote;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import java.time.Duration;
import java.util.Locale;

/**
 * What follows from an answer in gRPC.
 *
 * <p>OTLP wants a batch tried again for a few codes (CANCELLED, DEADLINE_EXCEEDED, ABORTED,
 * OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS, in some cases RESOURCE_EXHAUSTED) and dropped for all
 * others. Here none may be lost, and it is the batch's fault only if the answer says so:
 *
 * <ul>
 *   <li>OK: taken, if the message is one of OTLP's; else later.
 *   <li>INVALID_ARGUMENT: refused. It is the one code for bad data "regardless of the state of the
 *       system", and the one that OTLP recommends for it.
 *   <li>RESOURCE_EXHAUSTED, and OUT_OF_RANGE and INTERNAL of some servers, with words that say that
 *       the message is too large: refused, since parts of it may pass. A message's limit is 4 MiB
 *       by default.
 *   <li>All else: later. FAILED_PRECONDITION, NOT_FOUND, ALREADY_EXISTS, INTERNAL and UNKNOWN speak
 *       of the receiver's state, UNAUTHENTICATED and PERMISSION_DENIED of credentials, and
 *       UNIMPLEMENTED of what listens there. The pause that a receiver may ask for is in a trailer
 *       that the exporter does not show.
 * </ul>
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#failures">OTLP, Failures</a>
 * @see <a href="https://grpc.io/docs/guides/status-codes/">gRPC, Status Codes</a>
 */
final class GrpcVerdict {
  private final Endpoint endpoint;

  GrpcVerdict(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  Answer judge(GrpcResponse response) {
    String place = endpoint.place();
    GrpcStatusCode code = response.getStatusCode();
    if (code == GrpcStatusCode.OK) {
      return PartialSuccess.ofProtobuf(response.getResponseMessage())
          .map(partial -> partial.answer(place))
          .orElseGet(() -> Answer.later(place + ": answers what is no OTLP: check endpoint"));
    }
    String said = Quote.line(response.getStatusDescription());
    String what =
        place + ": gRPC " + code.name() + (said.isEmpty() ? "" : " (" + said + ")") + ": ";
    return switch (code) {
      case INVALID_ARGUMENT -> Answer.refused(what + "can't use the batch");
      case RESOURCE_EXHAUSTED ->
          saysTooLarge(said)
              ? tooLarge(what)
              : Answer.later(Duration.ZERO, what + "asks for a pause");
      case OUT_OF_RANGE, INTERNAL ->
          saysTooLarge(said) ? tooLarge(what) : Answer.later(what + "is in trouble: see its log");
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          Answer.later(what + "wants other credentials: check headers");
      case UNIMPLEMENTED -> Answer.later(what + "has no receiver of logs: check endpoint");
      case DEADLINE_EXCEEDED, CANCELLED, ABORTED, UNAVAILABLE ->
          Answer.later(what + "can't take it now: see its log");
      default -> Answer.later(what + "does not take it: check endpoint, and see its log");
    };
  }

  private static Answer tooLarge(String what) {
    return Answer.refused(what + "the batch is too large for it");
  }

  /**
   * The words of gRPC for Go and C++ ("larger than max"), Java and .NET ("exceeds (the) maximum")
   * and Rust ("too large").
   */
  private static boolean saysTooLarge(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    return lower.contains("larger than max")
        || lower.contains("exceeds maximum")
        || lower.contains("exceeds the maximum")
        || lower.contains("too large");
  }
}

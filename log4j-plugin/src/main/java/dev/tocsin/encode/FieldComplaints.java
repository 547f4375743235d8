package dev.tocsin.encode;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventField;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Quote;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import java.util.function.Function;

/** Says what is wrong with the text of a field. */
final class FieldComplaints {
  private FieldComplaints() {}

  /** The complaint about a text that a draft did not take for a field, in one line. */
  static String of(EventField field, String text) {
    return switch (field) {
      case SEVERITY -> message(text, Severity::parse);
      case ACTOR_TYPE -> message(text, ActorType::parse);
      case IP_PROVENANCE -> message(text, Provenance::parse);
      case THREAT_LEVEL -> message(text, ThreatLevel::parse);
      case STATUS -> message(text, Status::parse);
      case TIMESTAMP, LOGGED_AT -> message(text, Timestamps::parse);
      default -> field.jsonName() + " " + Quote.of(text) + ": " + wayOut(field);
    };
  }

  private static String message(String text, Function<String, ?> parser) {
    try {
      return Quote.of(text) + ": does not fit what was read as " + parser.apply(text);
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String wayOut(EventField field) {
    return switch (field) {
      case EVENT_ID -> "use a UUID, as in 019aa9d0-0000-7000-8000-000000000001";
      case IP_ADDRESS -> "use an IPv4 or IPv6 address without port, zone or brackets";
      case RESPONSE_STATUS -> "use 100 to 599";
      case RISK_SCORE -> "use 0.0 to 10.0, with one decimal at most";
      case SEQ, ORIGINAL_SIZE -> "use a whole number from 1 on";
      default -> "use another text";
    };
  }
}

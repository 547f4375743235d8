package dev.tocsin.servlet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tocsin.event.Quote;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What came of all alerts of one message. Not thread-safe. */
final class FleetAnswer {
  /** Refused alerts that an answer names; all are counted. */
  private static final int MAX_NAMED = 20;

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<FleetOutcome, Long> counts = new EnumMap<>(FleetOutcome.class);
  private final List<Refused> refused = new ArrayList<>();
  private final long truncated;

  private record Refused(String fingerprint, String rule, FleetOutcome why) {}

  FleetAnswer(long truncated) {
    this.truncated = truncated;
  }

  void add(WebhookMessage.Alert alert, FleetOutcome outcome) {
    counts.merge(outcome, 1L, Long::sum);
    if (outcome.isRefused() && refused.size() < MAX_NAMED) {
      String rule = alert.labels().getOrDefault("rule", "");
      refused.add(new Refused(alert.fingerprint(), Quote.line(rule), outcome));
    }
  }

  Map<FleetOutcome, Long> counts() {
    return counts;
  }

  /** Whether Alertmanager should send the message again. */
  boolean isToBeSentAgain() {
    return counts.containsKey(FleetOutcome.NOT_READY);
  }

  /** One line of JSON: how many of each kind, and the refused ones with the reason. */
  String toJson() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Map.Entry<FleetOutcome, Long> each : counts.entrySet()) {
        json.writeNumberField(each.getKey().text(), each.getValue());
      }
      if (truncated > 0) {
        json.writeNumberField("truncated", truncated);
      }
      json.writeArrayFieldStart("refused");
      for (Refused each : refused) {
        json.writeStartObject();
        json.writeStringField("alert", each.fingerprint());
        json.writeStringField("rule", each.rule());
        json.writeStringField("why", each.why().why);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.append('\n').toString();
  }
}

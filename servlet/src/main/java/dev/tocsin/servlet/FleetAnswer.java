package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonWriter;
import dev.tocsin.event.Quote;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What came of all alerts of one message. Not thread-safe. */
final class FleetAnswer {
  /** Refused alerts that an answer names; all are counted. */
  private static final int MAX_NAMED = 20;

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
    ByteSink sink = new ByteSink();
    JsonWriter json = new JsonWriter(sink);
    json.beginObject();
    counts.forEach((outcome, number) -> json.member(outcome.text(), number));
    if (truncated > 0) {
      json.member("truncated", truncated);
    }
    json.name("refused").beginList();
    for (Refused each : refused) {
      json.beginObject()
          .member("alert", each.fingerprint())
          .member("rule", each.rule())
          .member("why", each.why().why)
          .endObject();
    }
    json.endList().endObject();
    sink.put('\n');
    return new String(sink.array(), 0, sink.length(), UTF_8);
  }
}

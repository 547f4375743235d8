package dev.tocsin.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import java.util.List;

/** What a call gave an event, without what every event has and what its type says anyway. */
final class Essentials {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> ALWAYS =
      List.of(
          "event_id", "timestamp", "threat_level", "risk_score", "status", "source", "seq", "tag");

  private Essentials() {}

  /** One line an event. */
  static String of(List<String> events, EventTypes types)
      throws EventFormatException, JsonProcessingException {
    StringBuilder lines = new StringBuilder();
    for (String event : events) {
      lines.append(of(event, types)).append('\n');
    }
    return lines.toString();
  }

  private static String of(String line, EventTypes types)
      throws EventFormatException, JsonProcessingException {
    byte[] bytes = line.getBytes(UTF_8);
    SecurityEvent event = JsonEventReader.lenient().read(bytes, 0, bytes.length, types);
    ObjectNode shown = (ObjectNode) MAPPER.readTree(line);
    shown.remove(ALWAYS);
    EventType type = event.type();
    removeIf(shown, "severity", event.severity() == type.severity());
    removeIf(shown, "success", event.success() == type.success());
    removeIf(shown, "compliance_tags", type.complianceTags().equals(event.complianceTags()));
    ActorType actor = shown.has("user_id") ? ActorType.USER : ActorType.ANONYMOUS;
    removeIf(shown, "actor_type", shown.get("actor_type").asText().equals(actor.text()));
    removeIf(shown, "ip_provenance", shown.path("ip_provenance").asText().equals("call"));
    if (shown.get("target_type").asText().equals("service")) {
      shown.remove(List.of("target_type", "target_id"));
    }
    return MAPPER.writeValueAsString(shown);
  }

  private static void removeIf(ObjectNode from, String name, boolean given) {
    if (given) {
      from.remove(name);
    }
  }
}

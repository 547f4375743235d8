package dev.tocsin.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EcsEncoder;
import dev.tocsin.encode.EventEncoder;
import dev.tocsin.encode.OcsfEncoder;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventMapping;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.event.ThreatLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the tables of docs/vocabularies.md from what the encoders write. */
final class VocabularyTables {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIME = 1_795_356_509_123_456L;
  private static final EventEncoder ECS = new EcsEncoder(Limits.DEFAULT);
  private static final EventEncoder OCSF = new OcsfEncoder(Limits.DEFAULT);

  private VocabularyTables() {}

  /** What each type is, and each category's types of one's own. */
  static String types() {
    StringBuilder table = new StringBuilder();
    table.append("| type | ECS kind | category | type | OCSF class | activity |\n");
    table.append("| --- | --- | --- | --- | --- | --- |\n");
    for (EventType type : EventTypes.builtIn().all()) {
      table.append(row("`" + type.name() + "`", type));
    }
    for (Category category : Category.values()) {
      table.append(
          row("your own of " + category.markerName(), EventTypes.unregistered("own", category)));
    }
    return table.toString();
  }

  private static String row(String name, EventType type) {
    EventMapping.Ecs ecs = type.ecs();
    EventMapping.Ocsf ocsf = type.ocsf();
    String activity =
        ocsf.activityRule().equals("http_method")
            ? "by the method, else 0 Unknown"
            : ocsf.activityId() + " " + ocsf.activity();
    return "| %s | %s | %s | %s | %d %s | %s |\n"
        .formatted(
            name,
            ecs.kind(),
            String.join(", ", ecs.category()),
            String.join(", ", ecs.type()),
            ocsf.classUid(),
            ocsf.className(),
            activity);
  }

  /** Where each field goes, in two classes of OCSF. */
  static String fields() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("| event field | ECS | OCSF, API Activity | OCSF, Detection Finding |\n");
    table.append("| --- | --- | --- | --- |\n");
    for (EventField field : EventField.all()) {
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  field.jsonName(),
                  places(field, ECS, EventType.RATE_LIMIT),
                  places(field, OCSF, EventType.RATE_LIMIT),
                  places(field, OCSF, EventType.SUSPICIOUS)));
    }
    return table.toString();
  }

  /** The names of all that is another, or there, once the field has a value of its own. */
  private static String places(EventField field, EventEncoder encoder, EventType type)
      throws IOException {
    Map<String, String> before = flat(encoder, event(type));
    EventDraft changed = event(type);
    change(changed, field);
    return flat(encoder, changed).entrySet().stream()
        .filter(each -> !each.getValue().equals(before.get(each.getKey())))
        .map(each -> "`" + each.getKey() + "`")
        .collect(Collectors.joining(", "));
  }

  private static EventDraft event(EventType type) {
    EventDraft draft =
        new EventDraft()
            .setType(type)
            .setId(1, 1)
            .setTimestampMicros(TIME)
            .setActorType(ActorType.SYSTEM);
    draft.set(EventField.MESSAGE, "m");
    draft.set(EventField.USER_ID, "u");
    draft.set(EventField.TARGET_TYPE, "account");
    draft.set(EventField.TARGET_ID, "1");
    draft.set(EventField.IP_ADDRESS, "203.0.113.7");
    draft.set(EventField.REQUEST_METHOD, "GET");
    return draft;
  }

  private static void change(EventDraft draft, EventField field) {
    switch (field) {
      case EVENT_ID -> draft.setId(2, 2);
      case EVENT_TYPE -> draft.setType(draft.type().canonical());
      case SEVERITY -> draft.setSeverity(Severity.CRITICAL);
      case TIMESTAMP -> draft.setTimestampMicros(TIME + 1_000_000);
      case LOGGED_AT -> draft.setLoggedAtMicros(TIME + 2_000_000);
      case SUCCESS -> draft.setSuccess(!draft.type().success());
      case ACTOR_TYPE -> draft.setActorType(ActorType.SERVICE);
      case CHANGES -> draft.addChange("limit", 1, 2);
      case IP_ADDRESS -> draft.set(field, "203.0.113.8");
      case IP_PROVENANCE -> draft.setIpProvenance(Provenance.PEER);
      case REQUEST_METHOD -> draft.set(field, "POST");
      case REQUEST_URL -> draft.set(field, "https://shop.example/a?b=c");
      case REQUEST_HEADERS -> draft.putRequestHeader("*", "x");
      case RESPONSE_STATUS -> draft.setResponseStatus(429);
      case DETAILS -> draft.putDetail("*", "x");
      case THREAT_LEVEL -> draft.setThreatLevel(ThreatLevel.HIGH);
      case RISK_SCORE -> draft.setRiskTenths(75);
      case INDICATORS -> draft.addIndicator("x");
      case STATUS -> draft.setStatus(Status.RESOLVED);
      case COMPLIANCE_TAGS -> draft.addComplianceTag("pci-10.2.1.4");
      case IS_TRUNCATED, ORIGINAL_SIZE -> draft.setOriginalSize(70_000);
      case SEQ -> draft.setSeq(42);
      default -> draft.set(field, "x");
    }
  }

  private static Map<String, String> flat(EventEncoder encoder, EventDraft event)
      throws IOException {
    ByteSink sink = new ByteSink();
    encoder.encode(event, sink);
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", JSON.readTree(new String(sink.array(), 0, sink.length(), UTF_8)), flat);
    return new TreeMap<>(flat);
  }

  private static void flatten(String path, JsonNode node, Map<String, String> flat) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> each : node.properties()) {
        flatten(path.isEmpty() ? each.getKey() : path + "." + each.getKey(), each.getValue(), flat);
      }
    } else if (node.isArray() && node.size() > 0 && node.get(0).isObject()) {
      node.forEach(each -> flatten(path + "[]", each, flat));
    } else {
      flat.put(path, node.toString());
    }
  }

  /** Where a field has no place. */
  static List<EventField> withoutPlace() throws IOException {
    List<EventField> none = new ArrayList<>();
    for (EventField field : EventField.all()) {
      if (places(field, ECS, EventType.RATE_LIMIT).isEmpty()
          || places(field, OCSF, EventType.RATE_LIMIT).isEmpty()
          || places(field, OCSF, EventType.SUSPICIOUS).isEmpty()) {
        none.add(field);
      }
    }
    return none;
  }
}

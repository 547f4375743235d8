package dev.tocsin.respond;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Severity;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The alerts and blocks of a journal as of one of its events, so that a restart neither alerts
 * again nor forgets a block; or, where it may name nobody, only that event. Immutable.
 *
 * @param journal the journal's id
 * @param seq number of an event that, with all before it, was evaluated
 * @param caseSeq number of the last event of the case journal that was followed
 * @param at when it was made
 * @param alerts not over, or waiting for somebody
 * @param blocks in force, or remembered
 * @param whole whether alerts and blocks are all there; otherwise there are none of them
 */
public record Snapshot(
    String journal,
    long seq,
    long caseSeq,
    Instant at,
    List<AlertState> alerts,
    List<Block> blocks,
    boolean whole) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int FORMAT = 1;
  private static final String ALERTS = "alerts";
  private static final String BLOCKS = "blocks";

  /** The lists are copied. */
  public Snapshot {
    alerts = List.copyOf(alerts);
    blocks = List.copyOf(blocks);
  }

  /** A whole one. */
  public Snapshot(
      String journal,
      long seq,
      long caseSeq,
      Instant at,
      List<AlertState> alerts,
      List<Block> blocks) {
    this(journal, seq, caseSeq, at, alerts, blocks, true);
  }

  /** The same that names nobody. */
  public Snapshot withoutNames() {
    return new Snapshot(journal, seq, caseSeq, at, List.of(), List.of(), false);
  }

  /** As JSON, one line. */
  public String toJson() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("journal", journal);
      json.writeNumberField("seq", seq);
      json.writeNumberField("case_seq", caseSeq);
      json.writeStringField("at", at.toString());
      if (whole) {
        writeNames(json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private void writeNames(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(ALERTS);
    for (AlertState each : alerts) {
      write(json, each);
    }
    json.writeEndArray();
    json.writeArrayFieldStart(BLOCKS);
    for (Block each : blocks) {
      write(json, each);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, AlertState alert) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", alert.id().toString());
    json.writeStringField("rule", alert.rule());
    json.writeStringField("title", alert.title());
    json.writeStringField("severity", alert.severity().name());
    json.writeObjectFieldStart("key");
    for (Map.Entry<String, String> entry : alert.key().entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("count", alert.count());
    json.writeNumberField("bursts", alert.bursts());
    json.writeStringField("first_event", alert.firstEvent().toString());
    json.writeStringField("last_event", alert.lastEvent().toString());
    json.writeArrayFieldStart("event_ids");
    for (String id : alert.eventIds()) {
      json.writeString(id);
    }
    json.writeEndArray();
    json.writeStringField("fired_at", alert.firedAt().toString());
    json.writeStringField("true_until", alert.trueUntil().toString());
    json.writeStringField("status", alert.status().name());
    optional(json, "acknowledged_by", alert.acknowledgedBy());
    optional(json, "escalate_at", alert.escalateAt());
    json.writeStringField("escalated", String.valueOf(alert.escalated()));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Block block) throws IOException {
    json.writeStartObject();
    json.writeStringField("client", block.client().text());
    json.writeStringField("since", block.since().toString());
    json.writeStringField("until", block.until().toString());
    json.writeNumberField("repeat", block.repeat());
    optional(json, "rule", block.rule().orElse(null));
    optional(json, "by", block.by().orElse(null));
    json.writeEndObject();
  }

  private static void optional(JsonGenerator json, String name, @Nullable Object value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value.toString());
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is something else, in one line
   */
  public static Snapshot parse(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("is no snapshot of alerts and blocks");
      }
      Fields fields = new Fields(objectOf(parser));
      if (fields.number("format") != FORMAT) {
        throw new IllegalArgumentException("has a format of another version");
      }
      boolean whole = fields.has(ALERTS) || fields.has(BLOCKS);
      List<AlertState> alerts = new ArrayList<>();
      for (Fields each : whole ? fields.objects(ALERTS) : List.<Fields>of()) {
        alerts.add(alert(each));
      }
      List<Block> blocks = new ArrayList<>();
      for (Fields each : whole ? fields.objects(BLOCKS) : List.<Fields>of()) {
        blocks.add(block(each));
      }
      return new Snapshot(
          fields.text("journal"),
          fields.number("seq"),
          fields.number("case_seq"),
          fields.time("at"),
          alerts,
          blocks,
          whole);
    } catch (IOException | DateTimeException | StackOverflowError e) {
      throw new IllegalArgumentException("is no snapshot of alerts and blocks", e);
    }
  }

  private static AlertState alert(Fields fields) {
    Map<String, String> key = new LinkedHashMap<>();
    fields.map("key").forEach((name, value) -> key.put(name, value.toString()));
    Optional<String> escalateAt = fields.optional("escalate_at");
    return new AlertState(
        UUID.fromString(fields.text("id")),
        fields.text("rule"),
        fields.text("title"),
        Severity.valueOf(fields.text("severity")),
        key,
        fields.number("count"),
        Math.toIntExact(fields.number("bursts")),
        fields.time("first_event"),
        fields.time("last_event"),
        fields.list("event_ids").stream().map(Object::toString).toList(),
        fields.time("fired_at"),
        fields.time("true_until"),
        AlertState.Status.valueOf(fields.text("status")),
        fields.optional("acknowledged_by").orElse(null),
        escalateAt.map(Instant::parse).orElse(null),
        Boolean.parseBoolean(fields.text("escalated")));
  }

  private static Block block(Fields fields) {
    ClientAddress client = ClientAddress.parse(fields.text("client"));
    if (client == null) {
      throw new IllegalArgumentException("has a block of no address");
    }
    return new Block(
        client,
        fields.time("since"),
        fields.time("until"),
        Math.toIntExact(fields.number("repeat")),
        fields.optional("rule"),
        fields.optional("by"));
  }

  /** The members of an object, whose beginning was read. */
  private static Map<String, Object> objectOf(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, valueOf(parser));
    }
    return members;
  }

  private static Object valueOf(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return objectOf(parser);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(valueOf(parser));
      }
      return list;
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getLongValue();
    }
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    throw new IllegalArgumentException("has a value of an unknown kind");
  }

  /** The members of one object, each of which must be there with its kind. */
  private record Fields(Map<String, Object> members) {
    private <T> T get(String name, Class<T> kind) {
      Object value = members.get(name);
      if (!kind.isInstance(value)) {
        throw new IllegalArgumentException("lacks " + name);
      }
      return Objects.requireNonNull(kind.cast(value));
    }

    boolean has(String name) {
      return members.containsKey(name);
    }

    String text(String name) {
      return get(name, String.class);
    }

    long number(String name) {
      return get(name, Long.class);
    }

    Instant time(String name) {
      return Instant.parse(text(name));
    }

    Optional<String> optional(String name) {
      return members.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
    }

    List<?> list(String name) {
      return get(name, List.class);
    }

    Map<String, Object> map(String name) {
      return Fields.members(get(name, Map.class));
    }

    List<Fields> objects(String name) {
      List<Fields> objects = new ArrayList<>();
      for (Object each : list(name)) {
        if (!(each instanceof Map<?, ?> map)) {
          throw new IllegalArgumentException("has a wrong entry in " + name);
        }
        objects.add(new Fields(members(map)));
      }
      return objects;
    }

    private static Map<String, Object> members(Map<?, ?> map) {
      Map<String, Object> members = new LinkedHashMap<>();
      map.forEach((name, value) -> members.put(String.valueOf(name), value));
      return members;
    }
  }
}

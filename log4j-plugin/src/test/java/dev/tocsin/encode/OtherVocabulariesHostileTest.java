package dev.tocsin.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T1 for the forms of others: whatever a value holds, it stays one value in one line. */
class OtherVocabulariesHostileTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  /** Of a text that names something, where OTLP's records have a bound. */
  private static final int MAX_ID_BYTES = 1_024;

  private static final Set<EventField> NOT_IN_OTLP =
      Set.of(EventField.REQUEST_HEADERS, EventField.REQUEST_BODY, EventField.RESPONSE_BODY);

  private static final EventType[] CLASSES = {
    EventType.AUTH_FAILURE,
    EventType.AUTH_ACCOUNT_LOCKED,
    EventType.ADMIN_ACCESS,
    EventType.ADMIN_ESCALATION,
    EventType.SYSTEM_CONFIGURATION_CHANGE,
    EventType.SQL_INJECTION_ATTEMPT,
    EventType.DATA_EXPORT,
    EventType.API_ACCESS,
    EventType.DATA_ACCESS,
    EventType.FILE_UPLOAD_ATTEMPT,
    EventType.ALERT,
    EventType.CASE_OPENED,
    EventType.DATA_BREACH_ATTEMPT,
    EventType.AUDIT_DROPPED,
    EventType.CLIENT_BLOCKED
  };

  /** Those of the classes that say most values twice. */
  private static final List<EventType> LARGEST =
      List.of(EventType.ADMIN_ESCALATION, EventType.API_ACCESS, EventType.ALERT);

  record Form(String name, EventEncoder encoder) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Form> forms() {
    return Stream.of(
        new Form("ecs", new EcsEncoder(Limits.DEFAULT)),
        new Form("ocsf", new OcsfEncoder(Limits.DEFAULT)),
        new Form("otlp-json", new OtlpJsonEncoder()));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFieldReadsBackUnchangedFromOneLine(Form form) throws IOException {
    for (EventField field : EventField.all()) {
      if (form.name().equals("otlp-json") && NOT_IN_OTLP.contains(field)) {
        continue;
      }
      for (int i = 0; i < Hostile.VALUES.size(); i++) {
        String value = Hostile.VALUES.get(i);
        EventDraft draft = VocabularyEvents.bare(CLASSES[i % CLASSES.length]);
        draft.set(field, value);
        assertHas(form, draft, value, field.jsonName());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFieldOfEveryClassReadsBackUnchanged(Form form) throws IOException {
    String value = "a\r\n\u2028\u001b\0\u202e\"'\\${jndi:ldap://x}\ud800";
    for (EventType type : CLASSES) {
      for (EventField field : EventField.all()) {
        if (!form.name().equals("otlp-json") || !NOT_IN_OTLP.contains(field)) {
          EventDraft draft = VocabularyEvents.bare(type);
          draft.set(field, value);
          assertHas(form, draft, value, type + " " + field.jsonName());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void nestedValuesAndNamesReadBackUnchanged(Form form) throws IOException {
    for (String value : Hostile.VALUES) {
      EventDraft draft = VocabularyEvents.bare(EventType.DATA_MODIFICATION);
      draft.putDetail(value, List.of(value, Map.of(value, List.of(value))));
      draft.putDetail("deep", Map.of(value, value));
      draft.putRequestHeader(value, value);
      draft.addChange(value, value, List.of(value));
      draft.addIndicator(value).addComplianceTag(value);
      assertHas(form, draft, value, "nested");
      assertThat(names(read(form, draft)))
          .anyMatch(name -> name.contains(name(value)))
          .allMatch(name -> Values.name(name).equals(name));
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void largestEventIsCutAndSaysSo(Form form) throws IOException {
    Limits small = Limits.DEFAULT.withMaxEventBytes(16_384);
    EventEncoder encoder =
        switch (form.name()) {
          case "ecs" -> new EcsEncoder(small);
          case "ocsf" -> new OcsfEncoder(small);
          default -> new OtlpJsonEncoder();
        };
    for (String text : List.of("\u2028", "é")) {
      for (EventType type : LARGEST) {
        EventDraft draft = VocabularyEvents.full(type);
        String value = text.repeat(2_000);
        for (EventField field : EventField.all()) {
          if (field.kind() == EventField.Kind.TEXT) {
            draft.set(field, value);
          }
        }
        draft.setType(type);
        for (int i = 0; i < 128; i++) {
          draft.putDetail("d" + i, value).addIndicator(value).addComplianceTag(value);
          draft.putRequestHeader("h" + i, value).addChange("c" + i, value, List.of(value, value));
        }
        ByteSink sink = new ByteSink();
        encoder.encode(draft, sink);
        JsonNode document = JSON.readTree(line(sink));
        if (form.name().equals("otlp-json")) {
          assertThat(document.toString()).contains("\"tocsin.truncated\"");
        } else {
          assertThat(sink.length()).as(type + " " + text).isLessThan(16_384);
          JsonNode cut =
              form.name().equals("ecs")
                  ? document.get("tocsin.original_size")
                  : document.at("/metadata/untruncated_size");
          assertThat(cut.longValue()).isGreaterThan(sink.length());
        }
      }
    }
  }

  @Test
  void severalEventsInOneSinkStandSideBySide() {
    ByteSink sink = new ByteSink(8);
    for (Form form : forms().toList()) {
      int before = sink.length();
      form.encoder().encode(VocabularyEvents.full(EventType.LOGOUT), sink);
      sink.put('\n');
      ByteSink alone = new ByteSink();
      form.encoder().encode(VocabularyEvents.full(EventType.LOGOUT), alone);
      assertThat(new String(sink.array(), before, sink.length() - before, UTF_8))
          .isEqualTo(line(alone) + "\n");
    }
  }

  /** T2: JSON has no such numbers. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.0, 1e308, 4.9e-324})
  void numbersThatReadersWouldChokeOnAreHarmless(double number) throws IOException {
    for (Form form : forms().toList()) {
      EventDraft draft = VocabularyEvents.bare(EventType.LOGOUT);
      draft.putDetail("n", number).putDetail("l", List.of(number, 1)).addChange("c", number, 1);
      assertThat(read(form, draft)).isNotEmpty();
    }
  }

  private static void assertHas(Form form, EventDraft draft, String value, String what)
      throws IOException {
    Set<String> texts = texts(read(form, draft));
    int bytes = value.getBytes(UTF_8).length;
    if (form.name().equals("otlp-json")
        && (value.isEmpty() || bytes > MAX_ID_BYTES || isUrl(value))) {
      return;
    }
    assertThat(texts).as(form + " " + what).contains(value);
  }

  /** What would be parted at {@code ?} and {@code #}, were it one. */
  private static boolean isUrl(String value) {
    return value.contains("?") || value.contains("#") || value.contains("://");
  }

  private static JsonNode read(Form form, EventDraft draft) throws IOException {
    ByteSink sink = new ByteSink();
    form.encoder().encode(draft, sink);
    return JSON.readTree(line(sink));
  }

  private static String line(ByteSink sink) {
    String line;
    try {
      line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(sink.array(), 0, sink.length()))
              .toString();
    } catch (IOException e) {
      throw new AssertionError("not UTF-8", e);
    }
    assertThat(line)
        .doesNotContainPattern(
            "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]");
    return line;
  }

  private static String name(String text) {
    return Values.name(text.substring(0, Math.min(Limits.DEFAULT.maxNameChars(), text.length())));
  }

  private static Set<String> texts(JsonNode node) {
    Set<String> texts = new HashSet<>();
    if (node.isTextual()) {
      texts.add(node.textValue());
    }
    node.forEach(each -> texts.addAll(texts(each)));
    return texts;
  }

  /** Names of members, and in OTLP of attributes. */
  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    if (node.has("key")) {
      names.add(node.get("key").asText());
    }
    node.forEach(each -> names.addAll(names(each)));
    return names;
  }
}
